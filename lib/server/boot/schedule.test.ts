import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Log } from "@/lib/server/usecases/ports";
import { createSchedule } from "./schedule";

const said: string[] = [];
const log: Log = {
  info: (message) => void said.push(message),
  warn: (message) => void said.push(message),
  error: (message) => void said.push(message),
};
const HOUR = 3_600_000;

beforeEach(() => {
  said.length = 0;
  vi.useFakeTimers({ now: Date.parse("2026-11-22T01:30:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

it("runs by the clock, in UTC, again and again, and says when next", async () => {
  const runs: string[] = [];
  const schedule = createSchedule("0 */2 * * *", async () => void runs.push(new Date().toISOString()), log);
  expect(schedule.nextRun()?.toISOString()).toBe("2026-11-22T02:00:00.000Z");
  await vi.advanceTimersByTimeAsync(HOUR / 4);
  expect(runs).toEqual([]);
  await vi.advanceTimersByTimeAsync(3 * HOUR);
  expect(runs.map((each) => each.slice(0, 16))).toEqual(["2026-11-22T02:00", "2026-11-22T04:00"]);
  expect(schedule.nextRun()?.toISOString()).toBe("2026-11-22T06:00:00.000Z");
  schedule.stop();
  await vi.advanceTimersByTimeAsync(2 * HOUR);
  expect(runs).toHaveLength(2);
});

it("goes on after a run that failed, skips one while another runs, and says both", async () => {
  let turn = 0;
  const schedule = createSchedule(
    "*/15 * * * *",
    async () => {
      turn++;
      if (turn === 1) throw new Error("the disk is full");
      if (turn === 2) throw Object.assign(new Error("running"), { code: "scan-running" });
    },
    log,
  );
  await vi.advanceTimersByTimeAsync(HOUR);
  expect(turn).toBeGreaterThanOrEqual(3);
  expect(said).toEqual(["scheduled scan failed to start", "scheduled scan skipped: one is running"]);
  schedule.stop();
});

it("does nothing where nothing is scheduled", () => {
  expect(createSchedule(undefined, async () => undefined, log).nextRun()).toBeNull();
});
