/** A container whose parts are real where they are cheap and scripted where not: no store, no AWS, no worker thread. */
import type { ScanProgress, StatusAnswer, VerifyComparison } from "@/lib/contracts/api";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { AuthPlan } from "@/lib/server/auth/auth-mode";
import { createGate } from "@/lib/server/auth/gate";
import { allowedHostNames } from "@/lib/server/auth/request-check";
import type { ScanEvent, WebContainer } from "@/lib/server/http/web-container";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import { idleIngest, nothingRecorded } from "./fake-activity";
import { nothingToCompare } from "./fake-changes";
import { nothingFound } from "./fake-findings";
import { noReports } from "./fake-reports";
import { noReviews } from "./fake-reviews";

export const token = "a-token-of-good-length";

export const sealed: SnapshotMeta = {
  id: "01JZZZZZZZZZZZZZZZZZZZZZZZ",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:05:00.000Z",
  status: "partial",
  engineVersion: "1",
  counts: { accounts: 1, clusters: 1, associations: 1, bindings: 1, roles: 1, policies: 1, gaps: 2 },
  scope: "scope",
};

export const progress: ScanProgress = {
  snapshotId: sealed.id,
  state: "running",
  trigger: "page",
  startedAt: sealed.startedAt,
  finishedAt: null,
  phase: "associations",
  phases: [{ name: "associations", state: "running", done: 1, total: 2 }],
  counts: { accounts: 1, clusters: 1, associations: 1, roles: 0, policies: 0, gaps: 0 },
  calls: { done: 3, failed: 0, throttled: 0, perSecond: 1 },
  waits: [],
  remainingSeconds: null,
  recentGaps: [],
  error: null,
};

const nothingCompared: VerifyComparison = {
  state: "nothing",
  message: "",
  missingPermission: null,
  compared: 0,
  agreed: 0,
  contradictions: [],
  leftOut: [],
};

const status: Omit<StatusAnswer, "latest" | "auth" | "scan"> = {
  version: "0.0.0",
  sandbox: true,
  identity: { kind: "pending" },
  scope: {
    accounts: [],
    organization: false,
    callerAccount: true,
    regions: "all",
    excludedClusters: [],
    configFile: null,
  },
  nextScheduledScanAt: null,
  nextScheduledActivityAt: null,
  requiredPolicy: "{}",
  problems: [],
};

export interface FakeContainer extends WebContainer {
  readonly asked: { readonly name: string; readonly input: unknown }[];
  readonly logged: string[];
  emit(event: ScanEvent): void;
  shutDown(): void;
}

export function fakeContainer(
  options: {
    plan?: AuthPlan;
    snapshots?: readonly SnapshotMeta[];
    ask?: AnalysisPort["ask"];
    current?: ScanEvent | null;
    start?: () => Promise<ScanProgress>;
  } = {},
): FakeContainer {
  const snapshots = options.snapshots ?? [sealed];
  const asked: { name: string; input: unknown }[] = [];
  const logged: string[] = [];
  const listeners = new Set<(event: ScanEvent) => void>();
  const closing = new AbortController();
  let current = options.current ?? null;
  const log = (message: string, fields?: Readonly<Record<string, unknown>>) => {
    logged.push(`${message} ${JSON.stringify(fields ?? {})}`);
  };
  const clock = { now: () => new Date("2026-01-01T01:00:00.000Z") };
  const { gate } = createGate({
    plan: options.plan ?? { mode: "token", token },
    key: new Uint8Array(32).fill(1),
    allowedHosts: allowedHostNames("127.0.0.1", [], []),
    now: clock.now,
  });
  const store: FakeContainer["store"] = {
    list: async () => [...snapshots],
    get: async (id) => snapshots.find((meta) => id === "latest" || meta.id === id) ?? null,
  };
  return {
    version: "0.0.0",
    gate,
    clock,
    log: { info: log, warn: log, error: log },
    store,
    changes: nothingToCompare(store),
    settings: { get: async () => null, set: async () => {}, remove: async () => {}, list: async () => [] },
    analysis: {
      ask: async (snapshotId, name, input, signal) => {
        asked.push({ name, input });
        return options.ask ? options.ask(snapshotId, name, input, signal) : new TextEncoder().encode('{"rows":[]}');
      },
    },
    scans: {
      start: options.start ?? (async () => progress),
      cancel: async () => progress,
      current: () => current,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    findings: nothingFound,
    activity: nothingRecorded,
    ingest: idleIngest,
    egress: [],
    reviews: noReviews,
    reports: noReports,
    csv: () => [],
    verify: {
      run: async ({ snapshot }) => ({
        snapshot,
        finishedAt: clock.now().toISOString(),
        simulator: nothingCompared,
        recorded: nothingCompared,
        contradictions: 0,
      }),
    },
    status: () => status,
    closing: closing.signal,
    asked,
    logged,
    emit: (event) => {
      current = event;
      for (const listener of listeners) listener(event);
    },
    shutDown: () => closing.abort(),
  };
}
