/** Rules of what was recorded, and of what is not, each on an estate where it fires and on one where it does not. */
import { describe, expect, it } from "vitest";
import { findings, inShort } from "@/lib/domain/findings/testing/facts";
import { all, data, EVENT, estate, facts, NOW, s3Only, type Watched } from "@/lib/domain/findings/testing/recorded-use";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { packedTagSize } from "../limits/packed-tag-size";
import { cloudtrailNotRecording } from "./cloudtrail-not-recording";
import { deniedAssumptionsRule } from "./denied-assumptions";
import { nodeRoleDoingPodsWork } from "./node-role-doing-pods-work";

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

describe("packed-tag-size", () => {
  const packed = (percent: number, role: string) => [
    { roleArn: role, percent, time: "2027-05-30T10:00:00.000Z", eventId: EVENT },
  ];
  const told = (percent: number) => {
    const { builder, app } = estate();
    return findings(facts(builder, data({ packed: packed(percent, app) })), packedTagSize);
  };

  it("fires where there is little room left, and says how much was taken when", () => {
    expect(told(96)).toMatchObject([{ severity: "medium", title: "Session tags of app take 96 % of their space" }]);
    expect(told(80)).toMatchObject([{ severity: "low", evidence: [{ kind: "event", eventId: EVENT }] }]);
  });

  it("leaves alone what EKS's own tags take, and roles that are not of the estate", () => {
    expect(told(79)).toEqual([]);
    const { builder } = estate();
    const strange = data({ packed: packed(99, "arn:aws:iam::999999999999:role/other") });
    expect(findings(facts(builder, strange), packedTagSize)).toEqual([]);
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
