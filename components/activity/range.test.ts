import { expect, test } from "vitest";
import { explicitRange, fromField, presetRange, toField } from "./range";

test("a preset ends with the minute that runs, and is as long as it says", () => {
  const range = presetRange("24h", Date.parse("2026-11-22T10:00:30Z"));
  expect(range).toEqual({ from: "2026-11-21T10:01:00.000Z", to: "2026-11-22T10:01:00.000Z" });
});

test("two moments are a range only in order", () => {
  expect(explicitRange("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z")?.to).toBe("2026-11-02T00:00:00.000Z");
  expect(explicitRange("2026-11-02T00:00:00Z", "2026-11-01T00:00:00Z")).toBeNull();
  expect(explicitRange("soon", "2026-11-01T00:00:00Z")).toBeNull();
  expect(explicitRange(null, "2026-11-01T00:00:00Z")).toBeNull();
});

test("a field holds the moment in the zone of the page", () => {
  expect(toField("2026-11-22T10:05:59Z", "utc")).toBe("2026-11-22T10:05");
  expect(fromField("2026-11-22T10:05", "utc")).toBe("2026-11-22T10:05:00.000Z");
  const local = toField("2026-11-22T10:05:00.000Z", "local");
  expect(fromField(local, "local")).toBe("2026-11-22T10:05:00.000Z");
  expect(fromField("", "utc")).toBeNull();
});
