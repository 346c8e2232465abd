/** How far a review is. */
import { type DecisionRecord, type ReviewDecision, reviewDecisions } from "./review";

export interface ReviewProgress {
  readonly rows: number;
  readonly decided: number;
  readonly decisions: Readonly<Record<ReviewDecision, number>>;
  /** Of those decided: carried over and not looked at again. */
  readonly carried: number;
  /** Rows of which something could not be read. */
  readonly notCertain: number;
}

export interface ProgressRow {
  readonly owner: string | null;
  readonly notCertain: boolean;
  /** The last one that counts. */
  readonly decision: Pick<DecisionRecord, "act" | "carried"> | null;
}

export function progressOf(rows: readonly ProgressRow[]): ReviewProgress {
  const decisions: Record<ReviewDecision, number> = { keep: 0, reduce: 0, revoke: 0 };
  let carried = 0;
  let notCertain = 0;
  for (const { decision, notCertain: unsure } of rows) {
    if (unsure) notCertain += 1;
    if (!decision || decision.act === "undecided") continue;
    decisions[decision.act] += 1;
    if (decision.carried) carried += 1;
  }
  const decided = reviewDecisions.reduce((sum, each) => sum + decisions[each], 0);
  return { rows: rows.length, decided, decisions, carried, notCertain };
}

/** By owner, by name; without one last. */
export function progressByOwner(
  rows: readonly ProgressRow[],
): readonly { readonly owner: string | null; readonly progress: ReviewProgress }[] {
  const groups = new Map<string | null, ProgressRow[]>();
  for (const row of rows) {
    const group = groups.get(row.owner);
    if (group) group.push(row);
    else groups.set(row.owner, [row]);
  }
  return [...groups]
    .sort(([a], [b]) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1))
    .map(([owner, own]) => ({ owner, progress: progressOf(own) }));
}
