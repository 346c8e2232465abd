import { Severity } from "@/components/shared/severity";
import { Time } from "@/components/shared/time";
import type { FindingEvent } from "@/lib/contracts/api";

/** Newest first: found, worse, accepted, gone. */
export function FindingHistory({ history }: { history: readonly FindingEvent[] }) {
  if (history.length === 0) return <p className="text-n8">Nothing is recorded yet.</p>;
  return (
    <ol>
      {history.map((event, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two things may happen in one moment
        <li key={at} className="flex min-h-row flex-wrap items-baseline gap-x-4 border-line border-b py-1">
          <Time at={event.at} />
          <span className="min-w-0 flex-1 basis-48 break-words">
            {event.text}
            {event.by === null ? null : <span className="text-n8"> By {event.by}.</span>}
          </span>
          {event.severity === null ? null : <Severity severity={event.severity} />}
        </li>
      ))}
    </ol>
  );
}
