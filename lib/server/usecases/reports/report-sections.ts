/** A report as JSON: its source, its blocks in order, and each table as a member of its own. */
import type { Report, ReportBlock, ReportTable } from "@/lib/contracts/report";
import { tablesOf } from "@/lib/view/reports";
import type { ExportSection } from "../ports";

export function* reportSections(report: Report): Generator<ExportSection> {
  yield { name: "format", value: "podlens.report/v1" };
  yield { name: "report", value: report.kind };
  yield { name: "title", value: report.title };
  yield { name: "source", value: report.source };
  yield { name: "blocks", rows: report.blocks.map(plain) };
  for (const table of tablesOf(report.blocks)) yield { name: table.id, rows: records(table) };
}

/** Tables stand for themselves further down. */
function plain(block: ReportBlock): unknown {
  if (block.kind === "table") {
    const { kind, id, caption, columns, count, empty } = block;
    return {
      kind,
      id,
      caption,
      columns: columns.map(({ name, type, dataOnly }) => ({ name, type, ...(dataOnly ? { dataOnly } : {}) })),
      count,
      empty,
    };
  }
  if (block.kind === "columns") return { ...block, left: block.left.map(plain), right: block.right.map(plain) };
  return block;
}

function* records(table: ReportTable): Generator<Readonly<Record<string, unknown>>> {
  const { columns } = table;
  for (const row of table.rows()) {
    yield Object.fromEntries(
      columns.map(({ name, type }, index) => {
        const value = row[index] ?? null;
        if (value === null || value === "") return [name, null];
        return [name, type === "number" ? Number(value) : type === "boolean" ? value === "true" : value];
      }),
    );
  }
}
