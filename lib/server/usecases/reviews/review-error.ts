/** What a person who goes through a review is told. */
import type { ApiErrorBody } from "@/lib/contracts/api";

export class ReviewError extends Error {
  override readonly name = "ReviewError";
  readonly code: ApiErrorBody["code"];

  constructor(readonly body: ApiErrorBody) {
    super(body.message);
    this.code = body.code;
  }
}

export function noSuchReview(): ReviewError {
  return new ReviewError({
    code: "not-found",
    message: "There is no such review.",
    remedy: "The list of reviews has those that there are.",
  });
}

export function closedReview(): ReviewError {
  return new ReviewError({
    code: "bad-request",
    message: "The review is closed: nothing of it changes any more.",
    remedy: "Decisions belong to the next review.",
  });
}
