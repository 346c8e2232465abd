import { describe, expect, it } from "vitest";
import type { FindingTrendPoint, SeverityCounts } from "@/lib/contracts/api";
import { changeOf, drawTrend } from "./trend-scale";

const none: SeverityCounts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const point = (at: string, open: Partial<SeverityCounts>): FindingTrendPoint => ({
  snapshotId: at,
  at,
  engineVersion: "1",
  open: { ...none, ...open },
  accepted: none,
});
const size = { width: 220, height: 120, inset: 10 };

describe("drawTrend", () => {
  it("holds a count until the next snapshot, and leaves out severities that never occur", () => {
    const drawing = drawTrend(
      [point("2026-11-01T00:00:00Z", { high: 10 }), point("2026-11-03T00:00:00Z", { high: 5 })],
      size,
    );
    expect(drawing.lines.map(({ severity, path }) => [severity, path])).toEqual([["high", "M10 10H210V60"]]);
    expect(drawing.marks).toEqual([
      { value: 0, y: 110 },
      { value: 5, y: 60 },
      { value: 10, y: 10 },
    ]);
  });

  it("draws one snapshot in the middle, and nothing of none", () => {
    expect(drawTrend([point("2026-11-01T00:00:00Z", { low: 1 })], size).lines[0]?.dots).toEqual([{ x: 110, y: 10 }]);
    expect(drawTrend([], size)).toEqual({ lines: [], marks: [] });
  });
});

describe("changeOf", () => {
  it("is the difference over all severities, none for the first point", () => {
    expect(changeOf({ ...none, high: 3 }, undefined)).toBeNull();
    expect(changeOf({ ...none, high: 3 }, { ...none, low: 5 })).toBe(-2);
  });
});
