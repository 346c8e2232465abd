import { expect, test } from "vitest";
import type { ScanProgress, ScanState } from "@/lib/contracts/api";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { followScan, type ScanStarter } from "./follow-scan";

function progress(state: ScanState, snapshotId: string, startedAt = "2026-11-01T10:00:00.000Z"): ScanProgress {
  return {
    snapshotId,
    state,
    trigger: "command-line",
    startedAt,
    finishedAt: null,
    phase: "clusters",
    phases: [],
    counts: { accounts: 0, clusters: 0, associations: 0, roles: 0, policies: 0, gaps: 0 },
    calls: { done: 0, failed: 0, throttled: 0, perSecond: 0 },
    waits: [],
    remainingSeconds: null,
    recentGaps: [],
    error: state === "failed" ? { code: "aws-credentials", message: "No credentials.", remedy: "Set some." } : null,
  };
}

function scansOf(first: ScanProgress, current: ScanProgress = first) {
  const listeners = new Set<(event: { progress: ScanProgress }) => void>();
  const calls: string[] = [];
  const scans: ScanStarter = {
    start: async (trigger) => {
      calls.push(`start ${trigger}`);
      return first;
    },
    cancel: async () => void calls.push("cancel"),
    current: () => ({ progress: current }),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const tell = (each: ScanProgress) => {
    for (const listener of listeners) listener({ progress: each });
  };
  return { scans, calls, tell, listeners };
}

const meta: SnapshotMeta = {
  id: "S",
  startedAt: "2026-11-01T10:00:00.000Z",
  finishedAt: "2026-11-01T10:01:00.000Z",
  status: "partial",
  engineVersion: "1",
  counts: { accounts: 1, clusters: 1, associations: 1, bindings: 1, roles: 1, policies: 1, gaps: 1 },
  scope: "s",
};
const gap = {
  accountId: "1",
  region: null,
  clusterArn: null,
  service: "eks",
  operation: "ListClusters",
  error: "AccessDenied",
  message: "text of the SDK",
  resource: null,
  missingPermission: "eks:ListClusters",
  consequence: "c",
  at: "2026-11-01T10:00:00.000Z",
};
const snapshots = { get: async (id: string) => (id === "S" ? meta : null), gaps: async () => [gap] };

test("waits for the end of its own scan and sums it up", async () => {
  const { scans, tell, listeners } = scansOf(progress("running", ""));
  const seen: string[] = [];
  const followed = followScan(
    { scans, snapshots },
    { trigger: "command-line", onProgress: (each) => seen.push(each.state) },
  );
  await Promise.resolve();
  tell(progress("failed", "other", "2026-11-01T09:00:00.000Z"));
  tell(progress("running", "S"));
  tell(progress("partial", "S"));
  const { message, at, ...rest } = gap;
  expect(await followed).toEqual({
    summary: { snapshot: "S", status: "partial", counts: meta.counts, gaps: [rest] },
    error: null,
  });
  expect(seen).toEqual(["running", "running", "partial"]);
  expect(listeners.size).toBe(0);
});

test("a scan that ended before it could be listened to is not waited for", async () => {
  const { scans } = scansOf(progress("running", ""), progress("failed", ""));
  const followed = await followScan({ scans, snapshots }, { trigger: "start" });
  expect(followed).toEqual({
    summary: null,
    error: { code: "aws-credentials", message: "No credentials.", remedy: "Set some." },
  });
});

test("aborting cancels, and the end is still awaited", async () => {
  const { scans, calls, tell } = scansOf(progress("running", "S"));
  const abort = new AbortController();
  const followed = followScan({ scans, snapshots }, { trigger: "command-line", signal: abort.signal });
  await Promise.resolve();
  abort.abort();
  expect(calls).toEqual(["start command-line", "cancel"]);
  tell(progress("cancelled", "S"));
  expect((await followed).summary?.snapshot).toBe("S");
});
