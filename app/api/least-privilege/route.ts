import { leastPrivilegeQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { leastPrivilege } from "@/lib/server/usecases/least-privilege";

export const GET = guarded(async ({ container, url, request }) =>
  json(await leastPrivilege(container, parseQuery(leastPrivilegeQuery, url.searchParams), request.signal)),
);
