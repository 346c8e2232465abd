import { describe, expect, it } from "vitest";
import { formatDuration, formatTime } from "./format-time";

describe("formatTime", () => {
  it("writes UTC and the zone", () => {
    expect(formatTime("2026-11-22T02:08:59.123Z", "utc")).toBe("2026-11-22 02:08 UTC");
  });
  it("writes the local zone by name or offset", () => {
    expect(formatTime("2026-07-01T22:30:00Z", "local", "Asia/Tokyo")).toBe("2026-07-02 07:30 GMT+9");
  });
  it("writes midnight as 00", () => {
    expect(formatTime("2026-01-01T00:00:00Z", "utc")).toBe("2026-01-01 00:00 UTC");
  });
  it("leaves what is no time as it is", () => {
    expect(formatTime("yesterday", "utc")).toBe("yesterday");
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "less than a minute"],
    [59, "less than a minute"],
    [60, "1 minute"],
    [7199, "1 hour"],
    [7200, "2 hours"],
    [200_000, "2 days"],
  ])("%i s is %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
