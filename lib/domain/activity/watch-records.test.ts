import { describe, expect, it } from "vitest";
import type { WatchedStretch } from "./watch";
import { regionsOf, type WatchRecords, watchOfAccounts } from "./watch-records";

const stretch = (region: string, more: Partial<WatchedStretch> = {}): WatchedStretch => ({
  accountId: "1",
  region,
  class: "management-write",
  from: "2026-11-01",
  to: "2026-11-10",
  state: "recorded",
  because: "trail org",
  ...more,
});
const unknown = stretch("", { state: "unknown", because: "Nothing was read." });
const ask = (more: Partial<WatchRecords>, regions: readonly string[] | null = ["eu-west-1", "us-east-1"]) =>
  watchOfAccounts(
    {
      from: "2026-11-01T00:00:00Z",
      to: "2026-11-11T00:00:00Z",
      stretches: [stretch("eu-west-1")],
      elsewhere: [],
      leftOut: { "1": [] },
      ...more,
    },
    () => regions,
  )("1");
const write = "management-write" as const;

describe("regions without records", () => {
  it("are not watched, and named", () => {
    expect(ask({}, ["eu-west-1"]).watch(write).state).toBe("all");
    for (const elsewhere of [[], [unknown]]) {
      const found = ask({ elsewhere }).watch(write);
      expect(found.state).toBe("part");
      expect(found.because).toContain("Nothing is known of us-east-1");
    }
    const many = ask({}, ["eu-west-1", "eu-west-2", "eu-west-3", "us-east-1", "us-east-2"]).watch(write);
    expect(many.because).toContain("eu-west-2, eu-west-3, us-east-1 and 1 more");
    expect(ask({}, null).watch(write)).toMatchObject({ state: "part" });
  });

  it("had no calls where a trail of all regions was read on all days", () => {
    expect(ask({ elsewhere: [stretch("")] }).watch(write).state).toBe("all");
    expect(ask({ elsewhere: [stretch("")] }, null).watch(write).state).toBe("all");
    const half = [stretch("", { to: "2026-11-05" }), { ...unknown, from: "2026-11-06" }];
    expect(ask({ elsewhere: half }).watch(write).state).toBe("part");
    expect(ask({ elsewhere: [stretch("", { accountId: "2" })] }).watch(write).state).toBe("part");
    expect(ask({ elsewhere: [stretch("", { class: "management-read" })] }).watch(write).state).toBe("part");
  });

  it("change nothing of an account of which nothing was read", () => {
    expect(ask({ stretches: [], elsewhere: [stretch("")] }).watch(write).state).toBe("none");
  });
});

describe("services whose events are recorded elsewhere", () => {
  it("are judged by the region of their partition", () => {
    expect(ask({}, ["eu-west-1"]).ofService("iam", write)).toMatchObject({ state: "none" });
    expect(ask({}, ["eu-west-1"]).ofService("iam", write).because).toContain("recorded in us-east-1");
    expect(ask({}, ["eu-west-1"]).ofService("sqs", write).state).toBe("all");
    expect(ask({ stretches: [stretch("us-east-1")] }).ofService("iam", write).state).toBe("all");
    for (const [region, home] of [
      ["cn-northwest-1", "cn-north-1"],
      ["us-gov-east-1", "us-gov-west-1"],
    ] as const) {
      expect(ask({ stretches: [stretch(region)] }, [region]).ofService("iam", write).because).toContain(home);
      expect(ask({ stretches: [stretch(home)] }, [region]).ofService("iam", write).state).toBe("all");
    }
  });

  it("of STS, by all regions and by that one", () => {
    expect(ask({}, ["eu-west-1"]).ofService("sts", write)).toMatchObject({ state: "part" });
    expect(ask({}, ["eu-west-1"]).ofService("sts", write).because).toContain("us-east-1");
    expect(ask({ stretches: [] }).ofService("sts", write).state).toBe("none");
    expect(ask({ stretches: [stretch("us-east-1")] }).ofService("sts", write).state).toBe("part");
    const both = [stretch("us-east-1"), stretch("eu-west-1")];
    expect(ask({ stretches: both }).ofService("sts", write).state).toBe("all");
  });

  it("are not watched where a trail leaves them out, or where that is not known", () => {
    const here = ["eu-west-1"];
    expect(ask({}, here).ofService("kms", write).state).toBe("all");
    expect(ask({ leftOut: { "1": ["kms"] } }, here).ofService("kms", write)).toEqual({
      state: "none",
      because: "A trail leaves out the events of kms.",
    });
    expect(ask({ leftOut: { "1": null } }, here).ofService("kms", write).state).toBe("none");
    expect(ask({ leftOut: {} }, here).ofService("rds-data", write).state).toBe("none");
    expect(ask({ leftOut: { "1": null } }, here).ofService("sqs", write).state).toBe("all");
  });
});

it("one region is asked apart from the others", () => {
  const { watchRegion } = ask({ elsewhere: [unknown] });
  expect(watchRegion("eu-west-1", write).state).toBe("all");
  expect(watchRegion("us-east-1", write)).toEqual({ state: "none", because: "Nothing was read." });
});

it("regions are those of the snapshot's accounts", () => {
  const regions = regionsOf({ accounts: new Map([["1", { regions: ["eu-west-1"] }]]) });
  expect([regions("1"), regions("2"), regions("__proto__")]).toEqual([["eu-west-1"], null, null]);
});
