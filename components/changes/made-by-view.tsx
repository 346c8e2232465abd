import { ConsoleLink } from "@/components/shared/console-link";
import { Time } from "@/components/shared/time";
import type { MadeBy, RecordedChange } from "@/lib/contracts/api";

/** Recorded calls that bear on a change, or why there are none. */
export function MadeByView({ madeBy }: { madeBy: MadeBy }) {
  return (
    <section aria-label="Who made it">
      <h3 className="text-n8">Who made it</h3>
      {madeBy.why === null ? null : <p className="max-w-[60rem] text-n9">{madeBy.why}</p>}
      <ul>
        {madeBy.events.map((event) => (
          <li
            key={event.eventId}
            className="flex flex-wrap items-center gap-x-3 border-line border-b py-1 last:border-b-0"
          >
            <Time at={event.time} />
            <code className="font-medium">{event.call ?? event.kind}</code>
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
      {madeBy.eventCount > madeBy.events.length ? (
        <p className="text-n8">
          The newest {madeBy.events.length} of {madeBy.eventCount}.
        </p>
      ) : null}
    </section>
  );
}

/** CloudTrail's event history keeps 90 days. null in partitions whose console has another address. */
function eventUrl({ region, eventId }: RecordedChange): string | null {
  if (region === null || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) || /^(cn|us-gov|us-iso)/.test(region)) return null;
  return `https://${region}.console.aws.amazon.com/cloudtrailv2/home?region=${region}#/events/${encodeURIComponent(eventId)}`;
}
