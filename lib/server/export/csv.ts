/** Pure RFC 4180: CRLF after every record, a header, quotes doubled. */
import type { ExportTable } from "@/lib/server/usecases/ports";

/**
 * What a spreadsheet takes for the start of a formula (OWASP, "CSV Injection"), with the full-width forms that some
 * of them read alike. Such a cell gets an apostrophe in front, which shows it as text.
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

export function* csvText(table: ExportTable): Generator<string> {
  yield record(table.columns);
  for (const row of table.rows) yield record(row);
}

function record(cells: readonly (string | null)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: string | null): string {
  if (value === null) return "";
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
