/** What trails tell of regions without records, and of services that they leave out. */
import { describe, expect, it } from "vitest";
import { watchOfAccounts } from "@/lib/domain/activity/watch-records";
import { coverageRows, watchRecords } from "./coverage";
import type { TrailFacts, WatchedFacts } from "./ports";

const OWN = "111122223333";
const OTHER = "444455556666";
const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-03T00:00:00.000Z" };
const trail: TrailFacts = {
  arn: `arn:aws:cloudtrail:eu-west-1:${OWN}:trail/main`,
  name: "main",
  homeRegion: "eu-west-1",
  multiRegion: true,
  organization: false,
  bucket: "logs",
  prefix: null,
  validation: true,
  logging: true,
  startedAt: "2026-01-01T00:00:00.000Z",
  stoppedAt: null,
  lastDeliveryAt: null,
  deliveryError: null,
  management: { readWrite: "All", excludedSources: [] },
  data: [],
};
const days = (source: string, account = OWN, region = "eu-west-1") =>
  ["2026-11-01", "2026-11-02"].map((day) => ({ source, account, region, day, files: 3 }));

function facts(trails: readonly Partial<TrailFacts>[], more: Partial<WatchedFacts> = {}): WatchedFacts {
  return {
    trails: trails.map((each) => ({ account: OWN, trail: { ...trail, ...each }, readAt: range.to })),
    changes: [],
    fileDays: days("s3:logs"),
    delegated: [],
    windows: [],
    places: [],
    files: { read: 0, skipped: 0, bytes: 0 } as unknown as WatchedFacts["files"],
    skipped: [],
    unrecognised: [],
    gaps: [],
    ...more,
  };
}

const watch = (given: WatchedFacts, account = OWN) =>
  watchOfAccounts(watchRecords(given, range), () => ["eu-west-1", "us-east-1"])(account);
const write = "management-write" as const;

describe("regions without records", () => {
  it("had no calls where a trail of all regions delivered on each day", () => {
    expect(watch(facts([{}])).watch(write).state).toBe("all");
    expect(watch(facts([{}])).ofService("iam", write).state).toBe("all");
  });

  it("are not watched by a trail of one region, one that was not read, that stopped, or that leaves the class out", () => {
    const home: Partial<TrailFacts> = { multiRegion: false };
    const unread: Partial<TrailFacts> = { bucket: "elsewhere", name: "unread" };
    for (const trails of [[home], [home, unread]]) {
      const found = watch(facts(trails)).watch(write);
      expect(found.state).toBe("part");
      expect(found.because).toContain("us-east-1");
      expect(watch(facts(trails)).ofService("iam", write).state).toBe("none");
    }
    const stopped = { logging: false, stoppedAt: "2026-10-01T00:00:00.000Z" };
    expect(watch(facts([home, stopped])).watch(write).state).toBe("part");
    const reads = { management: { readWrite: "ReadOnly" as const, excludedSources: [] } };
    expect(watch(facts([home, reads])).watch(write).state).toBe("part");
    const late = facts([{}], { fileDays: days("s3:logs").slice(1) });
    expect(watch(late).watch(write).state).toBe("part");
  });

  it("of another account are watched by an organization's trail alone", () => {
    const both = { fileDays: [...days("s3:logs"), ...days("s3:logs", OTHER)] };
    expect(watch(facts([{ organization: true }], both), OTHER).watch(write).state).toBe("all");
    expect(watch(facts([{}], both), OTHER).watch(write).state).not.toBe("all");
  });
});

describe("windows of the event history", () => {
  const window = (selector: string, region: string, to: string) => ({
    account: OWN,
    region,
    selector,
    from: range.from,
    to,
  });
  it("cover the class that their selector is about, up to their end", () => {
    const windows = [
      window("EventName=AssumeRole", "eu-west-1", "2026-11-02T00:00:00.000Z"),
      window("EventName=UpdateAssumeRolePolicy", "us-east-1", range.to),
    ];
    const rows = coverageRows(facts([], { fileDays: [], windows }), range);
    const of = (region: string, kind: string) =>
      rows.filter((row) => row.region === region && row.class === kind).map(({ from, to, state }) => [from, to, state]);
    expect(of("eu-west-1", "assume")).toEqual([
      ["2026-11-01", "2026-11-01", "recorded"],
      ["2026-11-02", "2026-11-02", "unknown"],
    ]);
    expect(of("us-east-1", "assume")).toEqual([["2026-11-01", "2026-11-02", "unknown"]]);
    expect(of("us-east-1", "management-write")).toEqual([["2026-11-01", "2026-11-02", "partly"]]);
    expect(of("eu-west-1", "management-write")[0]?.[2]).toBe("unknown");
  });
});

describe("services that trails leave out", () => {
  it("are named by their IAM prefix, and unknown where selectors were not read", () => {
    const leaves = {
      management: { readWrite: "All" as const, excludedSources: ["kms.amazonaws.com", "rdsdata.amazonaws.com"] },
    };
    expect(watchRecords(facts([leaves]), range).leftOut).toEqual({ [OWN]: ["kms", "rds-data"] });
    expect(watch(facts([leaves])).ofService("kms", write).state).toBe("none");
    expect(watch(facts([{}])).ofService("kms", write).state).toBe("all");
    expect(watchRecords(facts([{}, { management: null }]), range).leftOut).toEqual({ [OWN]: null });
    expect(watchRecords(facts([]), range).leftOut).toEqual({ [OWN]: null });
  });
});
