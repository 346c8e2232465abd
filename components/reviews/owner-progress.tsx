"use client";
import { Disclosure } from "@/components/ui/disclosure";
import type { ReviewAnswer } from "@/lib/contracts/api";
import { DecisionCounts, Progress } from "./progress";
import { ownerWord } from "./words";

/** How far each owner's part is; a name filters the list. */
export function OwnerProgress({
  owners,
  onOwner,
}: {
  owners: ReviewAnswer["owners"];
  onOwner: (owner: string | null) => void;
}) {
  if (owners.length < 2) return null;
  return (
    <Disclosure title="By owner" className="text-n8">
      <ul className="mt-1 grid max-h-48 max-w-lines gap-x-6 overflow-y-auto sm:grid-cols-2">
        {owners.map(({ owner, progress }) => (
          <li key={owner ?? "-"} className="flex min-h-7 flex-wrap items-center gap-x-3">
            <button type="button" onClick={() => onOwner(owner)} className="link min-h-6 min-w-32 text-left">
              {ownerWord(owner)}
            </button>
            <Progress progress={progress} label={`Progress of ${ownerWord(owner)}`} />
            <span className="sr-only">
              <DecisionCounts progress={progress} />
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
