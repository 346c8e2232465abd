/** Changes as a file: JSON as it is, or a table of them. */
import type { ChangeRow, ChangesExport } from "@/lib/contracts/api";
import { AskError } from "../ask-snapshot";
import type { ExportWriters } from "../ports";

const columns = [
  "risk",
  "change",
  "kind",
  "title",
  "context",
  "text",
  "reasons",
  "madeAt",
  "madeWith",
  "madeBy",
  "session",
  "eventId",
  "recorded",
  "id",
] as const;

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
  const text = [...csv({ columns, rows: changes.map(cells) })].join("");
  return { bytes: new TextEncoder().encode(text), type: "text/csv; charset=utf-8", name: "changes.csv" };
}

function cells({ madeBy, reasons, ...row }: ChangeRow): readonly (string | null)[] {
  const [event] = madeBy.events;
  return [
    row.risk,
    row.change,
    row.kind,
    row.title,
    row.context,
    row.text,
    reasons.join(" "),
    event?.time ?? null,
    event?.call ?? null,
    event?.actor ?? null,
    event?.sessionName ?? null,
    event?.eventId ?? null,
    madeBy.why,
    row.id,
  ];
}
