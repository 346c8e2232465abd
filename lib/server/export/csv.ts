/** Pure RFC 4180: CRLF after every record, a header, quotes doubled. */
import { harmlessCell } from "@/lib/contracts/formula-cell";
import type { ExportTable } from "@/lib/server/usecases/ports";

export function* csvText(table: ExportTable): Generator<string> {
  yield record(table.columns);
  for (const row of table.rows) yield record(row);
}

function record(cells: readonly (string | null)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: string | null): string {
  if (value === null) return "";
  const safe = harmlessCell(value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
