import { usedAndGrantedQuery } from "@/lib/contracts/api";
import { guarded, jsonText } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { judgeUsedAndGranted } from "@/lib/server/usecases/activity/judged";

export const GET = guarded(async ({ request, url, container }) =>
  jsonText(await judgeUsedAndGranted(container, parseQuery(usedAndGrantedQuery, url.searchParams), request.signal)),
);
