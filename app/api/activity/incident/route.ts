import { incidentQuery } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { parseQuery } from "@/lib/server/http/request-input";
import { judgeIncident } from "@/lib/server/usecases/activity/judged";

export const GET = guarded(async ({ request, url, container }) =>
  json(await judgeIncident(container, parseQuery(incidentQuery, url.searchParams), request.signal)),
);
