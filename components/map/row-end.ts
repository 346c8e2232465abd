/** The short signs that stand at the right end of a row. */
import { formatNumber } from "@/components/shared/number";
import { type GraphRow, type LinkState, linkStates } from "@/lib/contracts/graph";
import type { Severity } from "@/lib/domain/findings/finding";

const signs: Readonly<Record<LinkState, string>> = { allowed: "", conditional: "◐", unknown: "?", denied: "✕" };
const shapes: Readonly<Record<Severity, string>> = { critical: "◆", high: "▲", medium: "■", low: "●", info: "○" };

export function worstState(row: GraphRow): LinkState {
  for (let state = 3; state > 0; state--) if (row.states[state as 0 | 1 | 2 | 3] > 0) return linkStates[state]!;
  return "allowed";
}

/** What is wrong behind the row: "✕3" = three are denied; for one thing the sign alone; "" where nothing is. */
export function rowSign(row: GraphRow): string {
  const worst = worstState(row);
  const severity = row.severity === null ? "" : shapes[row.severity];
  if (worst === "allowed") return severity;
  const count = row.states[linkStates.indexOf(worst) as 0 | 1 | 2 | 3];
  return `${severity}${signs[worst]}${row.kind === "group" ? count : ""}`;
}

/** How many things are behind a group; "" for one thing. */
export function rowCount(row: GraphRow): string {
  return row.kind === "group" ? formatNumber(row.count) : "";
}

/** Both as one text. */
export function rowEnd(row: GraphRow): string {
  return [rowSign(row), rowCount(row)].filter((part) => part !== "").join(" ");
}
