import { describe, expect, it } from "vitest";
import type { ActivityCoverage, UsageRow } from "@/lib/contracts/api";
import { resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import { roleArn, table } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust } from "@/tests/estates/estate-builder";
import { bookOfUse } from "./export-use";

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
  state: "recorded",
  because: "",
});
const coverage = [watched("management-read"), watched("management-write")] as unknown as ActivityCoverage["rows"];
const usage = [
  call("ec2:StopInstances"),
  call("ec2:StartInstances", { denied: 2 }),
  call("ec2:RebootInstances", { workloadId: "another" }),
];
const use = (action: string, more = {}) =>
  bookOfUse(table, { ...within, usage, more: false, coverage, ...more })(binding!, [table.actionId(action)!]);

describe("use of what is granted", () => {
  it("is told from calls, and from what was watched", () => {
    expect(use("ec2:StopInstances")).toEqual({ lastUsedAt: at, useState: "used" });
    for (const action of ["ec2:StartInstances", "ec2:RebootInstances"])
      expect(use(action)).toEqual({ lastUsedAt: null, useState: "not-seen" });
    expect(use("s3:GetObject").useState).toBe("not-watched");
    expect(use("rds-db:connect").useState).toBe("not-recordable");
  });

  it("is not watched where nothing was read, or not all of it", () => {
    expect(use("ec2:StartInstances", { coverage: [] }).useState).toBe("not-watched");
    expect(use("ec2:StartInstances", { more: true }).useState).toBe("not-watched");
    expect(bookOfUse(table, undefined)(binding!, [0])).toEqual({ lastUsedAt: null, useState: "not-watched" });
  });
});
