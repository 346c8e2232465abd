import { RecordedChanges } from "@/components/parts/recorded-changes";
import type { MadeBy } from "@/lib/contracts/api";

/** Recorded calls that bear on a change, or why there are none. */
export function MadeByView({ madeBy }: { madeBy: MadeBy }) {
  return (
    <section aria-label="Who made it">
      <h3 className="text-n8">Who made it</h3>
      {madeBy.why === null ? null : <p className="max-w-page text-n9">{madeBy.why}</p>}
      <RecordedChanges events={madeBy.events} />
      {madeBy.eventCount > madeBy.events.length ? (
        <p className="text-n8">
          The newest {madeBy.events.length} of {madeBy.eventCount}.
        </p>
      ) : null}
    </section>
  );
}
