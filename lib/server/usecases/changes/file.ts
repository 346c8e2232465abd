/** Changes as a file: JSON as it is, or a table of them. */
import type { ChangesExport } from "@/lib/contracts/api";
import { changeCells, changeColumns } from "@/lib/contracts/change-columns";
import { AskError } from "../ask-snapshot";
import type { ExportWriters } from "../ports";

export interface ChangesFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly name: string;
}

/** `json`: a ChangesExport as text; "null" where there is no snapshot to compare with. */
export function changesFile(json: Uint8Array, format: "json" | "csv", csv: ExportWriters["csv"]): ChangesFile {
  if (json.byteLength === 4 && json[0] === 0x6e) throw new AskError("snapshot-not-found");
  if (format === "json") return { bytes: json, type: "application/json; charset=utf-8", name: "changes.json" };
  const { changes } = JSON.parse(new TextDecoder().decode(json)) as ChangesExport;
  const text = [...csv({ columns: changeColumns, rows: changes.map(changeCells) })].join("");
  return { bytes: new TextEncoder().encode(text), type: "text/csv; charset=utf-8", name: "changes.csv" };
}
