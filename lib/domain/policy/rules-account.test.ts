import { describe, expect, test } from "vitest";
import {
  completeFacts,
  decide,
  decideEvery,
  isPublicPolicy,
  isUnmodifiable,
  parsePolicy,
  principalTags,
} from "./index";
import {
  ACCOUNT,
  allow,
  ask,
  deny,
  everything,
  granting,
  layersOf,
  OBJECT,
  OTHER,
  policy,
  ROLE,
  ROOT,
  requestOf,
  SESSION,
  study,
} from "./testing/ask";

const LINKED = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;
const LINKED_SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForX/s`;
const rcp = (service: string) => policy({ Effect: "Deny", Principal: "*", Action: `${service}:*`, Resource: "*" });

describe("organisation", () => {
  const locked = { identity: everything, scp: [[everything, deny("s3:*")]] };

  test("S1 SCPs do not apply to service-linked roles", () => {
    expect(ask({ ...locked, principal: LINKED })).toBe("Allowed");
    expect(ask({ ...locked, principal: LINKED_SESSION })).toBe("Allowed");
    expect(ask({ ...locked, principal: LINKED_SESSION, context: { "aws:PrincipalArn": LINKED } })).toBe("Allowed");
    expect(ask({ ...locked, principal: LINKED_SESSION, context: { "aws:PrincipalArn": ROLE } })).toBe(
      "ExplicitlyDenied",
    );
    expect(ask({ ...locked, principal: ROLE })).toBe("ExplicitlyDenied");
    expect(ask({ ...locked, principal: SESSION })).toBe("ExplicitlyDenied");
  });

  test("S2 SCPs and RCPs do not apply in the management account", () => {
    expect(ask({ ...locked, managementAccount: ACCOUNT })).toBe("Allowed");
    expect(ask({ ...locked, managementAccount: OTHER })).toBe("ExplicitlyDenied");
    const guarded = { identity: everything, rcp: [[rcp("s3")]] };
    expect(ask({ ...guarded, managementAccount: ACCOUNT })).toBe("Allowed");
    expect(ask({ ...guarded, managementAccount: OTHER })).toBe("ExplicitlyDenied");
    const service = {
      principal: "logging.s3.amazonaws.com",
      resourcePolicy: granting({ Service: "logging.s3.amazonaws.com" }),
    };
    expect(ask({ ...service, rcp: [[rcp("s3")]], managementAccount: ACCOUNT })).toBe("Allowed");
    expect(ask({ ...service, rcp: [[rcp("s3")]], managementAccount: OTHER })).toBe("ExplicitlyDenied");
  });

  test("S3 SCPs bind the account's principals, RCPs every caller of its resources", () => {
    const outsider = {
      principal: "cloudtrail.amazonaws.com",
      resourcePolicy: granting({ Service: "cloudtrail.amazonaws.com" }),
    };
    expect(ask({ ...outsider, scp: [[deny("s3:*")]] })).toBe("Allowed");
    expect(ask({ ...outsider, rcp: [[rcp("s3")]] })).toBe("ExplicitlyDenied");
  });

  test("S4 RCPs apply to supported services only, and not to service-linked roles", () => {
    const call = (action: string, resource: string) =>
      ask({ action, resource, identity: everything, rcp: [[rcp("*")]] });
    expect(call("ec2:StartInstances", `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`)).toBe("Allowed");
    expect(call("s3:GetObject", OBJECT)).toBe("ExplicitlyDenied");
    expect(call("sqs:SendMessage", `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`)).toBe("ExplicitlyDenied");
    expect(call("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:x`)).toBe(
      "ExplicitlyDenied",
    );
    expect(ask({ principal: LINKED, identity: everything, rcp: [[rcp("s3")]] })).toBe("Allowed");
  });

  test("S6 without all features there are no levels, and nothing is limited", () => {
    expect(ask({ identity: everything, scp: [], rcp: [] })).toBe("Allowed");
  });

  test("S22 the root user: all but what an SCP denies", () => {
    expect(ask({ principal: ROOT })).toBe("Allowed");
    expect(ask({ principal: ROOT, boundary: allow("ec2:*") })).toBe("Allowed");
    expect(ask({ principal: ROOT, scp: [[everything, deny("s3:*")]] })).toBe("ExplicitlyDenied");
    expect(ask({ principal: ROOT, resourceAccount: OTHER })).toBe("ImplicitlyDenied");
    expect(ask({ principal: ROOT, resourceAccount: OTHER, resourcePolicy: granting({ AWS: ACCOUNT }) })).toBe(
      "Allowed",
    );
    expect(ask({ principal: ACCOUNT })).toBe("Allowed");
  });
});

describe("what policies do not decide", () => {
  test("S18 protected roles and AWS managed policies cannot be changed", () => {
    const reserved = `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1`;
    expect(isUnmodifiable("iam:PutRolePolicy", reserved)).toBe(true);
    expect(isUnmodifiable("IAM:updateAssumeRolePolicy", LINKED)).toBe(true);
    expect(isUnmodifiable("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/ReadOnlyAccess")).toBe(true);
    expect(isUnmodifiable("iam:PutRolePolicy", ROLE)).toBe(false);
    expect(isUnmodifiable("iam:GetRole", reserved)).toBe(false);
    expect(isUnmodifiable("iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/own`)).toBe(false);
    expect(isUnmodifiable("s3:PutObject", OBJECT)).toBe(false);
    expect(isUnmodifiable("iam:PutRolePolicy", "*")).toBe(false);
    expect(isUnmodifiable("iam", reserved)).toBe(false);
    const change = { identity: everything, action: "iam:PutRolePolicy", resource: reserved };
    expect(ask(change)).toBe("ImplicitlyDenied");
    expect(ask({ ...change, action: "iam:GetRole" })).toBe("Allowed");
    expect(ask({ ...change, resource: ROLE })).toBe("Allowed");
    expect(ask({ ...change, identity: deny("iam:*") })).toBe("ExplicitlyDenied");
    expect(ask({ ...change, principal: LINKED })).toBe("Allowed");
    expect(ask({ ...change, resource: LINKED })).toBe("Allowed");
    const managed = { identity: everything, resource: "arn:aws:iam::aws:policy/ReadOnlyAccess", resourceAccount: null };
    expect(ask({ ...managed, action: "iam:CreatePolicyVersion" })).toBe("ImplicitlyDenied");
    expect(ask({ ...managed, action: "iam:TagPolicy" })).toBe("ImplicitlyDenied");
    expect(ask({ ...managed, action: "iam:GetPolicy" })).toBe("Allowed");
    expect(ask({ ...managed, action: "iam:DeletePolicy", resource: "arn:aws:iam::aws:other/x" })).toBe("Allowed");
    expect(decide(requestOf(change), layersOf(change)).because).toEqual([
      expect.objectContaining({ layer: "rule", effect: null, text: expect.stringMatching(/by AWS alone/) }),
    ]);
    expect(study(change)).toMatchObject({ verdict: "denied", may: false });
  });

  test("S19 sts:GetCallerIdentity is always allowed", () => {
    const who = { action: "sts:GetCallerIdentity", resource: "*", wildcardOnly: true };
    expect(ask(who)).toBe("Allowed");
    expect(ask({ ...who, identity: deny("*"), scp: [[deny("*")]] })).toBe("Allowed");
    expect(ask({ ...who, identity: "unknown" })).toBe("Allowed");
    expect(ask({ ...who, principal: null })).toBe("ImplicitlyDenied");
    expect(study({ ...who, identity: "unknown" })).toMatchObject({ verdict: "allowed", remaining: null, notRead: [] });
  });

  test("S20 RestrictPublicBuckets keeps a public policy from outsiders", () => {
    const open = { resourcePolicy: granting("*"), restrictPublicBuckets: true };
    expect(ask({ ...open, principal: null })).toBe("ImplicitlyDenied");
    expect(ask({ ...open, identity: everything, resourceAccount: OTHER })).toBe("ImplicitlyDenied");
    expect(ask({ ...open })).toBe("Allowed");
    expect(ask({ ...open, principal: "logging.s3.amazonaws.com" })).toBe("Allowed");
    expect(ask({ ...open, principal: null, restrictPublicBuckets: false })).toBe("Allowed");
    const closed = granting({ AWS: ROLE });
    expect(
      ask({ identity: everything, resourceAccount: OTHER, resourcePolicy: closed, restrictPublicBuckets: true }),
    ).toBe("Allowed");
    expect(
      ask({ identity: everything, resourceAccount: OTHER, resourcePolicy: "unknown", restrictPublicBuckets: true }),
    ).toBe("Unknown");
  });

  test("S20 what makes a policy public", () => {
    const isPublic = (
      Principal: unknown,
      Condition?: Record<string, Record<string, string | string[]>>,
      Effect: "Allow" | "Deny" = "Allow",
    ) => {
      const parsed = parsePolicy(
        policy({ Effect, Principal, Action: "s3:*", Resource: "*", ...(Condition ? { Condition } : {}) }),
      );
      return parsed.ok && isPublicPolicy(parsed.document);
    };
    expect(isPublic("*")).toBe(true);
    expect(isPublic({ AWS: "*" })).toBe(true);
    expect(isPublic({ AWS: ["*", ROLE] })).toBe(true);
    expect(isPublic("*", { "ForAllValues:StringEquals": { "aws:SourceVpc": "vpc-1" } })).toBe(true);
    expect(isPublic("*", { StringLike: { "aws:SourceVpc": ["vpc-1", "vpc-*"] } })).toBe(true);
    const mixed = parsePolicy(
      policy(
        { Effect: "Allow", Principal: { AWS: ROLE }, Action: "s3:*", Resource: "*" },
        { Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" },
      ),
    );
    expect(mixed.ok && isPublicPolicy(mixed.document)).toBe(true);
    expect(isPublic("*", {}, "Deny")).toBe(false);
    expect(isPublic({ AWS: ROOT })).toBe(false);
    expect(isPublic("*", { StringEquals: { "aws:SourceVpce": "vpce-1" } })).toBe(false);
    expect(isPublic("*", { StringLike: { "aws:SourceVpce": "vpce-*" } })).toBe(true);
    expect(isPublic("*", { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } })).toBe(false);
    expect(isPublic("*", { IpAddress: { "aws:SourceIp": "0.0.0.0/0" } })).toBe(true);
    expect(isPublic("*", { StringNotEquals: { "aws:SourceVpce": "vpce-1" } })).toBe(true);
    expect(isPublic("*", { StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } })).toBe(true);
    expect(isPublic("*", { Null: { "aws:SourceVpce": "false" } })).toBe(true);
    expect(isPublic("*", { StringOdd: { "aws:SourceVpce": "vpce-1" } })).toBe(true);
    expect(isPublic("*", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } })).toBe(true);
    const parsed = parsePolicy(allow("s3:*"));
    expect(parsed.ok && isPublicPolicy(parsed.document)).toBe(false);
  });

  test("S21 an action on several resources needs an allow for each of them", () => {
    const instance = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/*`;
    const subnet = `arn:aws:ec2:eu-west-1:${ACCOUNT}:subnet/s-1`;
    const run = (...identity: Parameters<typeof allow>[1][]) => {
      const layers = layersOf({ identity: identity.map((resource) => allow("ec2:RunInstances", resource)) });
      const requests = [instance, subnet].map((resource) => requestOf({ action: "ec2:RunInstances", resource }));
      return decideEvery(requests, layers).outcome;
    };
    expect(run("*")).toBe("Allowed");
    expect(run(instance, subnet)).toBe("Allowed");
    expect(run(instance)).toBe("ImplicitlyDenied");
    expect(run(subnet)).toBe("ImplicitlyDenied");
  });

  test("S23 aws:PrincipalTag: the role's tags, overridden by the session's, keys without case", () => {
    expect(principalTags({ Team: "red", cost: "1" }, [["team", "blue"]])).toEqual([
      ["aws:PrincipalTag/team", "blue"],
      ["aws:PrincipalTag/cost", "1"],
    ]);
    const context = completeFacts(principalTags({ Team: "red" }, { team: "blue" }));
    const identity = allow("s3:*", "*", { StringEquals: { "aws:PrincipalTag/TEAM": "blue" } });
    expect(ask({ identity, context })).toBe("Allowed");
  });
});
