import { unexpectedQuery } from "@/lib/contracts/api";
import { guarded, jsonText } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { judgeUnexpected } from "@/lib/server/usecases/activity/judged";

export const GET = guarded(async ({ request, url, container }) =>
  jsonText(await judgeUnexpected(container, parseQuery(unexpectedQuery, url.searchParams), request.signal)),
);
