import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  allow,
  ask,
  deny,
  everything,
  FEDERATED_USER,
  granting,
  OTHER,
  policy,
  ROLE,
  ROOT,
  SESSION,
  USER,
} from "./testing/ask";

const nothing = allow("ec2:RunInstances");
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

describe("boundary and session policy", () => {
  test("E1 permissions boundary: identity AND boundary", () => {
    expect(ask({ identity: everything, boundary: allow("s3:*") })).toBe("Allowed");
    expect(ask({ identity: everything, boundary: nothing })).toBe("ImplicitlyDenied");
    expect(ask({ identity: [], boundary: everything })).toBe("ImplicitlyDenied");
    expect(ask({ identity: everything, boundary: [] })).toBe("Allowed");
  });

  test("E2 same account: a grant to user or session is not limited by a boundary, one to the role is", () => {
    const named = (AWS: string, principal: string) =>
      ask({ principal, boundary: nothing, resourcePolicy: granting({ AWS }) });
    expect(named(SESSION, SESSION)).toBe("Allowed");
    expect(named(USER, USER)).toBe("Allowed");
    expect(named(FEDERATED_USER, FEDERATED_USER)).toBe("Allowed");
    expect(named("*", SESSION)).toBe("Allowed");
    expect(named(ROLE, SESSION)).toBe("ImplicitlyDenied");
    expect(named(ROLE, ROLE)).toBe("ImplicitlyDenied");
    const across = { boundary: nothing, identity: everything, resourceAccount: OTHER };
    expect(ask({ ...across, resourcePolicy: granting({ AWS: SESSION }) })).toBe("ImplicitlyDenied");
  });

  test("E3 NotPrincipal with Deny always denies a principal that has a boundary", () => {
    const spared = policy({ Effect: "Deny", NotPrincipal: { AWS: [ROLE, SESSION, ROOT] }, Action: "*", Resource: "*" });
    expect(ask({ identity: everything, resourcePolicy: spared })).toBe("Allowed");
    expect(ask({ identity: everything, boundary: everything, resourcePolicy: spared })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, boundary: [], resourcePolicy: spared })).toBe("Allowed");
  });

  test("E4 session policy: identity AND session", () => {
    expect(ask({ identity: everything, session: allow("s3:*") })).toBe("Allowed");
    expect(ask({ identity: everything, session: nothing })).toBe("ImplicitlyDenied");
    expect(ask({ identity: [], session: everything })).toBe("ImplicitlyDenied");
  });

  test("E5 session policy and resource policy: grants to the role are limited, grants to the session are not", () => {
    const named = (AWS: string, session = nothing) => ask({ session, resourcePolicy: granting({ AWS }) });
    expect(named(SESSION)).toBe("Allowed");
    expect(named(ROLE)).toBe("ImplicitlyDenied");
    expect(named(ROLE, everything)).toBe("Allowed");
  });

  test("E6 identity AND boundary AND session", () => {
    const all = { identity: everything, boundary: everything, session: everything };
    expect(ask(all)).toBe("Allowed");
    expect(ask({ ...all, boundary: nothing })).toBe("ImplicitlyDenied");
    expect(ask({ ...all, session: nothing })).toBe("ImplicitlyDenied");
    expect(ask({ ...all, identity: nothing })).toBe("ImplicitlyDenied");
  });

  test("S9 several session policies unite", () => {
    expect(ask({ identity: everything, session: [nothing, allow("s3:Get*")] })).toBe("Allowed");
    expect(ask({ identity: everything, session: [nothing, allow("s3:Put*")] })).toBe("ImplicitlyDenied");
  });
});

describe("organisation policies", () => {
  test("E7 SCP: an allow is needed at every level", () => {
    expect(ask({ identity: everything, scp: [[everything], [everything], [allow("s3:*")]] })).toBe("Allowed");
    expect(ask({ identity: everything, scp: [[everything], [everything], [nothing]] })).toBe("ImplicitlyDenied");
    expect(ask({ identity: everything, scp: [[nothing], [everything]] })).toBe("ImplicitlyDenied");
    expect(ask({ identity: everything, scp: [[nothing, allow("s3:*")], [everything]] })).toBe("Allowed");
    expect(ask({ identity: [], scp: [[everything]] })).toBe("ImplicitlyDenied");
    expect(ask({ identity: everything, scp: [[]] })).toBe("Allowed");
  });

  test("E8 a deny at any level wins; conditions and NotAction work", () => {
    const lock = policy({
      Effect: "Deny",
      NotAction: ["iam:*", "sts:*"],
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1"] } },
    });
    const question = { identity: everything, scp: [[everything, lock], [everything]] };
    expect(ask({ ...question, context: { "aws:RequestedRegion": "eu-west-1" } })).toBe("Allowed");
    expect(ask({ ...question, context: { "aws:RequestedRegion": "us-east-1" } })).toBe("ExplicitlyDenied");
    expect(ask({ ...question, action: "iam:GetRole", resource: ROLE })).toBe("Allowed");
  });

  test("E9 an SCP also limits what a resource policy grants to a member's principal", () => {
    expect(ask({ scp: [[everything]], resourcePolicy: granting({ AWS: SESSION }) })).toBe("Allowed");
    expect(ask({ scp: [[nothing]], resourcePolicy: granting({ AWS: SESSION }) })).toBe("ImplicitlyDenied");
    expect(ask({ scp: [[nothing]], resourcePolicy: granting("*") })).toBe("ImplicitlyDenied");
  });

  const perimeter = policy({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: "*",
    Condition: { StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-1" } },
  });

  test("E10 RCP: only denials count", () => {
    const question = { identity: everything, rcp: [[perimeter]] };
    expect(ask({ ...question, context: { "aws:PrincipalOrgID": "o-1" } })).toBe("Allowed");
    expect(ask({ ...question, context: { "aws:PrincipalOrgID": "o-2" } })).toBe("ExplicitlyDenied");
  });

  test("S5 an Allow in an RCP grants nothing and limits nothing", () => {
    const allowing = policy({ Effect: "Allow", Principal: "*", Action: "ec2:*", Resource: "*" });
    expect(ask({ identity: everything, rcp: [[allowing]] })).toBe("Allowed");
    expect(
      ask({ identity: [], rcp: [[policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" })]] }),
    ).toBe("ImplicitlyDenied");
  });
});

describe("resource-based policies", () => {
  test("F1 same account: identity OR resource policy", () => {
    expect(ask({ resourcePolicy: granting({ AWS: ROLE }) })).toBe("Allowed");
    expect(ask({ identity: everything })).toBe("Allowed");
    expect(ask({ resourcePolicy: granting({ AWS: `${ROLE}2` }) })).toBe("ImplicitlyDenied");
  });

  test("F2 cross account: identity AND resource policy", () => {
    const across = { resourceAccount: OTHER };
    expect(ask({ ...across, identity: everything, resourcePolicy: granting({ AWS: ROLE }) })).toBe("Allowed");
    expect(ask({ ...across, identity: everything })).toBe("ImplicitlyDenied");
    expect(ask({ ...across, resourcePolicy: granting({ AWS: ROLE }) })).toBe("ImplicitlyDenied");
    expect(ask({ ...across, identity: everything, resourcePolicy: granting({ AWS: ROOT }) })).toBe("Allowed");
    expect(ask({ ...across, identity: everything, resourcePolicy: granting({ AWS: SESSION }) })).toBe("Allowed");
    const queue = { action: "sqs:SendMessage", resource: `arn:aws:sqs:eu-west-1:${OTHER}:q`, resourceAccount: null };
    expect(ask({ ...queue, identity: everything })).toBe("ImplicitlyDenied");
    expect(ask({ resourceAccount: null, identity: everything, context: { "aws:ResourceAccount": OTHER } })).toBe(
      "ImplicitlyDenied",
    );
    expect(ask({ resourceAccount: null, identity: everything })).toBe("Allowed");
  });

  test("F3 an account principal delegates and grants no one by itself", () => {
    const across = { resourceAccount: OTHER, identity: everything };
    expect(ask({ ...across, resourcePolicy: granting({ AWS: ACCOUNT }) })).toBe("Allowed");
    expect(ask({ resourcePolicy: granting({ AWS: ROOT }) })).toBe("ImplicitlyDenied");
    expect(ask({ ...across, resourcePolicy: granting({ AWS: "arn:aws:iam::999988887777:root" }) })).toBe(
      "ImplicitlyDenied",
    );
  });

  test('F4 Principal "*": same account needs nothing more, cross account needs identity', () => {
    expect(ask({ resourcePolicy: granting("*") })).toBe("Allowed");
    expect(ask({ resourcePolicy: granting({ AWS: "*" }) })).toBe("Allowed");
    expect(ask({ resourceAccount: OTHER, resourcePolicy: granting("*") })).toBe("ImplicitlyDenied");
    const narrowed = granting("*", "s3:GetObject", { Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } } });
    expect(ask({ resourcePolicy: narrowed })).toBe("ImplicitlyDenied");
    expect(ask({ resourcePolicy: narrowed, context: { "aws:SourceVpce": "vpce-1" } })).toBe("Allowed");
  });

  test("F5 no wildcards inside a principal ARN", () => {
    expect(ask({ resourcePolicy: granting({ AWS: ROLE }) })).toBe("Allowed");
    expect(ask({ resourcePolicy: granting({ AWS: `arn:aws:iam::${ACCOUNT}:role/*` }) })).toBe("ImplicitlyDenied");
    expect(ask({ resourcePolicy: granting({ AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/app/*` }) })).toBe(
      "ImplicitlyDenied",
    );
  });

  const denying = (AWS: string | string[]) =>
    policy({ Effect: "Deny", Principal: { AWS }, Action: "*", Resource: "*" });

  test("F6 a Deny on the account denies all of its principals, one on the role its sessions", () => {
    expect(ask({ identity: everything, resourcePolicy: denying("arn:aws:iam::999988887777:root") })).toBe("Allowed");
    expect(ask({ identity: everything, resourcePolicy: denying(ROOT) })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, resourcePolicy: denying(ACCOUNT) })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, resourcePolicy: denying(ROLE) })).toBe("ExplicitlyDenied");
    expect(ask({ identity: everything, resourcePolicy: denying(`arn:aws:sts::${ACCOUNT}:assumed-role/app/s2`) })).toBe(
      "Allowed",
    );
    expect(ask({ principal: ROLE, identity: everything, resourcePolicy: denying(SESSION) })).toBe("Allowed");
  });

  test("F7 NotPrincipal with Deny: everyone but those listed", () => {
    const except = (...AWS: string[]) => policy({ Effect: "Deny", NotPrincipal: { AWS }, Action: "*", Resource: "*" });
    expect(ask({ identity: everything, resourcePolicy: except(ROLE, SESSION, ROOT) })).toBe("Allowed");
    expect(ask({ identity: everything, resourcePolicy: except(USER) })).toBe("ExplicitlyDenied");
    expect(ask({ principal: null, resourcePolicy: except(ROLE) })).toBe("ExplicitlyDenied");
  });

  test("NotPrincipal with Allow grants to everyone of whom no part is listed", () => {
    const all = (AWS: string) => policy({ Effect: "Allow", NotPrincipal: { AWS }, Action: "s3:*", Resource: "*" });
    expect(ask({ resourcePolicy: all(USER) })).toBe("Allowed");
    expect(ask({ resourcePolicy: all(ROLE) })).toBe("ImplicitlyDenied");
    expect(ask({ resourcePolicy: all(ROOT) })).toBe("ImplicitlyDenied");
    expect(ask({ principal: null, resourcePolicy: all(ROOT) })).toBe("Allowed");
  });

  test("F8 KMS: identity policies count only where the key policy enables the account", () => {
    const decrypt = { action: "kms:Decrypt", resource: KEY };
    const named = (AWS: string) => granting({ AWS }, "kms:*");
    expect(ask({ ...decrypt, identity: everything, resourcePolicy: named(ROOT) })).toBe("Allowed");
    expect(ask({ ...decrypt, resourcePolicy: named(ROLE) })).toBe("Allowed");
    expect(ask({ ...decrypt, identity: everything, resourcePolicy: named(USER) })).toBe("ImplicitlyDenied");
    expect(ask({ ...decrypt, resourcePolicy: named(ROOT) })).toBe("ImplicitlyDenied");
    expect(ask({ ...decrypt, identity: everything })).toBe("ImplicitlyDenied");
    expect(ask({ ...decrypt, identity: everything, boundary: nothing, resourcePolicy: named(ROOT) })).toBe(
      "ImplicitlyDenied",
    );
    expect(ask({ action: "kms:ListKeys", resource: "*", wildcardOnly: true, identity: everything })).toBe("Allowed");
    expect(
      ask({ action: "kms:CreateAlias", resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/a`, identity: everything }),
    ).toBe("Allowed");
  });

  test("anonymous callers have the resource policy only", () => {
    expect(ask({ principal: null, resourcePolicy: granting("*") })).toBe("Allowed");
    expect(ask({ principal: null, resourcePolicy: granting({ AWS: ROOT }) })).toBe("ImplicitlyDenied");
    expect(ask({ principal: null, identity: everything })).toBe("ImplicitlyDenied");
    expect(ask({ principal: null, resourcePolicy: granting("*"), scp: [[deny("*")]] })).toBe("Allowed");
  });
});
