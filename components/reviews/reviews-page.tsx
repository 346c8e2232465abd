"use client";
import { useState } from "react";
import { Link } from "@/components/shared/link";
import { PageHeader } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { errorBody } from "@/lib/client/api";
import { useReviews } from "@/lib/client/reviews";
import { type ReviewSummary, reviewPath } from "@/lib/contracts/api";
import { NewReview } from "./new-review";
import { DecisionCounts, Progress } from "./progress";

/** All access reviews, and the beginning of a new one. */
export function ReviewsPage() {
  const query = useReviews();
  const [creating, setCreating] = useState(false);
  const reviews = query.data?.reviews ?? [];
  return (
    <>
      <PageHeader
        title="Access reviews"
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            New review
          </Button>
        }
      >
        <p className="max-w-lines text-n8">
          Go through workloads by owner and say of each whether its access is kept, reduced or revoked. Podlens records
          who decided what and when; it changes nothing in AWS.
        </p>
      </PageHeader>
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={6} /> : null}
      {query.data && reviews.length === 0 ? (
        <Empty
          title="No review yet"
          action={
            <Button variant="primary" onClick={() => setCreating(true)}>
              New review
            </Button>
          }
        >
          A review takes its rows from one snapshot and keeps them, so that what was decided can be shown later.
        </Empty>
      ) : null}
      {reviews.length > 0 ? (
        <ul className="mx-4 max-w-page divide-y divide-line border-line border-y sm:mx-gutter">
          {reviews.map((review) => (
            <Entry key={review.id} review={review} />
          ))}
        </ul>
      ) : null}
      <NewReview open={creating} onOpenChange={setCreating} />
    </>
  );
}

function Entry({ review }: { review: ReviewSummary }) {
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 py-2.5">
      <div className="min-w-0 flex-1 basis-64">
        <Link href={reviewPath(review.id)} className="break-words font-medium hover:underline">
          {review.name}
        </Link>
        <p className="text-n8 text-xs">
          {review.closedAt === null ? "Open" : "Closed"}, begun <Time at={review.createdAt} /> by {review.createdBy}
          {review.reviewers === "" ? null : `, for ${review.reviewers}`}
        </p>
      </div>
      <DecisionCounts progress={review.progress} />
      <Progress progress={review.progress} label={`Progress of ${review.name}`} />
    </li>
  );
}
