import { reportDocumentQuery } from "@/lib/contracts/api";
import { guarded } from "@/lib/server/http/guarded";
import { firstThenRest } from "@/lib/server/http/report-document";
import { parseQuery } from "@/lib/server/http/request-input";
import { checkReport } from "@/lib/server/usecases/reports/make-report";

export const GET = guarded(async ({ container, request, url }) => {
  const { kind, snapshot, filter } = parseQuery(reportDocumentQuery, url.searchParams);
  const asked = checkReport({ kind, snapshot, filter, format: "json" });
  const bytes = container.reports.document(asked, request.signal);
  return new Response(await firstThenRest(bytes), { headers: { "content-type": "application/json; charset=utf-8" } });
});
