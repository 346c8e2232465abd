import { expect, test } from "vitest";
import type { ScanProgress } from "@/lib/contracts/api";
import { scanProgressView } from "./scan-progress";

function progress(phase: string, done: number): ScanProgress {
  return {
    snapshotId: "s",
    state: "running",
    trigger: "command-line",
    startedAt: "2026-11-01T10:00:00.000Z",
    finishedAt: null,
    phase,
    phases: [{ name: phase, state: "running", done, total: 10 }],
    counts: { accounts: 1, clusters: 2, associations: 3, roles: 4, policies: 5, gaps: 1 },
    calls: { done: 100, failed: 0, throttled: 2, perSecond: 9.6 },
    waits: [{ accountId: "1", region: null, service: "eks", limit: "eks\u001b[2J", queued: 7, perSecond: 5 }],
    remainingSeconds: 11.2,
    recentGaps: [],
    error: null,
  };
}

function fakeStream(isTTY: boolean) {
  const written: string[] = [];
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  return { written, stream };
}

test("elsewhere than on a terminal: a line for each phase, then one every five seconds", () => {
  const { written, stream } = fakeStream(false);
  let time = 0;
  const view = scanProgressView(stream, () => time);
  view.show(progress("clusters", 1));
  time = 4_999;
  view.show(progress("clusters", 2));
  view.show(progress("roles", 3));
  time = 9_999;
  view.show(progress("roles", 4));
  view.end();
  expect(written).toEqual([
    "clusters 1/10, 2 clusters, 3 associations, 4 roles, 100 calls (10/s), 2 throttled, 1 gaps, waiting for eks\uFFFD[2J at 5/s, 12 s left\n",
    expect.stringMatching(/^roles 3\/10, /),
    expect.stringMatching(/^roles 4\/10, /),
  ]);
});

test("on a terminal: one line that moves and never wraps", () => {
  const { written, stream } = fakeStream(true);
  const view = scanProgressView(stream);
  view.show(progress("clusters", 5));
  expect(written[0]?.startsWith("\r\u001b[2K[##########..........] clusters 5/10")).toBe(true);
  expect(written[0]?.replace("\r\u001b[2K", "").length).toBe(59);
  view.end();
  expect(written.at(-1)).toBe("\r\u001b[2K");
});
