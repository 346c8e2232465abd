import { createReviewBody } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";
import { readJson } from "@/lib/server/http/request-input";
import { listReviews } from "@/lib/server/usecases/reviews/answers";
import { createReview } from "@/lib/server/usecases/reviews/create-review";

export const GET = guarded(async ({ container }) => json(await listReviews(container.reviews)));

export const POST = guarded(async ({ container, request }) =>
  json(await createReview(container, await readJson(request, createReviewBody, 131_072), request.signal), {
    status: 201,
  }),
);
