import { describe, expect, it } from "vitest";
import { GapLog } from "./gap-log";
import { Progress } from "./progress";

function clockAt(start: number) {
  let now = start;
  return { now: () => new Date(now), pass: (ms: number) => (now += ms) };
}

describe("progress", () => {
  it("counts phases, and names the one with most left to do", () => {
    const progress = new Progress(clockAt(0), "page");
    expect(progress.picture()).toMatchObject({
      state: "running",
      phase: "accounts",
      trigger: "page",
      remainingSeconds: null,
    });
    progress.expect("accounts", 2);
    progress.expect("details", 10);
    progress.advance("details", 4);
    progress.advance("accounts");
    const { phase, phases } = progress.picture();
    expect(phase).toBe("details");
    expect(phases).toContainEqual({ name: "details", done: 4, total: 10, state: "running" });
    expect(phases).toContainEqual({ name: "regions", done: 0, total: null, state: "waiting" });
    progress.advance("details", 6);
    expect(progress.picture().phase).toBe("accounts");
  });

  it("tells the rate of calls and the time that is left, from the last seconds", () => {
    const clock = clockAt(0);
    const progress = new Progress(clock, "schedule");
    let calls = 0;
    const wait = { accountId: "1", region: "r", service: "eks", limit: "DescribeCluster", queued: 7, perSecond: 5 };
    progress.source = { traffic: () => ({ calls, failed: 1, throttled: 0, waits: [wait] }) };
    progress.expect("details", 100);
    progress.picture();
    for (let second = 0; second < 8; second++) {
      clock.pass(1000);
      calls += 12;
      progress.advance("details", 10);
      progress.picture();
    }
    expect(progress.picture()).toMatchObject({
      calls: { done: 96, failed: 1, perSecond: 12 },
      remainingSeconds: 2,
      waits: [wait],
    });
  });

  it("shows the last gaps, newest first", async () => {
    const progress = new Progress(clockAt(0), "page");
    const log = new GapLog({ saveGap: async () => undefined }, clockAt(0));
    progress.gaps = log;
    for (let i = 0; i < 30; i++) {
      const cause = {
        kind: "denied",
        service: "eks",
        operation: `Op${i}`,
        error: "AccessDenied",
        message: "no",
      } as const;
      await log.report(cause, { accountId: "111111111111", region: i % 2 ? "eu-west-1" : null, clusterArn: null });
    }
    const { recentGaps, counts } = progress.picture();
    expect(recentGaps).toHaveLength(20);
    expect(recentGaps[0]).toBe("eks:Op29 (111111111111 eu-west-1): no");
    expect(counts.gaps).toBe(30);
  });

  it("ends with all phases done", () => {
    const clock = clockAt(0);
    const progress = new Progress(clock, "page");
    progress.expect("accounts", 2);
    clock.pass(5000);
    progress.finish("partial");
    const picture = progress.picture();
    expect(picture).toMatchObject({
      state: "partial",
      phase: "done",
      remainingSeconds: 0,
      finishedAt: "1970-01-01T00:00:05.000Z",
    });
    expect(picture.phases.every(({ state }) => state === "done")).toBe(true);
  });
});
