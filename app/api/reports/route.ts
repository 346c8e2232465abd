import { type ReportsAnswer, startReportBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { readJson } from "@/lib/server/http/request-input";
import { checkReport } from "@/lib/server/usecases/reports/make-report";

export const GET = guarded(async ({ container }) => {
  const { reports } = container;
  return json({ jobs: await reports.list(), signed: reports.signed } satisfies ReportsAnswer);
});

export const POST = guarded(async ({ container, request }) => {
  const asked = checkReport(await readJson(request, startReportBody));
  return json(await container.reports.start(asked), { status: 202 });
});
