import { expect, test } from "vitest";
import { snapshotsToRemove } from "./retention";

const NOW = new Date("2026-11-20T00:00:00.000Z");

function snapshot(startedAt: string, status = "complete") {
  return { id: `${startedAt}-${status}`, startedAt, status };
}

test("all of the last 30 days stay, whatever their state", () => {
  const recent = ["2026-10-21T00:00:00.000Z", "2026-10-21T06:00:00.000Z", "2026-11-19T00:00:00.000Z"];
  expect(
    snapshotsToRemove([...recent.map((time) => snapshot(time)), snapshot("2026-10-22T00:00:00.000Z", "failed")], NOW),
  ).toEqual([]);
});

test("before that, the first sealed one of each week stays (Monday to Sunday, UTC)", () => {
  const sunday = snapshot("2026-08-30T23:59:59.999Z");
  const failedMonday = snapshot("2026-08-31T00:00:00.000Z", "failed");
  const monday = snapshot("2026-08-31T06:00:00.000Z", "partial");
  const nextSunday = snapshot("2026-09-06T23:00:00.000Z");
  const recent = snapshot("2026-11-19T00:00:00.000Z");
  expect(snapshotsToRemove([recent, nextSunday, failedMonday, monday, sunday], NOW)).toEqual([
    failedMonday.id,
    nextSunday.id,
  ]);
});

test("the newest result stays, however old, and so does what runs", () => {
  const first = snapshot("2026-01-05T00:00:00.000Z");
  const newest = snapshot("2026-01-06T00:00:00.000Z");
  const running = snapshot("2026-01-07T00:00:00.000Z", "running");
  expect(snapshotsToRemove([first, newest, running], NOW)).toEqual([]);
});
