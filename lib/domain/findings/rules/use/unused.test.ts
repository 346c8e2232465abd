/** Rules of what is never used, each on an estate where it fires and on one where it does not. */
import { describe, expect, it } from "vitest";
import { findings, inShort } from "@/lib/domain/findings/testing/facts";
import { assumed, called, data, estate, facts, NOW, withUsage } from "@/lib/domain/findings/testing/recorded-use";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "@/tests/estates/estate-builder";
import { neverAssumed } from "./never-assumed";
import { permissionsUnused } from "./permissions-unused";
import { roleUnused } from "./role-unused";

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

  it("is unknown of a token's pod where another region was not watched; an association's is assumed where its cluster is", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    builder.agent(cluster);
    const provider = builder.provider(issuerOf("prod"));
    const app = builder.role("app", { trust: podTrust() });
    const token = builder.role("token", { trust: irsaTrust(provider, subject("a:token")) });
    builder.associate(cluster, "a/api", app);
    const use = data({
      elsewhere: [],
      assumed: [assumed(`${cluster.arn}|a|x`, app), assumed(`${cluster.arn}|a|x`, token)],
    });
    const found = findings(facts(builder, use), neverAssumed);
    expect(inShort(found)).toEqual([
      "binding-never-assumed info unknown: a/token +1",
      "binding-never-assumed low allowed: a/api +1",
    ]);
    expect(found.map(({ certaintyReason }) => certaintyReason)).toContainEqual(
      expect.stringContaining("its other regions"),
    );
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

function subject(name: string) {
  return { StringEquals: { [`${issuerOf("prod")}:sub`]: `system:serviceaccount:${name}` } };
}

describe("role-unused", () => {
  it("does not rest on CloudTrail alone where a region was not watched", () => {
    const { builder } = estate();
    expect(findings(facts(builder, data()), roleUnused)).toHaveLength(2);
    expect(findings(facts(builder, data({ elsewhere: [] })), roleUnused)).toEqual([]);
  });

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

  it("leaves out what was called, if at all, where nobody looked", () => {
    const { builder, app } = estate(wide);
    const use = data({ called: [called(app, "s3:ListAllMyBuckets")] });
    const services = (more: Partial<typeof use>) => {
      const [found] = findings(facts(builder, { ...use, ...more }), permissionsUnused);
      return found?.evidence.map(({ text }) => text.slice(0, text.indexOf(":"))) ?? [];
    };
    expect(services({})).toEqual(["ec2", "iam"]);
    expect(services({ elsewhere: [] })).toEqual([]);
    expect(services({ leftOut: { [ACCOUNT]: ["ec2"] } })).toEqual(["iam"]);
    const home = data({}, { "management-read": "stopped", "management-write": "stopped" }).stretches;
    expect(services({ elsewhere: home })).toEqual([]);
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
