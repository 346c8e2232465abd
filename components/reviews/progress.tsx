import type { ReactNode } from "react";
import { formatNumber } from "@/components/shared/number";
import type { ReviewProgress } from "@/lib/domain/review/progress";

/** How far a review, or an owner's part of it, is: in figures and as a bar. */
export function Progress({ progress, label }: { progress: ReviewProgress; label: string }) {
  const { decided, rows } = progress;
  return (
    <span className="flex items-center gap-2">
      <progress
        aria-label={label}
        value={decided}
        max={Math.max(1, rows)}
        className="h-1.5 w-24 appearance-none overflow-hidden rounded-full bg-n3 [&::-moz-progress-bar]:bg-n9 [&::-webkit-progress-bar]:bg-n3 [&::-webkit-progress-value]:bg-n9"
      />
      <span className="tnum whitespace-nowrap">
        {formatNumber(decided)} of {formatNumber(rows)}
      </span>
    </span>
  );
}

export function DecisionCounts({ progress }: { progress: ReviewProgress }) {
  const { keep, reduce, revoke } = progress.decisions;
  const parts: ReactNode[] = [
    `${formatNumber(keep)} kept`,
    `${formatNumber(reduce)} reduced`,
    `${formatNumber(revoke)} revoked`,
  ];
  if (progress.carried > 0) parts.push(`${formatNumber(progress.carried)} carried over`);
  return <span className="tnum text-n8">{parts.join(" · ")}</span>;
}
