/** A report in its format, made of the content of a snapshot. Computes as it is read; belongs into a worker. */
import type { Report } from "@/lib/contracts/report";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { needFindings, openAndAccepted, openFindings } from "@/lib/view/findings/book";
import { buildReport, tablesOf } from "@/lib/view/reports";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { parseFindingsFilter } from "../export-plan";
import { unpackFindings } from "../findings/pack";
import type { ExportWriters } from "../ports";
import type { ReportFacts, ReportProgress, ReportWork } from "./ports";
import { reportSections } from "./report-sections";
import { reportWorkbook } from "./report-workbook";

export interface ReportWriters extends ExportWriters {
  pdf(report: Report, onProgress: (progress: { page: number; pages: number }) => void): Iterable<Uint8Array>;
}

export interface RenderedReport extends ReportFacts {
  readonly bytes: Iterable<string | Uint8Array>;
}

export async function renderReport(
  content: SnapshotContent,
  work: ReportWork,
  writers: ReportWriters,
  onProgress: (progress: ReportProgress) => void,
): Promise<RenderedReport> {
  onProgress({ phase: "reading", page: 0, pages: 0 });
  const report = await reportOf(content, work);
  const { title, source } = report;
  return { title, source, bytes: bytesOf(report, work, writers, onProgress) };
}

/** The document itself: also what the print view shows. */
export async function reportOf(content: SnapshotContent, work: Omit<ReportWork, "format">): Promise<Report> {
  const { kind, labels, findings, filter, trend, review } = work;
  const model = buildAccessModel(content);
  const view = createSnapshotView(content, model, { actions: await loadActionTable(), labels });
  const { meta } = content;
  // Judged at the point in time of the report, not at that of its making.
  const state = { ...findings.state, now: meta.finishedAt ?? meta.startedAt };
  openFindings(view, state, [...unpackFindings(findings.chunks ?? [])]);
  const book = needFindings(view);
  // Its own counts are those of triage as it is now; the others keep those of their time.
  const own = trend.map((point) =>
    point.snapshotId === meta.id ? { ...point, ...openAndAccepted(book.triaged) } : point,
  );
  const parsed = parseFindingsFilter(filter);
  return buildReport({ kind, meta, view, findings: book, filter, parsed, trend: own, review });
}

function bytesOf(
  report: Report,
  { format }: ReportWork,
  writers: ReportWriters,
  onProgress: (progress: ReportProgress) => void,
): Iterable<string | Uint8Array> {
  if (format === "pdf")
    return writers.pdf(report, ({ page, pages }) =>
      onProgress({ phase: pages === 0 ? "laying out" : "writing", page, pages }),
    );
  onProgress({ phase: "writing", page: 0, pages: 0 });
  if (format === "json") return writers.json(reportSections(report));
  if (format === "xlsx") return writers.xlsx(reportWorkbook(report));
  const [main] = tablesOf(report.blocks);
  if (!main) throw new Error("a report without a table has no CSV");
  return writers.csv({ columns: main.columns.map(({ name }) => name), rows: main.rows() });
}
