/** Activity of a store that never ingested anything. */

import { ApiFailure } from "@/lib/server/http/errors";
import type { IngestControl } from "@/lib/server/http/web-container";
import type { ActivityQueries } from "@/lib/server/usecases/activity/ports";

async function* nothing(): AsyncGenerator<never> {}

export const nothingRecorded: ActivityQueries = {
  version: () => 1,
  span: async () => ({ oldest: null, newest: null }),
  timeline: async () => ({ buckets: [], total: 0 }),
  assumptions: async () => ({ rows: [], next: null, matched: 0 }),
  assumption: async () => null,
  associationsAt: async () => ({
    associations: [],
    basis: { snapshotId: null, snapshotAt: null, basis: "none", changesApplied: 0, limits: [] },
  }),
  trustMarks: async () => new Map(),
  record: async () => null,
  occupantsOf: async () => ({ listed: false, occupants: [] }),
  sessions: async () => ({ rows: [], more: false }),
  story: async () => null,
  lastUsed: async () => ({
    lastAssumed: null,
    lastCalled: null,
    assumptions: 0,
    deniedAssumptions: 0,
    calls: 0,
    deniedCalls: 0,
    pods: [],
    nodes: [],
    addresses: [],
    roles: [],
    workloads: [],
    days: [],
  }),
  usage: async () => ({ rows: [], more: false }),
  exportAssumptions: nothing,
  exportCalls: nothing,
  unexpected: async () => ({
    from: 0,
    to: 0,
    watchedFrom: null,
    assumed: [],
    trusts: [],
    assumedApart: [],
    addresses: [],
    changes: [],
    uses: [],
    nodeUses: [],
    denials: [],
    breadth: [],
  }),
  sumsOfUse: async () => ({ assumed: [], called: [], nodeCalls: [], denials: [], packed: [] }),
  changes: async () => [],
  watched: async () => ({
    trails: [],
    changes: [],
    fileDays: [],
    delegated: [],
    windows: [],
    places: [],
    files: { files: 0, failed: 0, records: 0, events: 0, duplicates: 0 },
    skipped: [],
    unrecognised: [],
    gaps: [],
  }),
};

const idle = () => new ApiFailure({ code: "no-scan", message: "Nothing is being read.", remedy: null });

export const idleIngest: IngestControl = {
  start: () => Promise.reject(idle()),
  cancel: () => Promise.reject(idle()),
  current: () => null,
  subscribe: () => () => undefined,
  askSession: async () => ({ source: null, because: "no source", rows: [], more: false, cost: null, requests: 0 }),
  readPaths: () => Promise.reject(idle()),
};
