import { Severity } from "@/components/shared/severity";
import type { FindingDetail } from "@/lib/contracts/api";
import { Certainty } from "./certainty";

/** What is wrong in a sentence, then how bad and how sure it is, each with its because. */
export function FindingAnswer({ detail }: { detail: FindingDetail }) {
  const { row } = detail;
  return (
    <div className="flex max-w-lines flex-col gap-2">
      <p className="break-words text-lg" data-answer>
        {detail.explanation}
      </p>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        <dt>
          <Severity severity={row.severity} />
        </dt>
        <dd className="break-words">{detail.severityReason}</dd>
        <dt>
          <Certainty certainty={row.certainty} />
        </dt>
        <dd className="break-words">
          {detail.certaintyReason ??
            (row.certainty === "allowed" ? "It follows from what was read." : "No reason is given.")}
        </dd>
      </dl>
    </div>
  );
}
