/** A table of a snapshot in the format that was asked for; a workbook says on a sheet of its own what it was made from. */
import type { ExportPlan } from "@/lib/contracts/export";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { AboutLine } from "@/lib/view/spreadsheet/types";
import { aboutGaps, aboutSnapshot } from "./export-about";
import type { ExportTable, ExportWriters } from "./ports";

export function writeTable(
  table: ExportTable,
  content: SnapshotContent,
  plan: ExportPlan,
  writers: ExportWriters,
  counted: <T>(rows: Iterable<T>) => Iterable<T>,
): Iterable<string | Uint8Array> {
  if (plan.format !== "xlsx") return writers.csv({ ...table, rows: counted(table.rows) });
  let rows = 0;
  function* numbered(): Generator<readonly (string | null)[]> {
    for (const row of counted(table.rows)) {
      rows++;
      yield row;
    }
  }
  function* about(): Generator<AboutLine> {
    yield* aboutSnapshot(content.meta);
    yield { label: "View", value: plan.view };
    yield { label: "Filter", value: plan.filter === "" ? "none: all rows" : plan.filter };
    if (plan.expand) yield { label: "Expanded", value: "one row per action" };
    yield { label: "Rows", value: rows };
    yield* aboutGaps(content.gaps);
  }
  return writers.xlsx({
    title: `Podlens ${plan.view}`,
    at: content.meta.finishedAt ?? content.meta.startedAt,
    sheets: [{ name: plan.view, table: { ...table, rows: numbered() } }],
    about,
  });
}
