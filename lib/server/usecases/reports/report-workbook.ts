/** A report as a workbook: a sheet for each table, and what it was made from. */
import type { Report, ReportBlock } from "@/lib/contracts/report";
import { tablesOf } from "@/lib/view/reports";
import type { AboutLine, Workbook } from "@/lib/view/spreadsheet/types";

export function reportWorkbook(report: Report): Workbook {
  const { title, source, blocks } = report;
  return {
    title,
    at: source.pointInTime,
    sheets: tablesOf(blocks).map((table) => ({
      name: table.id,
      table: {
        columns: table.columns.map(({ name }) => name),
        types: table.columns.map(({ type }) => type),
        rows: table.rows(),
      },
    })),
    *about() {
      yield { label: "Report", value: title };
      // What is said of each single row stands in its columns.
      let single = false;
      for (const block of blocks) {
        if (block.kind === "heading") single = block.level === 2;
        if (!single) yield* lines(block);
      }
    },
  };
}

/** What stands in the report beside its tables. */
function* lines(block: ReportBlock): Generator<AboutLine> {
  if (block.kind === "facts") for (const [label, value] of block.rows) yield { label, value };
  else if (block.kind === "paragraph") yield { label: "", value: block.text };
  else if (block.kind === "heading" && block.level === 1) yield { label: block.text, value: null };
  else if (block.kind === "bars")
    for (const { label, value } of block.bars) yield { label: `${block.caption}: ${label}`, value };
  else if (block.kind === "columns") for (const each of [...block.left, ...block.right]) yield* lines(each);
}
