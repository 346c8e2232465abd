/** Files that the browser makes of answers it has. */
import { harmlessCell } from "@/lib/contracts/formula-cell";

/** RFC 4180: CRLF after every record, quotes doubled; what a spreadsheet would run as a formula is made text. */
export function csvOf(columns: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string {
  const records = [columns.map(cell).join(",")];
  for (const row of rows) records.push(row.map(cell).join(","));
  return `${records.join("\r\n")}\r\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const raw = String(value);
  const text = typeof value === "string" ? harmlessCell(raw) : raw;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** "podlens_who-can_20261122T101112Z.csv" */
export function fileName(what: string, extension: string, now: Date): string {
  return `podlens_${what}_${now.toISOString().replace(/[-:]|\.\d+/g, "")}.${extension}`;
}

export function saveFile(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
