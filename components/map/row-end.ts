/** The short signs that stand at the right end of a row. */
import { type GraphRow, type LinkState, linkStates, type Severity } from "@/lib/contracts/graph";

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
