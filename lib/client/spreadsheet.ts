/** A workbook that the browser makes of an answer it has. */
import { zipSync } from "fflate";
import { type AboutLine, workbookParts } from "@/lib/view/spreadsheet/workbook";

/** Numbers stay numbers. `at`: ISO 8601, when what the answer rests on was read; null = not known. */
export function xlsxOf(options: {
  readonly name: string;
  readonly at: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly about: readonly AboutLine[];
}): Uint8Array<ArrayBuffer> {
  const { columns, rows, name } = options;
  const table = {
    columns,
    types: columns.map((_, index) => (rows.some((row) => typeof row[index] === "number") ? "number" : undefined)),
    rows: rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
  } as const;
  const workbook = { title: `Podlens ${name}`, at: options.at, sheets: [{ name, table }], about: () => options.about };
  const files: Record<string, Uint8Array> = Object.create(null);
  const encoder = new TextEncoder();
  for (const { path, text } of workbookParts(workbook)) files[path] = encoder.encode([...text].join(""));
  return new Uint8Array(zipSync(files, { mtime: new Date(1980, 0, 1) }));
}
