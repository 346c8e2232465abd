import { describe, expect, it } from "vitest";
import type { UsageRow } from "@/lib/contracts/api";
import type { WatchRecords } from "@/lib/domain/activity/watch-records";
import { resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import { roleArn, table } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust } from "@/tests/estates/estate-builder";
import { bookOfUse, type UseFacts } from "./export-use";

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
builder.agent(prod).associate(prod, "a/api", builder.role("app", { trust: podTrust() }));
const content = builder.build();
const [binding] = resolveEstate(buildEstate(content), createDocumentReader(content.documents));

const within = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-03T00:00:00.000Z" };
const at = "2026-11-02T10:00:00Z";
const call = (action: string, more: Partial<UsageRow> = {}): UsageRow => ({
  workloadId: `${prod.arn}|a|api`,
  roleArn: roleArn("app"),
  service: action.split(":")[0] ?? "",
  action,
  eventName: action.split(":")[1] ?? "",
  calls: 2,
  denied: 0,
  errors: 0,
  first: at,
  last: at,
  ...more,
});
const watched = (kind: "management-read" | "management-write") => ({
  accountId: ACCOUNT,
  region: "eu-west-1",
  class: kind,
  from: "2026-11-01",
  to: "2026-11-02",
  state: "recorded" as const,
  because: "",
});
const stretches = [watched("management-read"), watched("management-write")];
// A trail of all regions was read.
const records: WatchRecords = { ...within, stretches, elsewhere: stretches, leftOut: { [ACCOUNT]: [] } };
const regions = () => ["eu-west-1", "us-east-1"];
const usage = [
  call("ec2:StopInstances"),
  call("ec2:StartInstances", { denied: 2 }),
  call("ec2:RebootInstances", { workloadId: "another" }),
];
const use = (action: string, more: Partial<UseFacts> = {}) =>
  bookOfUse(table, { usage, more: false, records, ...more }, regions)(binding!, [table.actionId(action)!]);
const stateIn = (action: string, more: Partial<WatchRecords>) =>
  use(action, { records: { ...records, ...more } }).useState;

describe("use of what is granted", () => {
  it("is told from calls, and from what was watched", () => {
    expect(use("ec2:StopInstances")).toEqual({ lastUsedAt: at, useState: "used" });
    for (const action of ["ec2:StartInstances", "ec2:RebootInstances"])
      expect(use(action)).toEqual({ lastUsedAt: null, useState: "not-seen" });
    expect(use("s3:GetObject").useState).toBe("not-watched");
    expect(use("rds-db:connect").useState).toBe("not-recordable");
  });

  it("is not watched where nothing was read, or not all of it", () => {
    expect(stateIn("ec2:StartInstances", { stretches: [] })).toBe("not-watched");
    expect(use("ec2:StartInstances", { more: true }).useState).toBe("not-watched");
    expect(bookOfUse(table, undefined, regions)(binding!, [0])).toEqual({ lastUsedAt: null, useState: "not-watched" });
  });

  it("is not watched where a region was not, where a global service's was not, or where a trail leaves it out", () => {
    expect(stateIn("ec2:StartInstances", { elsewhere: [] })).toBe("not-watched");
    const both = [...stretches, ...stretches.map((each) => ({ ...each, region: "us-east-1" }))];
    expect(stateIn("ec2:StartInstances", { stretches: both, elsewhere: [] })).toBe("not-seen");
    expect(stateIn("iam:CreateUser", { stretches: both, elsewhere: [] })).toBe("not-seen");
    expect(stateIn("iam:CreateUser", { elsewhere: [] })).toBe("not-watched");
    expect(use("kms:CreateKey").useState).toBe("not-seen");
    expect(stateIn("kms:CreateKey", { leftOut: { [ACCOUNT]: ["kms"] } })).toBe("not-watched");
    expect(stateIn("kms:CreateKey", { leftOut: {} })).toBe("not-watched");
  });

  it("is not told where calls of the role do not tell whose they are", () => {
    const other = call("ec2:StartInstances", { workloadId: null });
    expect(use("ec2:StartInstances", { usage: [other] }).useState).toBe("not-watched");
    expect(use("ec2:RebootInstances", { usage: [other] }).useState).toBe("not-seen");
  });
});
