/** What a row is called by readers, and the short signs that stand at its right end. */
import type { GraphRow, LinkState, Severity } from "@/lib/contracts/graph";
import { linkStates } from "@/lib/contracts/graph";
import { plural } from "@/lib/view/graph/browser";
import { linkedRows, type StageModel } from "./stage-model";

const signs: Readonly<Record<LinkState, string>> = { allowed: "", conditional: "◐", unknown: "?", denied: "✕" };
const shapes: Readonly<Record<Severity, string>> = { critical: "◆", high: "▲", medium: "■", low: "●", info: "○" };

export function worstState(row: GraphRow): LinkState {
  for (let state = 3; state > 0; state--) if (row.states[state as 0 | 1 | 2 | 3] > 0) return linkStates[state]!;
  return "allowed";
}

/** "318 ✕3": how many are behind the row, and how many of them are in the worst state. */
export function rowEnd(row: GraphRow): string {
  const worst = worstState(row);
  const parts: string[] = [];
  if (row.severity !== null) parts.push(shapes[row.severity]);
  if (worst !== "allowed") {
    const count = row.states[linkStates.indexOf(worst) as 0 | 1 | 2 | 3];
    parts.push(row.kind === "group" ? `${signs[worst]}${count}` : signs[worst]);
  }
  if (row.kind === "group") parts.push(row.count.toLocaleString("en"));
  return parts.join(" ");
}

/** "Role payments-api, prod: from 3 service accounts, to 4 policies, 12 bindings. Denied." */
export function rowName(model: StageModel, at: number): string {
  const row = model.view.rows[at]!;
  const column = model.columns[model.columnOf[at]!]!;
  const what =
    row.kind === "group"
      ? `${row.count} ${plural(column.title, row.count)}, ${row.label}`
      : `${column.title} ${row.label}${row.sub === "" ? "" : `, ${row.sub}`}`;
  if (row.expanded) return `${what}: open`;
  const links = [side(model, at, "left", row.up), side(model, at, "right", row.down)].filter((text) => text !== "");
  const bindings = `${row.bindings.toLocaleString("en")} ${row.bindings === 1 ? "binding" : "bindings"}`;
  const end = [...stateWords(row), row.note ?? ""].filter((text) => text !== "").join(", ");
  return `${what}: ${[...links, bindings].join(", ")}${end === "" ? "" : `. ${end}`}`;
}

/** "from 3 service accounts"; where links go to several columns, only their number. */
function side(model: StageModel, at: number, which: "left" | "right", count: number): string {
  if (count === 0) return "";
  const columns = new Set(linkedRows(model, at, which).map((row) => model.columnOf[row]!));
  const word = which === "left" ? "from" : "to";
  const [only] = columns;
  const title = columns.size === 1 && only !== undefined ? model.columns[only]?.title : undefined;
  return `${word} ${count.toLocaleString("en")} ${title === undefined ? "linked" : plural(title, count)}`;
}

function stateWords(row: GraphRow): string[] {
  const words: Readonly<Record<Exclude<LinkState, "allowed">, string>> = {
    denied: "denied",
    unknown: "unknown",
    conditional: "conditional",
  };
  const parts = (["denied", "unknown", "conditional"] as const).flatMap((state) => {
    const count = row.states[linkStates.indexOf(state) as 0 | 1 | 2 | 3];
    if (count === 0) return [];
    return [row.kind === "group" ? `${count} ${words[state]}` : words[state]];
  });
  return row.severity === null ? parts : [...parts, `worst finding ${row.severity}`];
}
