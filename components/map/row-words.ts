/** What a row is called by readers. */
import type { GraphRow, LinkState } from "@/lib/contracts/graph";
import { linkStates } from "@/lib/contracts/graph";
import { plural } from "@/lib/view/graph/browser";
import { linkedRows, type StageModel } from "./stage-model";

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
