import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  allow,
  ask,
  deny,
  everything,
  granting,
  OBJECT,
  policy,
  type Question,
  type RawPolicy,
  USER,
} from "./testing/ask";

const on = (resource: string, ...identity: RawPolicy[]) => ask({ resource, identity });
const doing = (action: string, more: Question) => ask({ action, ...more });

describe("defaults and denials", () => {
  test("A1 the default is an implicit deny", () => {
    expect(ask({ identity: allow("s3:GetObject") })).toBe("Allowed");
    expect(ask({ identity: [] })).toBe("ImplicitlyDenied");
  });

  test("A2 an explicit deny overrides any allow, in the same or another policy", () => {
    expect(ask({ identity: [everything, deny("s3:PutObject")] })).toBe("Allowed");
    expect(ask({ identity: [everything, deny("s3:GetObject")] })).toBe("ExplicitlyDenied");
    const both = policy(
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "s3:Get*", Resource: "*" },
    );
    expect(ask({ identity: both })).toBe("ExplicitlyDenied");
  });

  test("A3 a Deny applies only when action, resource and conditions all match", () => {
    const denied = deny("s3:GetObject", OBJECT, { StringEquals: { "aws:RequestedRegion": "eu-west-1" } });
    const region = (value: string) => ({ "aws:RequestedRegion": value });
    expect(ask({ identity: [everything, denied], context: region("us-east-1") })).toBe("Allowed");
    expect(ask({ identity: [everything, denied], context: region("eu-west-1") })).toBe("ExplicitlyDenied");
    expect(
      ask({ identity: [everything, denied], context: region("eu-west-1"), resource: "arn:aws:s3:::b/other" }),
    ).toBe("Allowed");
    expect(ask({ identity: [everything, denied], context: region("eu-west-1"), action: "s3:PutObject" })).toBe(
      "Allowed",
    );
  });

  test("A4 identity policies unite", () => {
    expect(ask({ identity: [allow("ec2:*"), allow("s3:*")] })).toBe("Allowed");
    expect(ask({ identity: [allow("ec2:*"), allow("sqs:*")] })).toBe("ImplicitlyDenied");
  });

  test("A5 an explicit deny in any other layer is final", () => {
    const denied = [everything, deny("s3:GetObject")];
    const rcp = policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    const bucket = policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    expect(ask({ identity: everything, boundary: everything, session: everything, scp: [[everything]] })).toBe(
      "Allowed",
    );
    expect(ask({ identity: everything, boundary: denied })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, session: denied })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, scp: [denied] })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, rcp: [[rcp]] })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, resourcePolicy: bucket })).toBe("ExplicitlyDenied");
  });
});

describe("actions", () => {
  test("B1 service prefix and action name are case-insensitive", () => {
    expect(ask({ identity: allow("S3:GETobject") })).toBe("Allowed");
    expect(doing("S3:getOBJECT", { identity: allow("s3:GetObject") })).toBe("Allowed");
    expect(ask({ identity: allow("s3:PutObject") })).toBe("ImplicitlyDenied");
  });

  test("B2 wildcards in the action name, and no implicit prefix matching", () => {
    for (const action of ["s3:Get*", "s3:?etObjec?", "s3:*Object", "s3:*", "s3:G*t*t"]) {
      expect(ask({ identity: allow(action) }), action).toBe("Allowed");
    }
    for (const action of ["s3:Get", "s3:?", "s3:GetObject?", "s3", "GetObject", "s3:", ":GetObject"]) {
      expect(ask({ identity: allow(action) }), action).toBe("ImplicitlyDenied");
    }
  });

  test('B3 "*" alone matches every action of every service', () => {
    expect(ask({ identity: allow("*") })).toBe("Allowed");
    expect(ask({ identity: allow("ec2:*") })).toBe("ImplicitlyDenied");
  });

  test("B3 a wildcard within the service part is matched and marked as contested", () => {
    expect(ask({ identity: allow("s*:Get*") })).toBe("Allowed");
    expect(ask({ identity: allow("e*:Get*") })).toBe("ImplicitlyDenied");
  });

  test("B4 NotAction with Allow: everything but the list, where Resource applies", () => {
    const notAction = (NotAction: string, Resource = "*") => policy({ Effect: "Allow", NotAction, Resource });
    expect(ask({ identity: notAction("iam:*") })).toBe("Allowed");
    expect(ask({ identity: notAction("s3:Get*") })).toBe("ImplicitlyDenied");
    expect(ask({ identity: notAction("*") })).toBe("ImplicitlyDenied");
    const buckets = notAction("s3:DeleteBucket", "arn:aws:s3:::*");
    expect(doing("s3:ListAllMyBuckets", { identity: buckets, resource: "*", wildcardOnly: true })).toBe(
      "ImplicitlyDenied",
    );
    expect(doing("s3:GetBucketAcl", { identity: buckets, resource: "arn:aws:s3:::b" })).toBe("Allowed");
  });

  test("B5 NotAction with Deny: everything but the list is denied", () => {
    const denied = policy({ Effect: "Deny", NotAction: ["s3:*", "iam:*"], Resource: "*" });
    expect(ask({ identity: [everything, denied] })).toBe("Allowed");
    expect(
      doing("sqs:SendMessage", { identity: [everything, denied], resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:q` }),
    ).toBe("ExplicitlyDenied");
  });

  test("B6 iam:* plus NotAction iam:* is everything", () => {
    const rest = policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" });
    const iam: Question = { action: "iam:GetUser", resource: USER };
    expect(ask({ ...iam, identity: [allow("iam:*"), rest] })).toBe("Allowed");
    expect(ask({ identity: [allow("iam:*"), rest] })).toBe("Allowed");
    expect(ask({ ...iam, identity: [rest] })).toBe("ImplicitlyDenied");
  });
});

describe("resources", () => {
  test("C1 the resource part is case-sensitive", () => {
    expect(on(OBJECT, allow("s3:*", OBJECT))).toBe("Allowed");
    expect(on(OBJECT, allow("s3:*", "arn:aws:s3:::B/k"))).toBe("ImplicitlyDenied");
  });

  test("C2 * spans slashes and may match nothing", () => {
    const pattern = allow("s3:*", "arn:aws:s3:::b/*/test/*");
    expect(on("arn:aws:s3:::b/1/2/test/o", pattern)).toBe("Allowed");
    expect(on("arn:aws:s3:::b//test/o", pattern)).toBe("Allowed");
    expect(on("arn:aws:s3:::b/1-test/o", pattern)).toBe("ImplicitlyDenied");
    expect(on("arn:aws:s3:::b/test/o", pattern)).toBe("ImplicitlyDenied");
  });

  test("C3 ? matches exactly one character", () => {
    expect(on(OBJECT, allow("s3:*", "arn:aws:s3:::b/?"))).toBe("Allowed");
    expect(on(OBJECT, allow("s3:*", "arn:aws:s3:::b/??"))).toBe("ImplicitlyDenied");
    expect(on("arn:aws:s3:::b/", allow("s3:*", "arn:aws:s3:::b/?"))).toBe("ImplicitlyDenied");
  });

  test("C4 the five leading components are matched one by one", () => {
    const queue = `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`;
    const matches = (pattern: string) =>
      doing("sqs:SendMessage", { resource: queue, identity: allow("sqs:*", pattern) });
    expect(matches("arn:aws:sqs:*:*:q")).toBe("Allowed");
    expect(matches(`arn:aws:sqs:eu-*:${ACCOUNT}:*`)).toBe("Allowed");
    expect(matches("arn:aws:sqs:eu-west-1:444455556666:q")).toBe("ImplicitlyDenied");
    expect(matches(`arn:aws-cn:sqs:eu-west-1:${ACCOUNT}:q`)).toBe("ImplicitlyDenied");
    expect(matches("arn:aws:sqs:*:q:q")).toBe("ImplicitlyDenied");
  });

  test("C5 inside the resource part * spans colons", () => {
    const stream = `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:g1:log-stream:s`;
    const matches = (pattern: string) =>
      doing("logs:PutLogEvents", { resource: stream, identity: allow("logs:*", pattern) });
    expect(matches("arn:aws:logs:*:*:log-group:*")).toBe("Allowed");
    expect(matches("arn:aws:logs:*:*:log-group:g2:*")).toBe("ImplicitlyDenied");
  });

  test("C6 a wildcard in the resource-type position matches", () => {
    const instance = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
    const matches = (pattern: string) =>
      doing("ec2:StartInstances", { resource: instance, identity: allow("ec2:*", pattern) });
    expect(matches("arn:aws:ec2:*:*:*/*")).toBe("Allowed");
    expect(matches("arn:aws:ec2:*:*:inst*/i-*")).toBe("Allowed");
    expect(matches("arn:aws:ec2:*:*:volume*/*")).toBe("ImplicitlyDenied");
  });

  test('C7 an action without resource-level support needs "*"', () => {
    const list = (Resource: string) =>
      doing("s3:ListAllMyBuckets", { resource: "*", wildcardOnly: true, identity: allow("s3:*", Resource) });
    expect(list("*")).toBe("Allowed");
    expect(list("arn:aws:s3:::*")).toBe("ImplicitlyDenied");
    expect(list("arn:aws:s3:::b")).toBe("ImplicitlyDenied");
  });

  test("C8 NotResource: every resource but those listed", () => {
    const except = (Effect: "Allow" | "Deny", ...NotResource: string[]) =>
      policy({ Effect, Action: "s3:*", NotResource });
    expect(on(OBJECT, except("Allow", "arn:aws:s3:::c/*"))).toBe("Allowed");
    expect(on(OBJECT, except("Allow", "arn:aws:s3:::c/*", "arn:aws:s3:::b/*"))).toBe("ImplicitlyDenied");
    expect(on(OBJECT, everything, except("Deny", "arn:aws:s3:::c/*"))).toBe("ExplicitlyDenied");
    expect(on(OBJECT, everything, except("Deny", "arn:aws:s3:::b/*"))).toBe("Allowed");
  });

  const home = "arn:aws:s3:::b/${aws:PrincipalTag/team}/*";
  const tagged = (team?: string | string[]) => ({
    context: team === undefined ? {} : { "aws:PrincipalTag/team": team },
  });

  test("C9 policy variables in Resource resolve from the context", () => {
    const question = { identity: allow("s3:*", home), resource: "arn:aws:s3:::b/red/k" };
    expect(ask({ ...question, ...tagged("red") })).toBe("Allowed");
    expect(ask({ ...question, ...tagged("blue") })).toBe("ImplicitlyDenied");
    expect(ask({ ...question, ...tagged() })).toBe("ImplicitlyDenied");
  });

  test("C10 a default value is used only when the key is absent", () => {
    const identity = allow("s3:*", "arn:aws:s3:::b/${aws:PrincipalTag/team, 'common'}/*");
    const resource = "arn:aws:s3:::b/common/k";
    expect(ask({ identity, resource, ...tagged() })).toBe("Allowed");
    expect(ask({ identity, resource, ...tagged("red") })).toBe("ImplicitlyDenied");
  });

  test("C11 ${*} ${?} ${$} are literal characters", () => {
    expect(on(OBJECT, allow("s3:*", "arn:aws:s3:::b/${*}"))).toBe("ImplicitlyDenied");
    expect(on("arn:aws:s3:::b/*", allow("s3:*", "arn:aws:s3:::b/${*}"))).toBe("Allowed");
    expect(on("arn:aws:s3:::b/$1", allow("s3:*", "arn:aws:s3:::b/${$}?"))).toBe("Allowed");
    const like = allow("s3:*", "*", { StringLike: { "aws:PrincipalTag/team": "a${?}" } });
    expect(ask({ identity: like, ...tagged("a?") })).toBe("Allowed");
    expect(ask({ identity: like, ...tagged("ab") })).toBe("ImplicitlyDenied");
  });

  test("C12 a substituted value is literal", () => {
    const question = { identity: allow("s3:*", home), resource: "arn:aws:s3:::b/*/k" };
    expect(ask({ ...question, ...tagged("*") })).toBe("Allowed");
    expect(ask({ ...question, resource: "arn:aws:s3:::b/red/k", ...tagged("*") })).toBe("ImplicitlyDenied");
  });

  test("C13 without version 2012-10-17 variables are literal text", () => {
    const versioned = (Version?: string): RawPolicy => ({
      ...(Version ? { Version } : {}),
      Statement: { Effect: "Allow", Action: "s3:*", Resource: home },
    });
    const question = { resource: "arn:aws:s3:::b/red/k", ...tagged("red") };
    expect(ask({ ...question, identity: versioned("2012-10-17") })).toBe("Allowed");
    expect(ask({ ...question, identity: versioned("2008-10-17") })).toBe("ImplicitlyDenied");
    expect(ask({ ...question, identity: versioned() })).toBe("ImplicitlyDenied");
    expect(ask({ ...question, identity: versioned(), resource: "arn:aws:s3:::b/${aws:PrincipalTag/team}/k" })).toBe(
      "Allowed",
    );
  });

  test("C14 a single statement and scalar elements are accepted like lists", () => {
    const single: RawPolicy = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    };
    expect(ask({ identity: single })).toBe("Allowed");
    expect(doing("s3:PutObject", { identity: single })).toBe("ImplicitlyDenied");
  });

  test("short ARNs: completed in identity policies, in resource policies only with a wildcard, never in RCPs", () => {
    const queue = { action: "sqs:SendMessage", resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` };
    const named = (Resource: string) => granting("*", "sqs:SendMessage", { Resource });
    expect(ask({ ...queue, identity: allow("sqs:*", "arn:aws:sqs:us-east-1") })).toBe("Allowed");
    expect(ask({ ...queue, identity: allow("sqs:*", "arn:aws:sqs:eu-west-1") })).toBe("ImplicitlyDenied");
    expect(ask({ ...queue, resourcePolicy: named("arn:aws:sqs:us-east-1") })).toBe("ImplicitlyDenied");
    expect(ask({ ...queue, resourcePolicy: named("arn:aws:sqs:*") })).toBe("Allowed");
    const rcp = policy({ Effect: "Deny", Principal: "*", Action: "sqs:*", Resource: "arn:aws:sqs:*" });
    expect(ask({ ...queue, identity: everything, rcp: [[rcp]] })).toBe("Allowed");
    expect(ask({ ...queue, identity: allow("sqs:*", "sqs:*") })).toBe("ImplicitlyDenied");
  });

  test("a variable before the fifth colon is filled, as AWS's own policies need it", () => {
    const question = { action: "sqs:SendMessage", resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:q` };
    const identity = allow("sqs:*", "arn:*:sqs:*:${aws:PrincipalAccount}:q*");
    expect(ask({ ...question, identity, context: { "aws:PrincipalAccount": ACCOUNT } })).toBe("Allowed");
    expect(ask({ ...question, identity, context: { "aws:PrincipalAccount": "444455556666" } })).toBe(
      "ImplicitlyDenied",
    );
  });

  test("a resource that is no ARN matches no ARN pattern", () => {
    expect(on("*", allow("s3:*", "arn:aws:s3:::*"))).toBe("ImplicitlyDenied");
    expect(on("bucket", allow("s3:*", "arn:*:*:*:*:*"))).toBe("ImplicitlyDenied");
    expect(on("bucket", allow("s3:*"))).toBe("Allowed");
  });
});
