import { describe, expect, it } from "vitest";
import { type UsageRow, usedAndGrantedQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { UnexpectedFacts } from "@/lib/domain/activity/unexpected";
import type { WatchRecords } from "@/lib/domain/activity/watch-records";
import { loadActionTable } from "@/lib/domain/policy/table";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { showIncident } from "./incident";
import { showUnexpected } from "./show-unexpected";
import { showUsedAndGranted } from "./used-and-granted";

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
builder.agent(prod);
const next = builder.role("next", {
  trust: policy({
    Effect: "Allow",
    Principal: { AWS: "arn:aws:iam::111122223333:role/app" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
  }),
});
const app = builder.role("app", {
  trust: podTrust(),
  inline: {
    files: policy(
      { Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "*" },
      { Effect: "Allow", Action: "rds-db:connect", Resource: "*" },
      { Effect: "Allow", Action: ["sqs:DeleteQueue", "iam:CreateUser", "kms:ScheduleKeyDeletion"], Resource: "*" },
      { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: next },
    ),
  },
});
builder.associate(prod, "shop/api", app);
const built = builder.build();
const account = {
  kind: "account" as const,
  accountId: "111122223333",
  region: null,
  clusterArn: null,
  readAt: "2026-11-11T00:00:00.000Z",
  facts: {
    accountId: "111122223333",
    partition: "aws",
    name: null,
    organizationPath: null,
    managementAccount: null,
    regions: ["eu-west-1", "us-east-1"],
    readerArn: null,
  },
};
const content = { ...built, parts: [...built.parts, account] };
const view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
const workload = `${prod.arn}|shop|api`;

const range = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-11T00:00:00.000Z" };
const watched = { state: "all", until: null, limits: [] } as const;
const usage = (action: string, calls: number, denied = 0): UsageRow => ({
  workloadId: workload,
  roleArn: app,
  service: action.split(":")[0] ?? "",
  action,
  eventName: action.split(":")[1] ?? "",
  calls,
  denied,
  errors: denied,
  first: "2026-11-02T00:00:00.000Z",
  last: "2026-11-03T00:00:00.000Z",
});
const recorded = (kind: "management-read" | "management-write" | "data") => ({
  accountId: "111122223333",
  region: "eu-west-1",
  class: kind,
  from: "2026-11-01",
  to: "2026-11-10",
  state: "recorded" as const,
  because: "trail",
});

function used(
  query: Record<string, string>,
  rows: readonly UsageRow[],
  stretches: WatchRecords["stretches"] = [recorded("management-write")],
  more: Partial<WatchRecords> & { readonly usageCut?: boolean } = {},
) {
  const { usageCut = false, ...records } = more;
  const answer = showUsedAndGranted(view, {
    query: { ...usedAndGrantedQuery.parse(query), ...range },
    usage: rows,
    usageCut,
    // A trail of all regions was read: regions without records had no calls.
    records: { ...range, stretches, elsewhere: stretches, leftOut: { "111122223333": [] }, ...records },
    watched,
  });
  return new Map(answer.rows.map((row) => [row.action, row]));
}

describe("used and granted", () => {
  it("tells used from never seen, from not watched, and from what leaves no event", () => {
    const rows = used({ level: "action" }, [usage("s3:ListBucket", 4)]);
    expect(rows.get("s3:ListBucket")).toMatchObject({ use: "used", calls: 4 });
    expect(rows.get("sqs:DeleteQueue")).toMatchObject({ use: "not-seen" });
    // Data events were not recorded: that none was seen says nothing.
    expect(rows.get("s3:GetObject")).toMatchObject({ use: "not-watched" });
    expect(rows.get("rds-db:connect")).toMatchObject({ use: "not-recordable" });
  });

  it("counts a copy as the read that it is checked for as well, unless it was denied", () => {
    const copied = { ...usage("s3:PutObject", 3), eventName: "CopyObject", denied: 1 };
    const watched = [recorded("management-write"), recorded("data")];
    expect(used({ level: "action" }, [copied], watched).get("s3:GetObject")).toMatchObject({
      use: "used",
      calls: 2,
      denied: 0,
    });
    expect(used({ level: "action" }, [{ ...copied, denied: 3 }], watched).get("s3:GetObject")).toMatchObject({
      use: "not-seen",
    });
  });

  it("knows an action however it is spelled", () => {
    const rows = used({ level: "action" }, [usage("sqs:deletequeue", 2)]);
    expect(rows.get("sqs:DeleteQueue")).toMatchObject({ use: "used", calls: 2 });
    expect(rows.has("sqs:deletequeue")).toBe(false);
  });

  it("with data events recorded, an object that was never read was never read", () => {
    const rows = used({ level: "action" }, [], [recorded("management-write"), recorded("data")]);
    expect(rows.get("s3:GetObject")).toMatchObject({ use: "not-seen" });
  });

  it("is not watched where some region was not looked at, and names it", () => {
    const row = used({ level: "action" }, [], undefined, { elsewhere: [] }).get("sqs:DeleteQueue");
    expect(row).toMatchObject({ use: "not-watched" });
    expect(row?.because).toContain("us-east-1");
  });

  it("is not watched of a global service where its region was not looked at", () => {
    const here = [recorded("management-write"), { ...recorded("management-write"), region: "us-east-1" }];
    expect(used({ level: "action" }, [], here).get("iam:CreateUser")).toMatchObject({ use: "not-seen" });
    const stopped = [{ ...here[1]!, state: "stopped" as const, because: "It was stopped." }];
    const rows = used({ level: "action" }, [], [here[0]!, ...stopped], { elsewhere: [] });
    expect(rows.get("iam:CreateUser")).toMatchObject({ use: "not-watched" });
    expect(rows.get("iam:CreateUser")?.because).toContain("us-east-1, which was not watched. It was stopped.");
  });

  it("is not watched of a service that a trail leaves out, or may leave out", () => {
    const kms = (leftOut: WatchRecords["leftOut"]) =>
      used({ level: "action" }, [], undefined, { leftOut }).get("kms:ScheduleKeyDeletion");
    expect(kms({ "111122223333": [] })).toMatchObject({ use: "not-seen" });
    expect(kms({ "111122223333": ["kms"] })).toMatchObject({
      use: "not-watched",
      because: "A trail leaves out the events of kms.",
    });
    expect(kms({})).toMatchObject({ use: "not-watched" });
  });

  it("is not told of a call whose action or workload is not known, or where more was called than it was told", () => {
    const of = (row: Partial<UsageRow>) =>
      used({ level: "action" }, [{ ...usage("sqs:DeleteQueue", 1), ...row }]).get("sqs:DeleteQueue");
    expect(of({ action: null, eventName: "Strange" })?.because).toContain("action is not known: Strange");
    expect(of({ workloadId: null })).toMatchObject({ use: "not-watched" });
    expect(of({ workloadId: null })?.because).toContain("workload is not known");
    expect(of({ roleArn: next, workloadId: null })).toMatchObject({ use: "not-seen" });
    const cut = used({ level: "action" }, [], undefined, { usageCut: true });
    expect(cut.get("sqs:DeleteQueue")).toMatchObject({ use: "not-watched" });
  });

  it("a service that is only partly watched is not called unused", () => {
    expect(used({}, []).get("s3:*")).toMatchObject({ use: "not-watched" });
    expect(used({}, [usage("s3:ListBucket", 1)]).get("s3:*")).toMatchObject({ use: "used" });
  });

  it("attempts without a grant are told apart from grants that are denied elsewhere", () => {
    const rows = used({ level: "action" }, [usage("iam:ListUsers", 3, 3), usage("s3:ListBucket", 2, 2)]);
    expect(rows.get("iam:ListUsers")).toMatchObject({ granted: null, use: "denied", denied: 3 });
    expect(rows.get("s3:ListBucket")).toMatchObject({ use: "denied" });
    expect(rows.get("s3:ListBucket")?.granted).not.toBeNull();
  });

  it("filters by use, service and text, and counts before it filters", () => {
    const all = { level: "action", service: "sqs" };
    expect([...used(all, []).keys()]).toEqual(["sqs:DeleteQueue"]);
    expect([...used({ level: "action", use: "not-recordable" }, []).keys()]).toEqual([
      "rds-db:connect",
      "sts:TagSession",
    ]);
    expect([...used({ level: "action", q: "DELETEq" }, []).keys()]).toEqual(["sqs:DeleteQueue"]);
    expect(used({ level: "action", role: "arn:aws:iam::1:role/none" }, [usage("s3:ListBucket", 1)]).size).toBe(0);
  });
});

describe("what stands out", () => {
  const assumed = {
    who: {
      id: workload,
      clusterArn: prod.arn,
      clusterName: "prod",
      issuer: null,
      namespace: "shop",
      serviceAccount: "api",
    },
    roleArn: next,
    mechanism: "pod-identity" as const,
    accountId: "111122223333",
    region: "eu-west-1",
    caller: null,
    callerRoleArn: app,
    before: Date.parse("2026-10-30T00:00:00Z"),
    first: Date.parse("2026-11-02T00:00:00Z"),
    last: Date.parse("2026-11-02T00:00:00Z"),
    count: 1,
    associatedThen: false,
    secondHop: false,
    eventIds: ["e"],
    sessionId: null,
  };
  const facts: UnexpectedFacts = {
    from: Date.parse(range.from),
    to: Date.parse(range.to),
    watchedFrom: Date.parse("2026-10-01T00:00:00Z"),
    assumed: [assumed],
    trusts: [],
    assumedApart: [],
    addresses: [],
    changes: [],
    uses: [],
    nodeUses: [],
    denials: [],
    breadth: [],
  };
  const show = (given: UnexpectedFacts) =>
    showUnexpected(view, { facts: given, ...range, egress: [], watched }).entries;

  it("a chain that the policies allow is expected; the same without it is not", () => {
    expect(show(facts)).toEqual([]);
    expect(show({ ...facts, assumed: [{ ...assumed, callerRoleArn: null }] })[0]).toMatchObject({
      kind: "unexplained-assumption",
      at: "2026-11-02T00:00:00.000Z",
    });
  });
});

describe("an incident", () => {
  const now = "2026-11-20T00:00:00Z";

  it("names what ends the access of the workload", () => {
    const answer = showIncident(view, { workload, role: null, now });
    expect(answer).toMatchObject({ title: "shop/api" });
    expect(answer?.steps).toHaveLength(3);
    expect(showIncident(view, { workload: null, role: app, now })?.title).toBe("app");
  });

  it("is none of what the snapshot does not know", () => {
    expect(showIncident(view, { workload: "x|y|z", role: null, now })).toBeNull();
  });
});
