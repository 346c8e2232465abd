import { describe, expect, it } from "vitest";
import { coverageOf, isNeverRecorded, reaches, type WatchedDay, type WatchingTrail } from "./coverage";

const trail: WatchingTrail = {
  arn: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main",
  accountId: "111122223333",
  homeRegion: "eu-west-1",
  multiRegion: true,
  organization: false,
  logging: true,
  startedDay: "2026-01-01",
  stoppedDay: null,
  spells: [],
  selectedSince: null,
  management: "All",
  excludesSts: false,
  data: "none",
};
const day: WatchedDay = { day: "2026-11-20", files: true, history: false, disturbed: false, seen: new Set() };

describe("what a trail records", () => {
  it("is said for each class", () => {
    expect(coverageOf("assume", day, [trail]).state).toBe("recorded");
    expect(coverageOf("management-write", day, [trail]).state).toBe("recorded");
    expect(coverageOf("data", day, [trail]).state).toBe("not-selected");
    expect(coverageOf("data", day, [{ ...trail, data: "some" }]).state).toBe("partly");
  });

  it("leaves assume events out where it records writes alone: they are read-only", () => {
    const writes: WatchingTrail = { ...trail, management: "WriteOnly" };
    expect(coverageOf("assume", day, [writes])).toMatchObject({ state: "not-selected" });
    expect(coverageOf("assume", day, [writes]).because).toContain("read-only");
    expect(coverageOf("management-write", day, [writes]).state).toBe("recorded");
    expect(coverageOf("assume", { ...day, history: true }, [writes]).state).toBe("recorded");
  });

  it("beside the event history is what that was asked for: assume events, and some of the writes", () => {
    const asked = { ...day, files: false, history: true, historyOfChanges: true };
    expect(coverageOf("assume", asked, []).state).toBe("recorded");
    expect(coverageOf("management-write", asked, [])).toMatchObject({ state: "partly", sources: ["event history"] });
    expect(coverageOf("management-read", asked, [])).toMatchObject({
      state: "unknown",
      because: "Only assume events and changes of bindings were read of the event history; this class was not.",
    });
    expect(coverageOf("assume", { ...asked, history: false }, []).state).toBe("unknown");
  });

  it("is nothing while it is stopped, and part of the day on which that changes", () => {
    const stopped: WatchingTrail = { ...trail, spells: [{ from: "2026-11-10", to: "2026-11-25" }] };
    expect(coverageOf("assume", day, [stopped]).state).toBe("stopped");
    expect(coverageOf("assume", { ...day, day: "2026-11-25", disturbed: true }, [stopped]).state).toBe("partly");
    expect(coverageOf("assume", { ...day, day: "2026-11-05" }, [stopped]).state).toBe("recorded");
    expect(coverageOf("assume", day, [{ ...trail, logging: false, stoppedDay: "2026-11-01" }]).state).toBe("stopped");
  });

  it("is not known before its selectors were changed, where nothing was read, and where the selectors were not", () => {
    const changed: WatchingTrail = { ...trail, selectedSince: "2026-11-21" };
    expect(coverageOf("assume", day, [changed]).state).toBe("unknown");
    expect(coverageOf("assume", { ...day, seen: new Set(["assume"] as const) }, [changed]).state).toBe("recorded");
    expect(coverageOf("assume", { ...day, files: false }, [trail]).state).toBe("unknown");
    expect(coverageOf("data", day, [{ ...trail, data: null }]).state).toBe("unknown");
  });

  it("is the same on a quiet day, for which the trail delivered elsewhere; not where it records nothing of the class", () => {
    const quiet = { ...day, files: false, quiet: true };
    expect(coverageOf("assume", quiet, [trail])).toMatchObject({ state: "recorded" });
    expect(coverageOf("data", quiet, [trail]).state).toBe("not-selected");
    expect(coverageOf("assume", quiet, []).state).toBe("unknown");
    expect(coverageOf("assume", quiet, [{ ...trail, logging: false }]).state).toBe("stopped");
  });

  it("reaches the regions and accounts of its kind", () => {
    expect(reaches(trail, "111122223333", "us-east-1")).toBe(true);
    expect(reaches({ ...trail, multiRegion: false }, "111122223333", "us-east-1")).toBe(false);
    expect(reaches(trail, "999988887777", "eu-west-1")).toBe(false);
    expect(reaches({ ...trail, organization: true }, "999988887777", "eu-west-1")).toBe(true);
  });
});

it("some permissions leave no event, whatever is watched", () => {
  expect(isNeverRecorded("rds-db:connect")).not.toBeNull();
  expect(isNeverRecorded("IAM:passrole")).not.toBeNull();
  expect(isNeverRecorded("kafka-cluster:ReadData")).not.toBeNull();
  expect(isNeverRecorded("s3:GetObject")).toBeNull();
});
