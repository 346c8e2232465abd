/** What was recorded between two moments, and how far that was watched. */
import type { Recorded } from "@/lib/domain/changes/who-made-it";
import { coverageRows } from "../activity/coverage";
import type { ActivityQueries } from "../activity/ports";

/** Calls that one comparison looks through. Beyond, it is said that there were more. */
const MOST = 5_000;

export async function recordedBetween(
  activity: Pick<ActivityQueries, "changes" | "watched">,
  from: string,
  to: string,
): Promise<Recorded> {
  const range = { from, to };
  // A day at least: what was watched is known by the day.
  const events = await activity.changes(range, MOST + 1);
  const rows = coverageRows(await activity.watched(range), range);
  return {
    events: events.slice(0, MOST),
    cut: events.length > MOST,
    ...range,
    watched: rows
      .filter((row) => row.class === "management-write")
      .map((row) => ({
        accountId: row.accountId,
        region: row.region,
        class: row.class,
        from: row.from,
        to: row.to,
        state: row.state,
        because: row.because,
      })),
  };
}
