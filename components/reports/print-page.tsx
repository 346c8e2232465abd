"use client";
import { useSearchParams } from "next/navigation";
import { PageHeader } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { errorBody } from "@/lib/client/api";
import { useReportDocument } from "@/lib/client/reports";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import { reportKind } from "@/lib/contracts/report";
import { DocumentBlocks } from "./document-blocks";

/** The report as a page, to be read or printed: the same document as in the files. */
export function ReportPrintPage() {
  const address = useSearchParams();
  const { id } = useSnapshotChoice();
  const kind = reportKind.safeParse(address.get("kind"));
  const filter = address.get("filter") ?? "";
  const query = useReportDocument(kind.success && id !== null ? { kind: kind.data, snapshot: id, filter } : null);
  if (!kind.success) return <Empty title="No report is chosen">Choose one on the page of reports.</Empty>;
  const report = query.data;
  return (
    <article className="max-w-page pb-8 print:max-w-none">
      <PageHeader
        title={report?.title ?? "Report"}
        actions={
          report ? (
            <Button data-chrome onClick={() => window.print()}>
              Print
            </Button>
          ) : null
        }
      />
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={12} /> : null}
      {report ? <DocumentBlocks report={report} blocks={report.blocks} /> : null}
    </article>
  );
}
