import { describe, expect, it } from "vitest";
import type { CoverageRow, UsageRow } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { type LeastPrivilegeInput, showLeastPrivilege } from "./show";

const builder = new EstateBuilder();
const prod = builder.cluster("prod");
builder.agent(prod);
const target = builder.role("target", {
  trust: podTrust(),
  inline: { all: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }) },
});
const app = builder.role("app", {
  trust: policy(
    { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
    { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
  ),
  inline: {
    queues: policy({ Effect: "Allow", Action: ["sqs:*", "rds-db:connect", "kms:Decrypt"], Resource: "*" }),
    onward: policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession", "sns:DeleteTopic"], Resource: "*" }),
  },
});
builder.associate(prod, "shop/api", app);
builder.associate(prod, "shop/worker", app);
builder.associate(prod, "shop/chained", app, { targetRoleArn: target });
const content = builder.build();
const view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
const workload = `${prod.arn}|shop|api`;
const worker = `${prod.arn}|shop|worker`;

const used = (workloadId: string | null, action: string, calls = 3, denied = 0): UsageRow => ({
  workloadId,
  roleArn: app,
  service: action.split(":")[0] ?? "",
  action,
  eventName: action.split(":")[1] ?? "",
  calls,
  denied,
  errors: denied,
  first: "2026-09-02T00:00:00.000Z",
  last: "2026-09-03T00:00:00.000Z",
});
const recorded = (kind: CoverageRow["class"], from = "2026-08-01", to = "2026-10-29"): CoverageRow => ({
  accountId: "111122223333",
  region: "eu-west-1",
  class: kind,
  from,
  to,
  state: "recorded",
  recordedUntil: null,
  sources: [],
  because: "trail",
});
const everything = [recorded("management-read"), recorded("management-write"), recorded("data")];

function show(more: Partial<LeastPrivilegeInput> = {}) {
  const answer = showLeastPrivilege(view, {
    workload,
    role: null,
    from: "2026-08-01T00:00:00.000Z",
    to: "2026-10-30T00:00:00.000Z",
    usage: [used(workload, "sqs:GetQueueUrl"), used(worker, "sqs:PurgeQueue"), used(null, "sqs:ListQueues", 2)],
    usageCut: false,
    coverage: everything,
    elsewhere: everything,
    leftOut: { "111122223333": [] },
    acceptHoles: false,
    keep: [],
    drop: [],
    ...more,
  });
  if (!answer) throw new Error("not found");
  return answer;
}

describe("least privilege of a workload", () => {
  it("keeps what it and others with the role used, what leaves no event, and what an association needs", () => {
    const answer = show();
    expect(answer).toMatchObject({ title: "shop/api", days: 90 });
    const [role] = answer.roles;
    expect(role?.state).toBe("proposal");
    const documents = role!.proposed.map(({ json }) => JSON.parse(json));
    expect(documents[0].Statement).toEqual([
      {
        Effect: "Allow",
        Action: ["rds-db:connect", "sqs:GetQueueUrl", "sqs:ListQueues", "sqs:PurgeQueue"],
        Resource: "*",
      },
      { Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: "*" },
    ]);
    expect(role?.sentence).toMatch(/^Of \d+ actions that app allows, 3 were used in 90 days, \d+ stay because/);
    expect(role?.removed.map(({ service, whole }) => [service, whole])).toEqual([
      ["sqs", false],
      ["kms", true],
      ["sns", true],
    ]);
    expect(role?.others.map(({ workload: { serviceAccount }, onlyTheirs }) => [serviceAccount, onlyTheirs])).toEqual([
      ["chained", []],
      ["worker", ["sqs:PurgeQueue"]],
    ]);
    expect(role?.otherPrincipals).toEqual(["lambda.amazonaws.com"]);
    expect(role?.unattributedCalls).toBe(2);
    expect(role?.kept.find(({ service }) => service === "sqs")?.used.map(({ action, by }) => [action, by])).toEqual([
      ["sqs:GetQueueUrl", ["this"]],
      ["sqs:PurgeQueue", ["others"]],
      ["sqs:ListQueues", ["unknown"]],
    ]);
    expect(role?.warnings.join(" ")).toContain("lambda.amazonaws.com");
  });

  it("takes nothing away where nothing was watched, and says so", () => {
    const [role] = show({ coverage: [], leftOut: {} }).roles;
    expect(role).toMatchObject({ state: "nothing", proposed: [], removed: [], texts: [], watchedInFull: null });
    expect(role?.sentence).toMatch(/^Nothing was watched in 90 days/);
    expect(role?.present.map(({ outcome }) => outcome)).toEqual(["stays", "stays"]);
  });

  it("takes nothing away where more was called than it was told", () => {
    expect(show({ usageCut: true }).roles[0]).toMatchObject({ state: "nothing" });
  });

  it("warns of a hole, and names the time that was watched in full", () => {
    const holes = [
      recorded("management-read", "2026-10-01"),
      recorded("management-write", "2026-10-01"),
      {
        ...recorded("management-read", "2026-08-01", "2026-09-30"),
        state: "unknown" as const,
        because: "Nothing was read.",
      },
      {
        ...recorded("management-write", "2026-08-01", "2026-09-30"),
        state: "unknown" as const,
        because: "Nothing was read.",
      },
    ];
    expect(show({ coverage: holes, acceptHoles: true }).roles[0]?.warnings.join(" ")).toContain("by your choice");
    const [role] = show({ coverage: holes }).roles;
    expect(role?.state).toBe("nothing");
    expect(role?.watchedInFull).toEqual({ from: "2026-10-01T00:00:00.000Z", to: "2026-10-30T00:00:00.000Z", days: 29 });
    expect(role?.warnings[0]).toContain("data events were not watched");
  });

  it("keeps what may have been called in a region that nobody watched", () => {
    expect(show({ elsewhere: [] }).roles[0]).toMatchObject({ state: "nothing" });
  });

  it("keeps what a reviewer chose, and takes out what is only kept for want of sight", () => {
    const [role] = show({ keep: ["sns:*"], drop: ["rds-db:connect", "sqs:GetQueueUrl"] }).roles;
    const [document] = role!.proposed.map(({ json }) => JSON.parse(json));
    expect(document.Statement[0].Action).toEqual(["sqs:GetQueueUrl", "sqs:ListQueues", "sqs:PurgeQueue"]);
    // All of this policy stays: it is not replaced.
    expect(role?.present.map(({ name, outcome }) => [name, outcome])).toEqual([
      ["queues", "replaced"],
      ["onward", "stays"],
    ]);
    expect(role?.removed.find(({ service }) => service === "rds-db")?.byReviewer).toEqual(["rds-db:connect"]);
  });

  it("answers for a role, and not for what the snapshot does not know", () => {
    expect(show({ workload: null, role: app })).toMatchObject({ title: "app", workload: null });
    expect(
      showLeastPrivilege(view, {
        ...{
          from: "",
          to: "",
          usage: [],
          usageCut: false,
          coverage: [],
          elsewhere: [],
          leftOut: {},
          acceptHoles: false,
          keep: [],
          drop: [],
        },
        workload: "x",
        role: null,
      }),
    ).toBeNull();
  });
});
