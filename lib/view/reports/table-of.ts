/** Tables of reports, each column beside what it shows. */
import type { ReportCell, ReportColumn, ReportTable } from "@/lib/contracts/report";

const text = (name: string, weight: number, more: Partial<ReportColumn> = {}): ReportColumn => ({
  name,
  type: "text",
  weight,
  ...more,
});
const number = (name: string, weight = 1): ReportColumn => ({ name, type: "number", weight });
const date = (name: string, weight: number): ReportColumn => ({ name, type: "date", weight });
const data = (name: string, type: ReportColumn["type"] = "text"): ReportColumn => ({
  name,
  type,
  weight: 0,
  dataOnly: true,
});

export const column = { text, number, date, data };

/** A row for each item; cells are made when the rows are read. */
export function tableOf<T>(
  head: Pick<ReportTable, "id" | "caption" | "empty">,
  items: readonly T[],
  columns: readonly (readonly [ReportColumn, (item: T) => ReportCell])[],
): ReportTable {
  return {
    kind: "table",
    id: head.id,
    caption: head.caption,
    columns: columns.map(([each]) => each),
    count: items.length,
    *rows() {
      for (const item of items) yield columns.map(([, cell]) => cell(item));
    },
    empty: head.empty,
  };
}
