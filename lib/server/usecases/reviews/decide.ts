/** Decisions of a review, and its end. */
import type { DecideBody, ReviewAnswer } from "@/lib/contracts/api";
import { decisionProblem } from "@/lib/domain/review/review";
import type { Clock } from "../ports";
import { reviewAnswer } from "./answers";
import type { ReviewStore } from "./ports";
import { closedReview, noSuchReview, ReviewError } from "./review-error";

interface Parts {
  readonly reviews: ReviewStore;
  readonly clock: Clock;
}

/** One decision about each row, all or none. Throws ReviewError. */
export async function decide({ reviews, clock }: Parts, id: string, body: DecideBody): Promise<ReviewAnswer> {
  const { act, rationale, by } = body;
  const problem = decisionProblem(act, rationale);
  if (problem !== null)
    throw new ReviewError({ code: "bad-request", message: problem, remedy: null, field: "rationale" });
  if (!(await reviews.get(id))) throw noSuchReview();
  const at = clock.now().toISOString();
  const rows = [...new Set(body.rows)].sort((a, b) => a - b);
  const result = await reviews.decide(
    id,
    rows.map((row) => ({ row, act, rationale, by, at, carried: null })),
  );
  if (result === "closed") throw closedReview();
  if (result === "unknown-row")
    throw new ReviewError({
      code: "bad-request",
      message: "One of these rows is not in the review.",
      remedy: null,
      field: "rows",
    });
  return reviewAnswer(reviews, id);
}

/** Undecided rows may be left: the review says so for good. Throws ReviewError. */
export async function closeReview({ reviews, clock }: Parts, id: string, by: string): Promise<ReviewAnswer> {
  if (!(await reviews.get(id))) throw noSuchReview();
  if (!(await reviews.close(id, clock.now().toISOString(), by))) throw closedReview();
  return reviewAnswer(reviews, id);
}
