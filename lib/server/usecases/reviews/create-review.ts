/** Begins a review: its rows are taken from one snapshot and kept with it. */
import { ulid } from "ulid";
import type { ReviewAnswer, ReviewRequest } from "@/lib/contracts/api";
import { carryOver } from "@/lib/domain/review/carry-over";
import type { Review, ReviewItem } from "@/lib/domain/review/review";
import { type AnalysisPort, askSnapshot } from "../ask-snapshot";
import type { Clock, SnapshotStore } from "../ports";
import { reviewAnswer } from "./answers";
import type { ReviewStore } from "./ports";
import { ReviewError } from "./review-error";

export interface CreateReviewParts {
  readonly store: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
  readonly clock: Clock;
  readonly reviews: ReviewStore;
  readonly version: string;
}

/** Last uses older than this are not looked for. */
const USE_DAYS = 400;
const DAY = 24 * 3600_000;

/** Throws ReviewError where the scope lets nothing in, AskError where there is no such snapshot. */
export async function createReview(
  parts: CreateReviewParts,
  body: ReviewRequest,
  signal?: AbortSignal,
): Promise<ReviewAnswer> {
  const now = parts.clock.now();
  const { scope, name, reviewers, by } = body;
  const lastAssumed = await parts.reviews.lastAssumed(new Date(now.getTime() - USE_DAYS * DAY).toISOString());
  const input = { scope, lastAssumed };
  const answer = await askSnapshot(parts, body.snapshot, "review-items", input, signal ? { signal } : {});
  if (answer.kind === "known") throw new Error("nothing was said to be known already");
  const items = JSON.parse(new TextDecoder().decode(answer.json)) as readonly ReviewItem[];
  if (items.length === 0) {
    throw new ReviewError({
      code: "bad-request",
      message: "No workload is in this scope.",
      remedy: "Leave a list empty to let everything in.",
      field: "scope",
    });
  }
  const earlier = body.carryOver ? await parts.reviews.earlier() : [];
  const at = now.toISOString();
  const decisions = carryOver(items, earlier, at);
  const last = body.carryOver ? (await parts.reviews.list()).find(({ closedAt }) => closedAt !== null) : undefined;
  const review: Review = {
    id: ulid(now.getTime()),
    name,
    reviewers,
    scope,
    snapshotId: answer.stamp.id,
    snapshotAt: answer.stamp.finishedAt,
    createdAt: at,
    createdBy: by,
    closedAt: null,
    closedBy: null,
    previous: last ? { id: last.id, name: last.name } : null,
    engineVersion: parts.version,
  };
  await parts.reviews.create(review, items, decisions);
  return reviewAnswer(parts.reviews, review.id);
}
