import { describe, expect, it } from "vitest";
import type { ScanProgress } from "@/lib/contracts/api/scan";
import type { ScanSummary } from "./run-scan";
import { ScanManager, type ScanRunner } from "./scan-manager";

const picture = (more: Partial<ScanProgress> = {}): ScanProgress => ({
  snapshotId: "S1",
  state: "running",
  trigger: "page",
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: null,
  phase: "accounts",
  phases: [],
  counts: { accounts: 0, clusters: 0, associations: 0, roles: 0, policies: 0, gaps: 0 },
  calls: { done: 0, failed: 0, throttled: 0, perSecond: 0 },
  waits: [],
  remainingSeconds: null,
  recentGaps: [],
  error: null,
  ...more,
});
const summary = { snapshot: "S1", status: "complete", gaps: [], notes: [] } as unknown as ScanSummary;

function controlled() {
  const runs: { options: Parameters<ScanRunner>[0]; finish: (error?: Error) => void }[] = [];
  const manager = new ScanManager(
    (options) =>
      new Promise((resolve, reject) => {
        runs.push({ options, finish: (error) => (error ? reject(error) : resolve(summary)) });
      }),
  );
  return { manager, runs };
}

describe("the scans of a process", () => {
  it("run one at a time, and another one may begin when one is over", async () => {
    const { manager, runs } = controlled();
    const first = manager.start("page");
    runs[0]?.options.onProgress(picture());
    expect((await first.started).snapshotId).toBe("S1");
    expect(() => manager.start("schedule")).toThrow(
      expect.objectContaining({ code: "scan-running", snapshotId: "S1" }),
    );
    runs[0]?.finish();
    expect(await first.done).toBe(summary);
    expect(manager.running).toBe(false);
    manager.start("schedule");
    expect(runs[1]?.options.trigger).toBe("schedule");
  });

  it("show their progress to everyone who listens, and the last picture to who comes later", () => {
    const { manager, runs } = controlled();
    manager.start("page");
    const seen: string[] = [];
    const stop = manager.subscribe(({ phase }) => seen.push(phase));
    runs[0]?.options.onProgress(picture({ phase: "one" }));
    stop();
    runs[0]?.options.onProgress(picture({ phase: "two" }));
    expect(seen).toEqual(["one"]);
    expect(manager.current?.phase).toBe("two");
  });

  it("can be cancelled, and say so until they have ended", async () => {
    const { manager, runs } = controlled();
    expect(manager.cancel()).toBe(false);
    manager.start("page");
    expect(manager.cancel()).toBe(true);
    expect(runs[0]?.options.signal.aborted).toBe(true);
    runs[0]?.options.onProgress(picture());
    expect(manager.current?.state).toBe("cancelling");
    runs[0]?.options.onProgress(picture({ state: "cancelled" }));
    expect(manager.current?.state).toBe("cancelled");
    const closing = manager.close();
    runs[0]?.finish();
    await closing;
  });

  it("that fail before they begin tell the one who started them, and nobody has to listen", async () => {
    const { manager, runs } = controlled();
    const { started, done } = manager.start("command-line");
    runs[0]?.options.onProgress(picture({ snapshotId: "", state: "failed", finishedAt: "2026-01-01T00:00:01.000Z" }));
    runs[0]?.finish(new Error("no credentials"));
    expect((await started).state).toBe("failed");
    await expect(done).rejects.toThrow("no credentials");
  });
});
