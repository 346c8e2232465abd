import { afterEach, expect, it, vi } from "vitest";
import type { AnalysisClient } from "./analysis-client";
import { createRoutedAnalysis } from "./routed-analysis";

afterEach(() => {
  vi.useRealTimers();
});

function clients() {
  const opened: { asked: string[]; closed: boolean }[] = [];
  const open = (): AnalysisClient => {
    const state = { asked: [] as string[], closed: false };
    opened.push(state);
    return {
      ask: async (snapshotId) => {
        state.asked.push(snapshotId);
        return new Uint8Array();
      },
      close: async () => {
        state.closed = true;
      },
    };
  };
  return { opened, open };
}

const compare = { beside: "1" } as never;

it("asks a second thread about older snapshots and comparisons, and the first about all else", async () => {
  const { opened, open } = clients();
  const routed = createRoutedAnalysis({ open, latest: async () => "5" });
  await routed.ask("5", "overview", {});
  // One that is being sealed is newer than the newest.
  await routed.ask("6", "counts", {});
  expect(opened).toMatchObject([{ asked: ["5", "6"] }]);
  await routed.ask("3", "overview", {});
  await routed.ask("5", "changes", compare);
  expect(opened).toMatchObject([{ asked: ["5", "6"] }, { asked: ["3", "5"] }]);
  await routed.close();
  expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
});

it("ends the second thread when nothing was asked for a while, and starts it anew", async () => {
  vi.useFakeTimers();
  const { opened, open } = clients();
  const routed = createRoutedAnalysis({ open, latest: async () => "5", idleMs: 1_000 });
  await routed.ask("1", "overview", {});
  await vi.advanceTimersByTimeAsync(900);
  await routed.ask("1", "overview", {});
  await vi.advanceTimersByTimeAsync(900);
  expect(opened[1]?.closed).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(opened[1]?.closed).toBe(true);
  await routed.ask("1", "overview", {});
  expect(opened).toHaveLength(3);
});

it("asks the first thread where there is no sealed snapshot", async () => {
  const { opened, open } = clients();
  await createRoutedAnalysis({ open, latest: async () => null }).ask("1", "counts", {});
  expect(opened).toHaveLength(1);
});
