import { expect, test } from "vitest";
import type { ActivityTimeline } from "@/lib/contracts/api";
import { barsOf, brushed, mostOf, ticksOf } from "./timeline-scale";

const none = { podIdentity: 0, irsa: 0, nodeRole: 0, other: 0 };
const timeline: ActivityTimeline = {
  from: "2026-11-22T00:00:00.000Z",
  to: "2026-11-22T10:00:00.000Z",
  bucketSeconds: 3600,
  buckets: [
    { start: "2026-11-22T01:00:00.000Z", success: { ...none, podIdentity: 6, irsa: 4 }, denied: none },
    { start: "2026-11-22T09:00:00.000Z", success: none, denied: { ...none, other: 5 } },
  ],
  total: 15,
  oldest: null,
  newest: null,
  version: 1,
};
const frame = { width: 100, above: 50, below: 25 };

test("bars stand where their time is, stacked, and as high as their share of the highest", () => {
  const bars = barsOf(timeline, frame);
  expect(bars[0]).toMatchObject({ series: "podIdentity", x: 10, y: 20, height: 30 });
  expect(bars[1]).toMatchObject({ series: "irsa", x: 10, y: 0, height: 20 });
  expect(bars[2]).toMatchObject({ series: "denied", x: 90, y: 51, height: 25 });
  expect(mostOf(timeline)).toEqual({ up: 10, down: 5 });
});

test("one event among millions is still a line that can be seen", () => {
  const many = {
    ...timeline,
    buckets: [
      { start: timeline.from, success: { ...none, irsa: 1_000_000 }, denied: none },
      { start: "2026-11-22T05:00:00.000Z", success: { ...none, irsa: 1 }, denied: { ...none, irsa: 1 } },
    ],
  };
  expect(barsOf(many, frame).map((bar) => bar.height)).toEqual([50, 1, 2]);
});

test("nothing recorded draws nothing", () => {
  expect(barsOf({ ...timeline, buckets: [] }, frame)).toEqual([]);
});

test("a brush takes whole buckets, in either direction, and stays within the range", () => {
  expect(brushed(timeline, 100, 36, 22)).toEqual({ from: "2026-11-22T02:00:00.000Z", to: "2026-11-22T04:00:00.000Z" });
  expect(brushed(timeline, 100, -50, 500)).toEqual({ from: timeline.from, to: timeline.to });
  expect(brushed(timeline, 100, 15, 15)).toEqual({ from: "2026-11-22T01:00:00.000Z", to: "2026-11-22T02:00:00.000Z" });
});

test("marks go from the first moment to the last", () => {
  expect(ticksOf(timeline, 3).map((tick) => tick.at)).toEqual([
    "2026-11-22T00:00:00.000Z",
    "2026-11-22T05:00:00.000Z",
    "2026-11-22T10:00:00.000Z",
  ]);
});
