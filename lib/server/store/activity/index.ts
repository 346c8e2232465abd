/** Activity in the store: what is written by runs, and what is asked of it. */
import type { DuckDBInstance } from "@duckdb/node-api";
import type { DigestSink } from "@/lib/server/usecases/activity/digest-ports";
import type { ActivityQueries, ActivityScope, EventSink, UsageSink } from "@/lib/server/usecases/activity/ports";
import type { Clock } from "@/lib/server/usecases/ports";
import { WriteQueue } from "../write-queue";
import { DuckDbUsageSink } from "./delegated";
import { DuckDbDigestSink } from "./digests";
import { activityQueries } from "./queries";
import { activityScope } from "./scope";
import { DuckDbEventSink } from "./sink";

export interface ActivityStore {
  readonly sink: EventSink;
  /** Daily aggregates from elsewhere; not while a run is under way. */
  readonly delegated: UsageSink;
  readonly digests: DigestSink;
  readonly queries: ActivityQueries;
  /** Of the last snapshot. */
  scope(): Promise<ActivityScope>;
}

/** Connections of its own: a run's temporary tables live on one, and a scan's writes do not wait behind its batches. */
export async function openActivityStore(
  instance: DuckDBInstance,
  clock: Clock,
): Promise<{ readonly store: ActivityStore; close(): Promise<void> }> {
  const writes = await instance.connect();
  const reads = await instance.connect();
  const queue = new WriteQueue(writes);
  const seen = { version: 1 };
  return {
    store: {
      sink: new DuckDbEventSink(queue, reads, clock, seen),
      delegated: new DuckDbUsageSink(queue, reads, clock, seen),
      digests: new DuckDbDigestSink(queue, reads),
      queries: activityQueries(instance, reads, seen),
      scope: () => activityScope(reads),
    },
    async close() {
      await queue.close();
      reads.closeSync();
      writes.closeSync();
    },
  };
}
