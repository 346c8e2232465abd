import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import type { DecisionRecord, ReviewAct } from "@/lib/domain/review/review";
import { actWords } from "./words";

const colours: Record<ReviewAct, string> = {
  keep: "text-n10",
  reduce: "text-medium",
  revoke: "text-high",
  undecided: "text-n8",
};

/** Sign and word of a decision; colour only repeats them. */
export function DecisionWord({ act }: { act: ReviewAct }) {
  const { sign, word } = actWords[act];
  return (
    <span className={cx("inline-flex items-center gap-1.5 whitespace-nowrap font-medium", colours[act])}>
      <span aria-hidden="true">{sign}</span>
      {word}
    </span>
  );
}

/** Who decided when, and where it was carried over from. */
export function DecisionOrigin({ decision }: { decision: DecisionRecord }) {
  const { carried, by, at, certain } = decision;
  return (
    <span className="text-n8 text-xs">
      {carried ? (
        <>
          carried over from {carried.reviewName}, decided by {carried.by} on <Time at={carried.at} />
        </>
      ) : (
        <>
          by {by}, <Time at={at} />
        </>
      )}
      {certain ? null : "; not all of it was read"}
    </span>
  );
}
