/** Rows of the tables of reviews as what they mean. */
import type { DuckDBValue } from "@duckdb/node-api";
import type { DecisionRecord, Review, ReviewAct, ReviewItem, ReviewScope } from "@/lib/domain/review/review";

export function textOf(value: DuckDBValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

export function reviewOf(row: readonly DuckDBValue[]): Review {
  const [
    id,
    name,
    reviewers,
    scope,
    snapshot,
    at,
    createdAt,
    createdBy,
    closedAt,
    closedBy,
    previous,
    previousName,
    engine,
  ] = row;
  const previousId = textOf(previous);
  return {
    id: String(id),
    name: String(name),
    reviewers: String(reviewers),
    scope: JSON.parse(String(scope)) as ReviewScope,
    snapshotId: String(snapshot),
    snapshotAt: String(at),
    createdAt: String(createdAt),
    createdBy: String(createdBy),
    closedAt: textOf(closedAt),
    closedBy: textOf(closedBy),
    previous: previousId === null ? null : { id: previousId, name: textOf(previousName) ?? previousId },
    engineVersion: String(engine),
  };
}

export function itemOf(body: string): ReviewItem {
  return JSON.parse(body) as ReviewItem;
}

export function decisionOf(row: readonly DuckDBValue[]): DecisionRecord {
  const [number, seq, act, rationale, by, at, certain, review, name, carriedBy, carriedAt] = row;
  const reviewId = textOf(review);
  return {
    row: Number(number),
    seq: Number(seq),
    act: String(act) as ReviewAct,
    rationale: String(rationale),
    by: String(by),
    at: String(at),
    certain: certain === true,
    carried:
      reviewId === null
        ? null
        : {
            reviewId,
            reviewName: textOf(name) ?? reviewId,
            by: textOf(carriedBy) ?? "",
            at: textOf(carriedAt) ?? "",
          },
  };
}
