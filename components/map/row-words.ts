/** What a row is called by readers. */
import { formatNumber } from "@/components/shared/number";
import type { GraphRow, LinkState } from "@/lib/contracts/graph";
import { linkStates } from "@/lib/contracts/graph";
import { plural } from "@/lib/view/graph/browser";
import type { StageColumn, StageModel } from "./stage-model";

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
  const bindings = `${formatNumber(row.bindings)} ${row.bindings === 1 ? "binding" : "bindings"}`;
  const end = [...stateWords(row), row.note ?? ""].filter((text) => text !== "").join(", ");
  return `${what}: ${[...links, bindings].join(", ")}${end === "" ? "" : `. ${end}`}`;
}

/** "from 3 service accounts"; where links go to several columns, only their number. */
function side(model: StageModel, at: number, which: "left" | "right", count: number): string {
  if (count === 0) return "";
  const title = linkedColumn(model, at, which)?.title;
  const word = which === "left" ? "from" : "to";
  return `${word} ${formatNumber(count)} ${title === undefined ? "linked" : plural(title, count)}`;
}

/** The one column that all links of a row on that side lead to; null where there are several. */
function linkedColumn(model: StageModel, row: number, which: "left" | "right"): StageColumn | null {
  const { start, list } = which === "left" ? model.in : model.out;
  const ends = which === "left" ? model.view.edges.from : model.view.edges.to;
  let only = -1;
  for (let i = start[row]!; i < start[row + 1]!; i++) {
    const column = model.columnOf[ends[list[i]!]!]!;
    if (only >= 0 && column !== only) return null;
    only = column;
  }
  return model.columns[only] ?? null;
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
