/** Decisions of the last review hold on where nothing changed since. They are marked, and can be changed. */
import type { CarriedFrom, DecisionRecord, ReviewDecision, ReviewItem } from "./review";

/** The last decision about a workload in a closed review. */
export interface EarlierDecision {
  readonly workloadId: string;
  /** As it was when the decision was taken. */
  readonly fingerprint: string;
  readonly act: ReviewDecision;
  readonly rationale: string;
  readonly from: CarriedFrom;
}

/** By row: nothing where something changed, was not read then or now, or was never decided. */
export function carryOver(
  items: readonly ReviewItem[],
  earlier: readonly EarlierDecision[],
  now: string,
): readonly DecisionRecord[] {
  const byWorkload = new Map(earlier.map((each) => [each.workloadId, each]));
  const carried: DecisionRecord[] = [];
  for (const { row, workloadId, fingerprint, notRead } of items) {
    const known = byWorkload.get(workloadId);
    if (!known || fingerprint === null || known.fingerprint !== fingerprint) continue;
    const { act, rationale, from } = known;
    const certain = notRead.length === 0;
    carried.push({ row, seq: carried.length + 1, act, rationale, by: from.by, at: now, certain, carried: from });
  }
  return carried;
}

/** How a workload stands to the review before: for a reviewer, what to look at first. */
export function changeSince(
  item: Pick<ReviewItem, "workloadId" | "fingerprint">,
  earlier: ReadonlyMap<string, Pick<EarlierDecision, "fingerprint">>,
): "new" | "changed" | "same" | "not-known" {
  const known = earlier.get(item.workloadId);
  if (!known) return "new";
  if (item.fingerprint === null) return "not-known";
  return known.fingerprint === item.fingerprint ? "same" : "changed";
}
