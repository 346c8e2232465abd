import { ConsoleLink } from "@/components/shared/console-link";
import { Time } from "@/components/shared/time";
import type { RecordedChange } from "@/lib/contracts/api";

/** Calls that CloudTrail recorded: when, which, by whom. */
export function RecordedChanges({ events }: { events: readonly RecordedChange[] }) {
  return (
    <ul>
      {events.map((event) => (
        <li
          key={`${event.accountId} ${event.eventId}`}
          className="flex flex-wrap items-center gap-x-3 border-line border-b py-1 last:border-b-0"
        >
          <Time at={event.time} />
          <code className="font-medium">{event.call ?? event.kind}</code>
          {event.subject === null ? null : <code className="min-w-0 break-all">{event.subject}</code>}
          <span className="min-w-0 break-all">
            by <code>{event.actor ?? "somebody who is not recorded"}</code>
            {event.sessionName === null ? null : (
              <>
                {" "}
                as <code>{event.sessionName}</code>
              </>
            )}
          </span>
          {(event.policyArn ?? event.policyName) ? (
            <code className="break-all text-n8">{event.policyArn ?? event.policyName}</code>
          ) : null}
          <code className="break-all text-n8">event {event.eventId}</code>
          <ConsoleLink url={eventUrl(event)} what="the event" />
        </li>
      ))}
    </ul>
  );
}

/** CloudTrail's event history keeps 90 days. null in partitions whose console has another address. */
function eventUrl({ region, eventId }: RecordedChange): string | null {
  if (region === null || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || /^(cn|us-gov|us-iso)/.test(region)) return null;
  return `https://${region}.console.aws.amazon.com/cloudtrailv2/home?region=${region}#/events/${encodeURIComponent(eventId)}`;
}
