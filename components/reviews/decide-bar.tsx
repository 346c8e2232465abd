"use client";
import { useRef, useState } from "react";
import { counted } from "@/components/shared/number";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { errorBody } from "@/lib/client/api";
import { useReviewActs, useReviewer } from "@/lib/client/reviews";
import { decisionProblem, type ReviewAct, reviewDecisions } from "@/lib/domain/review/review";
import { useDecisionKeys } from "./decision-keys";
import { actWords } from "./words";

/**
 * The decision about one row or many: a rationale, and a button (and a key) for each. Reduce and revoke want a rationale,
 * and every decision wants a name.
 */
export function DecideBar({
  reviewId,
  rows,
  label,
  onDone,
  keys,
}: {
  reviewId: string;
  rows: readonly number[];
  /** "3 chosen workloads". */
  label: string;
  onDone: () => void;
  keys: boolean;
}) {
  const [reviewer, setReviewer] = useReviewer();
  const [rationale, setRationale] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const rationaleField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const { decide } = useReviewActs(reviewId);

  const act = (chosen: ReviewAct) => {
    if (rows.length === 0 || decide.isPending) return;
    const wrong = reviewer.trim() === "" ? "Say who you are first." : decisionProblem(chosen, rationale);
    setProblem(wrong);
    if (wrong !== null) {
      (reviewer.trim() === "" ? nameField : rationaleField).current?.focus();
      return;
    }
    decide.mutate(
      { rows: [...rows], act: chosen, rationale, by: reviewer },
      {
        onSuccess: () => {
          setRationale("");
          onDone();
        },
      },
    );
  };
  useDecisionKeys(keys, act);

  const failed = problem ?? (decide.error === null ? null : errorBody(decide.error).message);
  return (
    <section
      aria-label={`Decide about ${label}`}
      data-chrome
      className="flex flex-wrap items-center gap-2 border-line border-t bg-n1 px-4 py-2 sm:px-gutter"
    >
      <p className="tnum shrink-0 font-medium">{label}</p>
      <Input
        ref={rationaleField}
        aria-label="Rationale"
        placeholder="Rationale (needed to reduce or revoke)"
        value={rationale}
        onChange={(event) => setRationale(event.target.value)}
        maxLength={4000}
        aria-invalid={problem !== null && reviewer.trim() !== ""}
        className="min-w-0 flex-1 basis-52"
      />
      <Input
        ref={nameField}
        aria-label="You are"
        placeholder="Your name"
        value={reviewer}
        onChange={(event) => setReviewer(event.target.value)}
        maxLength={120}
        aria-invalid={problem !== null && reviewer.trim() === ""}
        className="w-32 shrink-0"
      />
      <div className="flex flex-wrap gap-1.5">
        {reviewDecisions.map((each, at) => (
          <Button key={each} onClick={() => act(each)} disabled={rows.length === 0 || decide.isPending}>
            {actWords[each].verb}
            {keys ? <Kbd>{String(at + 1)}</Kbd> : null}
          </Button>
        ))}
        <Button variant="quiet" onClick={() => act("undecided")} disabled={rows.length === 0 || decide.isPending}>
          {actWords.undecided.verb}
        </Button>
      </div>
      {failed === null ? null : (
        <p role="alert" className="w-full text-high">
          {failed}
        </p>
      )}
    </section>
  );
}

export function chosenLabel(count: number): string {
  return counted(count, "workload chosen", "workloads chosen");
}
