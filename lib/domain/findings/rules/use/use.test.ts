/** Rules of use, each on an estate where it fires and on one where it does not. */
import { describe, expect, it } from "vitest";
import type { WatchClass, WatchedState } from "@/lib/domain/activity/coverage";
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import { activityOf } from "@/lib/domain/findings/activity-of";
import { findingFacts, findings, inShort } from "@/lib/domain/findings/testing/facts";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy, READ_AT } from "@/tests/estates/estate-builder";
import { cloudtrailNotRecording } from "./cloudtrail-not-recording";
import { deniedAssumptionsRule } from "./denied-assumptions";
import { neverAssumed } from "./never-assumed";
import { nodeRoleDoingPodsWork } from "./node-role-doing-pods-work";
import { permissionsUnused } from "./permissions-unused";
import { roleUnused } from "./role-unused";

const FROM = "2027-03-02T00:00:00.000Z";
const NOW = "2027-05-31T00:00:00.000Z";
const EVENT = "11111111-2222-4333-8444-555555555555";

const s3Only = policy({ Effect: "Allow", Action: ["s3:ListAllMyBuckets", "s3:CreateBucket"], Resource: "*" });

/** Cluster "prod" with payments/api and payments/batch on role "app", billing/web on role "web". */
function estate(inline: unknown = s3Only, more: Readonly<Record<string, unknown>> = {}) {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  const app = builder.role("app", { trust: podTrust(), inline: { main: inline, ...more } });
  const web = builder.role("web", { trust: podTrust(), inline: { main: inline } });
  builder.associate(cluster, "payments/api", app).associate(cluster, "payments/batch", app);
  builder.associate(cluster, "billing/web", web);
  return { builder, cluster, app, web, id: (workload: string) => `${cluster.arn}|${workload.replace("/", "|")}` };
}

type Watched = Partial<Record<WatchClass, WatchedState>>;
const all: Watched = {
  assume: "recorded",
  "management-read": "recorded",
  "management-write": "recorded",
  data: "partly",
};

function data(more: Partial<FindingActivityData> = {}, watched: Watched = all): FindingActivityData {
  const stretches = Object.entries(watched).map(([kind, state]) => ({
    accountId: ACCOUNT,
    region: "eu-west-1",
    class: kind as WatchClass,
    from: "2027-03-02",
    to: "2027-05-30",
    state,
    because: `state ${state}`,
  }));
  return { from: FROM, to: NOW, assumed: [], called: [], nodeCalls: [], denials: [], trails: [], stretches, ...more };
}

function assumed(workload: string | null, roleArn: string, lastAt = "2027-05-30T12:00:00.000Z") {
  return { workload, roleArn, mechanism: "pod-identity", assumptions: 3, denied: 0, lastAt, lastDenial: null };
}

function called(roleArn: string, action: string) {
  const [service = "", eventName = ""] = action.split(":");
  return { roleArn, service, action, eventName, calls: 5, lastAt: "2027-05-30T12:00:00.000Z" };
}

function facts(of: EstateBuilder | SnapshotContent, given: FindingActivityData | null) {
  const { model } = findingFacts(of);
  // It went to a worker in between.
  const activity = given === null ? null : activityOf(structuredClone(given), model.bindings);
  return findingFacts(of, { now: NOW, activity });
}

function withUsage(
  content: SnapshotContent,
  usage: readonly { arn: string; lastUsedAt: string | null }[],
): SnapshotContent {
  const part = {
    kind: "role-usage" as const,
    accountId: ACCOUNT,
    region: null,
    clusterArn: null,
    readAt: READ_AT,
    facts: usage.map((each) => ({ ...each, lastUsedRegion: null })),
  };
  return { ...content, parts: [...content.parts, part] };
}

describe("binding-never-assumed", () => {
  it("names the bindings of a used role that nobody used", () => {
    const { builder, app, web, id } = estate();
    const use = data({ assumed: [assumed(id("payments/api"), app), assumed(id("billing/web"), web)] });
    const found = findings(facts(builder, use), neverAssumed);
    expect(inShort(found)).toEqual(["binding-never-assumed low allowed: payments/batch +1"]);
    expect(found[0]?.remediation[0]?.text).toContain("aws eks delete-pod-identity-association");
  });

  it("finds nothing where all are used, and where no activity is kept", () => {
    const { builder, app, web, id } = estate();
    const workloads = ["payments/api", "payments/batch"].map((name) => assumed(id(name), app));
    expect(
      findings(facts(builder, data({ assumed: [...workloads, assumed(id("billing/web"), web)] })), neverAssumed),
    ).toEqual([]);
    expect(findings(facts(builder, null), neverAssumed)).toEqual([]);
  });

  it("is unknown where assume events were watched in part, or not at all", () => {
    const { builder } = estate();
    const part = findings(facts(builder, data({}, { assume: "partly" })), neverAssumed);
    expect(inShort(part)).toEqual([
      "binding-never-assumed info unknown: billing/web +1",
      "binding-never-assumed info unknown: payments/api +2",
    ]);
    const none = findings(facts(builder, data({}, { assume: "not-selected" })), neverAssumed);
    expect(inShort(none)).toEqual([`binding-never-assumed info unknown: ${ACCOUNT} +3`]);
    expect(none[0]?.certaintyReason).toBe("state not-selected");
  });

  it("is unknown where assumptions of the role do not tell whose they are", () => {
    const { builder, app, web, id } = estate();
    const use = data({ assumed: [assumed(null, app), assumed(id("billing/web"), web)] });
    expect(inShort(findings(facts(builder, use), neverAssumed))).toEqual([
      "binding-never-assumed info unknown: payments/api +2",
    ]);
  });

  it("leaves out what is too young, and counts from the day that it was made", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    builder.agent(cluster);
    const app = builder.role("app", { trust: podTrust() });
    const made = (at: string) => ({ createdAt: at, modifiedAt: at });
    builder.associate(cluster, "a/new", app, made("2027-05-28T00:00:00.000Z"));
    builder.associate(cluster, "a/month", app, made("2027-05-01T00:00:00.000Z"));
    const late = data().stretches.map((each) => ({ ...each, from: "2027-04-20" }));
    const use = data({ stretches: late, assumed: [assumed(`${cluster.arn}|a|other`, app)] });
    expect(inShort(findings(facts(builder, use), neverAssumed))).toEqual([
      "binding-never-assumed low allowed: a/month +1",
    ]);
  });

  it("holds a pattern against the workloads that it matches", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const provider = builder.provider(issuerOf("prod"));
    const like = { StringLike: { [`${issuerOf("prod")}:sub`]: "system:serviceaccount:jobs:*" } };
    const app = builder.role("app", { trust: irsaTrust(provider, like) });
    const use = (workload: string) => data({ assumed: [assumed(`${cluster.arn}|${workload}`, app)] });
    expect(findings(facts(builder, use("jobs|nightly")), neverAssumed)).toEqual([]);
    expect(inShort(findings(facts(builder, use("other|x")), neverAssumed))).toHaveLength(1);
  });
});

describe("role-unused", () => {
  it("believes IAM's record, and names its limits", () => {
    const { builder, app, web } = estate();
    const content = withUsage(builder.build(), [
      { arn: app, lastUsedAt: null },
      { arn: web, lastUsedAt: "2027-05-30T00:00:00.000Z" },
    ]);
    const found = findings(facts(content, null), roleUnused);
    expect(inShort(found)).toEqual(["role-unused low allowed: app +2"]);
    expect(found[0]?.explanation).toContain("400 days");
    expect(found[0]?.explanation).toContain("No recorded activity is kept");
    expect(found[0]?.remediation.map(({ text }) => text).join("\n")).toContain(
      "aws iam delete-role \\\n  --role-name app",
    );
  });

  it("says nothing where a call was recorded, or where neither record is whole", () => {
    const { builder, app, web, id } = estate();
    const content = withUsage(builder.build(), [{ arn: app, lastUsedAt: null }]);
    const use = data({ assumed: [assumed(id("payments/api"), app)] }, { assume: "partly" });
    expect(findings(facts(content, use), roleUnused)).toEqual([]);
    expect(
      findings(
        facts(builder, data({ assumed: [assumed(id("billing/web"), web), assumed(id("payments/api"), app)] })),
        roleUnused,
      ),
    ).toEqual([]);
  });

  it("is medium where the role could do anything", () => {
    const { builder, app, web } = estate(policy({ Effect: "Allow", Action: "*", Resource: "*" }));
    const content = withUsage(builder.build(), [
      { arn: app, lastUsedAt: "2027-01-01T00:00:00.000Z" },
      { arn: web, lastUsedAt: NOW },
    ]);
    expect(inShort(findings(facts(content, null), roleUnused))).toEqual(["role-unused medium allowed: app +2"]);
  });
});

describe("permissions-unused", () => {
  const wide = policy({
    Effect: "Allow",
    Action: [
      "s3:ListAllMyBuckets",
      "s3:GetObject",
      "ec2:DescribeInstances",
      "ec2:RunInstances",
      "iam:CreatePolicyVersion",
    ],
    Resource: "*",
  });

  it("names services and actions that nobody called, as far as they could be seen", () => {
    const { builder, app } = estate(wide);
    const found = findings(facts(builder, data({ called: [called(app, "s3:ListAllMyBuckets")] })), permissionsUnused);
    expect(inShort(found)).toEqual(["permissions-unused medium allowed: app +2"]);
    expect(found[0]?.explanation).toContain("ec2");
    const denied = found[0]?.remediation.find(({ format }) => format === "policy")?.text ?? "{}";
    // Data events were not watched whole: s3:GetObject stays.
    expect(JSON.parse(denied).Statement[0]).toMatchObject({ Effect: "Deny", Action: ["ec2:*", "iam:*"] });
  });

  it("ends with its remedy", () => {
    const { builder, app } = estate(wide);
    const use = data({ called: [called(app, "s3:ListAllMyBuckets")] });
    const [found] = findings(facts(builder, use), permissionsUnused);
    const remedy = found?.remediation.find(({ format }) => format === "policy")?.text ?? "";
    expect(findings(facts(estate(wide, { deny: remedy }).builder, use), permissionsUnused)).toEqual([]);
  });

  it("finds nothing where all is used, where nothing was watched, and of a role without calls", () => {
    const { builder, app } = estate();
    const everything = ["s3:ListAllMyBuckets", "s3:CreateBucket"].map((action) => called(app, action));
    expect(findings(facts(builder, data({ called: everything })), permissionsUnused)).toEqual([]);
    const one = { called: [called(app, "s3:ListAllMyBuckets")] };
    expect(findings(facts(builder, data(one, { assume: "recorded" })), permissionsUnused)).toEqual([]);
    expect(findings(facts(builder, data()), permissionsUnused)).toEqual([]);
  });

  it("does not judge a service of whose calls the action is not known", () => {
    const { builder, app } = estate();
    const use = data({ called: [{ ...called(app, "s3:Something"), action: null }] });
    expect(findings(facts(builder, use), permissionsUnused)).toEqual([]);
  });
});

describe("assumption-denied", () => {
  const denial = { time: "2027-05-30T10:00:00.000Z", eventId: EVENT, errorCode: "AccessDenied" };
  const base = {
    mechanism: "irsa" as const,
    clusterName: null,
    accountId: ACCOUNT,
    region: "eu-west-1",
    denied: 4,
    message: null,
    last: denial,
  };

  it("goes on until something succeeds", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const app = builder.role("app", { trust: podTrust({ StringEquals: { "aws:SourceAccount": "999988887777" } }) });
    builder.associate(cluster, "payments/api", app);
    const id = (workload: string) => `${cluster.arn}|${workload.replace("/", "|")}`;
    const of = (lastSuccessAt: string | null) =>
      inShort(
        findings(
          facts(builder, data({ denials: [{ ...base, workload: id("payments/api"), roleArn: app, lastSuccessAt }] })),
          deniedAssumptionsRule,
        ),
      );
    expect(of(null)).toEqual(["assumption-denied medium allowed: payments/api +2"]);
    expect(of("2027-05-30T11:00:00.000Z")).toEqual(["assumption-denied info allowed: payments/api +2"]);
  });

  it("is unknown where the binding would not be refused now", () => {
    const { builder, web, id } = estate();
    const denials = [{ ...base, workload: id("billing/web"), roleArn: web, lastSuccessAt: null }];
    const [found] = findings(facts(builder, data({ denials })), deniedAssumptionsRule);
    expect([found?.severity, found?.certainty]).toEqual(["info", "unknown"]);
  });

  it("is told for the cluster where the record names no more, with the event", () => {
    const { builder } = estate();
    const use = data({
      denials: [
        { ...base, mechanism: "pod-identity", clusterName: "prod", workload: null, roleArn: null, lastSuccessAt: null },
      ],
    });
    const [found] = findings(facts(builder, use), deniedAssumptionsRule);
    expect(found?.subjects.map(({ kind, name }) => [kind, name])).toEqual([["cluster", "prod"]]);
    expect(found?.evidence[0]).toMatchObject({ kind: "event", eventId: EVENT, time: denial.time });
  });

  it("finds nothing without a denial", () => {
    expect(findings(facts(estate().builder, data()), deniedAssumptionsRule)).toEqual([]);
  });
});

describe("node-role-doing-pods-work", () => {
  function nodes() {
    const { builder, cluster } = estate();
    const trust = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
    const node = builder.role("node", { trust, inline: { main: s3Only } });
    builder.part("nodegroups", cluster, [
      {
        name: "main",
        arn: null,
        status: "ACTIVE",
        nodeRoleArn: node,
        amiType: "AL2023_x86_64_STANDARD",
        launchTemplate: null,
        tags: {},
        described: true,
      },
    ]);
    return { builder, cluster, node };
  }
  const call = (roleArn: string, service: string) => ({
    roleArn,
    service,
    action: `${service}:Call`,
    calls: 7,
    example: { time: "2027-05-30T10:00:00.000Z", eventId: EVENT },
  });

  it("fires on calls that nodes do not make by themselves", () => {
    const { builder, node } = nodes();
    const use = data({ nodeCalls: [call(node, "dynamodb"), call(node, "ecr")] });
    const [found] = findings(facts(builder, use), nodeRoleDoingPodsWork);
    expect(found?.title).toBe("Pods of prod use the node role node");
    expect(found?.explanation).toContain("dynamodb:Call (7)");
    expect(found?.explanation).not.toContain("ecr");
  });

  it("ends where instances keep all pods from the metadata service", () => {
    const read = (httpTokens: string, hopLimit: number) => {
      const { builder, cluster, node } = nodes();
      const metadata = { httpEndpoint: "enabled", httpTokens, hopLimit };
      builder.part("node-instances", cluster, [
        { nodegroup: "main", nodepool: null, instanceProfileArn: null, metadata, count: 1, instanceIds: ["i-1"] },
      ]);
      builder.part("pods", cluster, []);
      return findings(facts(builder, data({ nodeCalls: [call(node, "dynamodb")] })), nodeRoleDoingPodsWork).length;
    };
    expect(read("optional", 2)).toBe(1);
    expect(read("required", 1)).toBe(0);
  });

  it("leaves alone what nodes call", () => {
    const { builder, node } = nodes();
    expect(findings(facts(builder, data({ nodeCalls: [call(node, "ecr")] })), nodeRoleDoingPodsWork)).toEqual([]);
  });
});

describe("cloudtrail-not-recording", () => {
  const trail = {
    arn: `arn:aws:cloudtrail:eu-west-1:${ACCOUNT}:trail/main`,
    name: "main",
    accountId: ACCOUNT,
    homeRegion: "eu-west-1",
    multiRegion: true,
    organization: false,
    logging: true,
    stoppedAt: null,
    deliveryError: null,
    management: "All" as const,
    excludesSts: false,
    selectsData: false,
    readAt: NOW,
  };
  const of = (trails: readonly object[], watched: Watched = all) =>
    inShort(findings(facts(estate().builder, data({ trails: trails as never }, watched)), cloudtrailNotRecording));

  it("finds nothing where a trail records assume events", () => {
    expect(of([trail])).toEqual([]);
  });

  it("names a stopped trail, one that cannot deliver, and one of writes alone", () => {
    expect(of([{ ...trail, logging: false }])).toEqual(["cloudtrail-not-recording high allowed: main +1"]);
    expect(
      of([
        { ...trail, logging: false },
        { ...trail, arn: `${trail.arn}-2`, name: "other" },
      ]),
    ).toEqual(["cloudtrail-not-recording low allowed: main +1"]);
    expect(of([{ ...trail, deliveryError: "NoSuchBucket" }])).toEqual([
      "cloudtrail-not-recording high allowed: main +1",
    ]);
    expect(of([{ ...trail, management: "WriteOnly" }])).toEqual([
      `cloudtrail-not-recording medium allowed: ${ACCOUNT} +1`,
    ]);
    expect(of([{ ...trail, excludesSts: true }])).toEqual([`cloudtrail-not-recording medium allowed: ${ACCOUNT} +1`]);
  });

  it("says that it does not know where nothing was read", () => {
    expect(of([], {})).toEqual([`cloudtrail-not-recording low unknown: ${ACCOUNT}`]);
  });
});
