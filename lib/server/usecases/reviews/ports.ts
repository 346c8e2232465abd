/** What access reviews need of the store. */
import type { EarlierDecision } from "@/lib/domain/review/carry-over";
import type { ProgressRow } from "@/lib/domain/review/progress";
import type { DecisionRecord, Review, ReviewItem } from "@/lib/domain/review/review";

/** A row without what only its page shows. */
export interface ReviewIndexRow extends ProgressRow {
  readonly row: number;
  readonly accountId: string;
  readonly accountName: string | null;
  readonly cluster: string;
  readonly namespace: string | null;
  readonly environment: string | null;
  /** Lower case. */
  readonly haystack: string;
  readonly decision: DecisionRecord | null;
}

export interface ReviewStore {
  /** Newest first. */
  list(): Promise<Review[]>;
  get(id: string): Promise<Review | null>;
  create(review: Review, items: readonly ReviewItem[], decisions: readonly DecisionRecord[]): Promise<void>;
  /** Every row, in order, with the last decision about it. */
  index(id: string): Promise<ReviewIndexRow[]>;
  /** In order. null = all. */
  items(id: string, rows: readonly number[] | null): Promise<ReviewItem[]>;
  /** Of one row, or of all: oldest first. */
  history(id: string, row: number | null): Promise<DecisionRecord[]>;
  /**
   * Adds one decision a row, in one step. `of`: the records without numbers. "closed" where the review is closed (nothing is
   * written), "unknown-row" where a row is not there.
   */
  decide(
    id: string,
    decisions: readonly Omit<DecisionRecord, "seq" | "certain">[],
  ): Promise<"done" | "closed" | "unknown-row">;
  /** False where it was closed already. */
  close(id: string, at: string, by: string): Promise<boolean>;
  /** Newest recorded assumption by workload id, since a moment. ISO 8601 UTC. */
  lastAssumed(since: string): Promise<Record<string, string>>;
  /** Last decisions about workloads in closed reviews, for those of whom all was read. */
  earlier(): Promise<EarlierDecision[]>;
}
