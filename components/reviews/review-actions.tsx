"use client";
import { useState } from "react";
import { Button, buttonClass } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { errorBody } from "@/lib/client/api";
import { useReviewActs, useReviewer } from "@/lib/client/reviews";
import type { ReviewSummary } from "@/lib/contracts/api";

/** Files of the review, and its end. */
export function ReviewActions({ review }: { review: ReviewSummary }) {
  const [closing, setClosing] = useState(false);
  const download = (format: string) => `/api/reviews/${encodeURIComponent(review.id)}/download?format=${format}`;
  return (
    <div className="flex flex-wrap gap-2" data-chrome>
      <a href={download("csv")} download className={buttonClass("plain")}>
        CSV
      </a>
      <a href={download("json")} download className={buttonClass("plain")}>
        JSON
      </a>
      {review.closedAt === null ? <Button onClick={() => setClosing(true)}>Close the review</Button> : null}
      <Dialog open={closing} onOpenChange={setClosing} title="Close the review">
        {closing ? <CloseForm review={review} onDone={() => setClosing(false)} /> : null}
      </Dialog>
    </div>
  );
}

function CloseForm({ review, onDone }: { review: ReviewSummary; onDone: () => void }) {
  const [reviewer, setReviewer] = useReviewer();
  const { close } = useReviewActs(review.id);
  const left = review.progress.rows - review.progress.decided;
  return (
    <form
      className="flex flex-col gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        close.mutate(reviewer, { onSuccess: onDone });
      }}
    >
      <p>
        Once it is closed, nothing of it changes any more.{" "}
        {left > 0 ? `${left} ${left === 1 ? "workload stays" : "workloads stay"} undecided, for good.` : ""} Its
        decisions are carried over to the next review where nothing changes until then.
      </p>
      <Input
        aria-label="You are"
        placeholder="Your name"
        value={reviewer}
        onChange={(event) => setReviewer(event.target.value)}
        maxLength={120}
        required
      />
      {close.error === null ? null : (
        <p role="alert" className="text-high">
          {errorBody(close.error).message}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onDone}>Not yet</Button>
        <Button type="submit" variant="primary" disabled={close.isPending}>
          Close it
        </Button>
      </div>
    </form>
  );
}
