/** What is asked of the store about activity. Aggregates go through one connection, exports have one of their own. */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { storedEventId } from "@/lib/domain/activity/event-name";
import type { ActivityQueries } from "@/lib/server/usecases/activity/ports";
import { rememberedHistory } from "../estate-history";
import { TrustMarks } from "../trust-marks";
import { assumptionByEvent, assumptionsPage, streamAssumptions, timeline } from "./assumptions";
import { streamCalls } from "./calls";
import { recordedChanges } from "./changes";
import { EventNames } from "./event-names";
import { lastUsed } from "./last-used";
import { nodeOccupants } from "./node-occupants";
import { recordOf } from "./record-origin";
import { sessionsOf, storyOf } from "./sessions";
import { iso, text } from "./sql";
import { sumsOfUse } from "./sums-of-use";
import { unexpectedFacts } from "./unexpected";
import { usageRows } from "./usage-rows";
import { watchedFacts } from "./watched";

export function activityQueries(
  instance: DuckDBInstance,
  reads: DuckDBConnection,
  seen: { readonly version: number },
): ActivityQueries {
  const names = new EventNames(reads, seen);
  const marks = new TrustMarks();
  const estate = rememberedHistory(reads);
  async function* apart<T>(stream: (connection: DuckDBConnection) => AsyncIterable<T>): AsyncGenerator<T> {
    const connection = await instance.connect();
    try {
      yield* stream(connection);
    } finally {
      connection.closeSync();
    }
  }
  return {
    version: () => seen.version,
    async span() {
      const reader = await reads.runAndReadAll(`SELECT ${iso("min(ts)")}, ${iso("max(ts)")} FROM activity_event`);
      const [oldest, newest] = reader.getRows()[0] ?? [];
      return { oldest: text(oldest), newest: text(newest) };
    },
    record: (eventId) => names.in(recordOf(reads, storedEventId(eventId))),
    timeline: (filter, bucketSeconds) => timeline(reads, filter, bucketSeconds),
    assumptions: (filter, page) => names.in(assumptionsPage(reads, filter, page)),
    assumption: (eventId) => names.in(assumptionByEvent(reads, storedEventId(eventId))),
    async associationsAt(clusterArn, time) {
      const { associations } = await estate();
      return associations.at(Date.parse(time), (association) => association.clusterArn === clusterArn);
    },
    trustMarks: (roleArns) => marks.of(reads, roleArns),
    occupantsOf: (clusterArn, node, time) => nodeOccupants(reads, clusterArn, node, time),
    sessions: (query) => sessionsOf(reads, query),
    story: (sessionId, page) => names.in(storyOf(reads, sessionId, page)),
    lastUsed: (query) => lastUsed(reads, query),
    usage: (query) => usageRows(reads, query),
    exportAssumptions: (filter) => names.inEach(apart((connection) => streamAssumptions(connection, filter))),
    exportCalls: (filter) => names.inEach(apart((connection) => streamCalls(connection, filter))),
    unexpected: (range) => names.in(unexpectedFacts(reads, range, { marks, estate })),
    sumsOfUse: (range) => names.in(sumsOfUse(reads, range)),
    watched: (range) => watchedFacts(reads, range),
    changes: (range, limit) => names.in(recordedChanges(reads, range, limit)),
  };
}
