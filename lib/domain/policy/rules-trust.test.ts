import { describe, expect, test } from "vitest";
import {
  ACCOUNT,
  allow,
  ask,
  type Conditions,
  everything,
  granting,
  OTHER,
  policy,
  type Question,
  ROLE,
  ROOT,
  SESSION,
} from "./testing/ask";

const TARGET = `arn:aws:iam::${ACCOUNT}:role/target`;
const PODS = "pods.eks.amazonaws.com";
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;

const assume = (question: Question) => ask({ action: "sts:AssumeRole", resource: TARGET, ...question });
const trust = (Principal: unknown, Action: string | string[] = "sts:AssumeRole", Condition?: Conditions) =>
  granting(Principal, Action, Condition ? { Condition } : {});

describe("assuming roles", () => {
  test("G1 the trust policy is required and must allow", () => {
    expect(assume({ resourcePolicy: trust({ AWS: ROLE }) })).toBe("Allowed");
    expect(assume({ identity: everything, resourcePolicy: trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/other` }) })).toBe(
      "ImplicitlyDenied",
    );
    expect(assume({ identity: everything })).toBe("ImplicitlyDenied");
  });

  test("G2 trust of :root delegates to the account's identity policies", () => {
    expect(assume({ identity: allow("sts:AssumeRole", TARGET), resourcePolicy: trust({ AWS: ROOT }) })).toBe("Allowed");
    expect(assume({ resourcePolicy: trust({ AWS: ROOT }) })).toBe("ImplicitlyDenied");
  });

  test("G3 across accounts both sides are needed", () => {
    const across = { resource: `arn:aws:iam::${OTHER}:role/target`, resourceAccount: OTHER };
    expect(assume({ ...across, identity: everything, resourcePolicy: trust({ AWS: ROLE }) })).toBe("Allowed");
    expect(assume({ ...across, resourcePolicy: trust({ AWS: ROLE }) })).toBe("ImplicitlyDenied");
    expect(
      assume({ ...across, identity: everything, resourcePolicy: trust({ AWS: `arn:aws:iam::${OTHER}:root` }) }),
    ).toBe("ImplicitlyDenied");
  });

  test("G4 no implicit self-assume", () => {
    const self = { resource: ROLE, identity: everything };
    expect(assume({ ...self, resourcePolicy: trust({ AWS: ROLE }) })).toBe("Allowed");
    expect(assume({ ...self, resourcePolicy: trust({ Service: "ec2.amazonaws.com" }) })).toBe("ImplicitlyDenied");
  });

  test("G5 sts:ExternalId", () => {
    const resourcePolicy = trust({ AWS: ROLE }, "sts:AssumeRole", { StringEquals: { "sts:ExternalId": "x-1" } });
    expect(assume({ resourcePolicy, context: { "sts:ExternalId": "x-1" } })).toBe("Allowed");
    expect(assume({ resourcePolicy })).toBe("ImplicitlyDenied");
    expect(assume({ resourcePolicy, context: { "sts:ExternalId": "x-2" } })).toBe("ImplicitlyDenied");
  });

  test("G6 an explicit deny in a trust policy", () => {
    const guarded = policy(
      { Effect: "Allow", Principal: { AWS: ROLE }, Action: "sts:AssumeRole" },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "sts:AssumeRole",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    );
    expect(assume({ resourcePolicy: guarded, context: { "aws:SecureTransport": "true" } })).toBe("Allowed");
    expect(assume({ resourcePolicy: guarded, context: { "aws:SecureTransport": "false" } })).toBe("ExplicitlyDenied");
  });

  test("S7 unique ids in a trust policy stand for deleted principals", () => {
    expect(assume({ resourcePolicy: trust({ AWS: ROLE }) })).toBe("Allowed");
    expect(assume({ resourcePolicy: trust({ AWS: "AROAEXAMPLEEXAMPLE123" }) })).toBe("ImplicitlyDenied");
  });

  test("S8 a group is no principal", () => {
    const user = `arn:aws:iam::${ACCOUNT}:user/bob`;
    expect(assume({ principal: user, resourcePolicy: trust({ AWS: user }) })).toBe("Allowed");
    expect(assume({ principal: user, resourcePolicy: trust({ AWS: `arn:aws:iam::${ACCOUNT}:group/devs` }) })).toBe(
      "ImplicitlyDenied",
    );
    expect(() => assume({ principal: `arn:aws:iam::${ACCOUNT}:group/devs` })).toThrow("no caller");
  });

  test("S16 the caller's SCP and the target's RCP bind the path", () => {
    const named = { resourcePolicy: trust({ AWS: ROLE }) };
    const rcp = policy({ Effect: "Deny", Principal: "*", Action: "sts:*", Resource: "*" });
    expect(assume({ ...named, scp: [[everything]] })).toBe("Allowed");
    expect(assume({ ...named, scp: [[allow("s3:*")]] })).toBe("ImplicitlyDenied");
    expect(assume({ ...named, rcp: [[rcp]] })).toBe("ExplicitlyDenied");
  });

  test("a role's path is not in its session's ARN: the name, unique in an account, decides", () => {
    const named = trust({ AWS: `arn:aws:iam::${ACCOUNT}:role/team/app` });
    expect(assume({ principal: SESSION, resourcePolicy: named })).toBe("Allowed");
    expect(assume({ principal: ROLE, resourcePolicy: named })).toBe("ImplicitlyDenied");
    expect(assume({ principal: SESSION, resourcePolicy: trust({ AWS: `arn:aws:iam::${OTHER}:role/app` }) })).toBe(
      "ImplicitlyDenied",
    );
  });
});

describe("Pod Identity", () => {
  const pods = (resourcePolicy: Question["resourcePolicy"], more: Question = {}) =>
    assume({ principal: PODS, ...(resourcePolicy ? { resourcePolicy } : {}), ...more });
  const both = ["sts:AssumeRole", "sts:TagSession"];

  test("G7 the service must be trusted for AssumeRole and TagSession", () => {
    expect(pods(trust({ Service: PODS }, both))).toBe("Allowed");
    expect(pods(trust({ Service: PODS }, both), { action: "sts:TagSession" })).toBe("Allowed");
    expect(pods(trust({ Service: PODS }), { action: "sts:TagSession" })).toBe("ImplicitlyDenied");
    expect(pods(trust({ Service: "eks.amazonaws.com" }, both))).toBe("ImplicitlyDenied");
    expect(pods(undefined, { identity: everything })).toBe("ImplicitlyDenied");
    expect(pods(trust({ Service: PODS }), { scp: [[allow("s3:*")]] })).toBe("Allowed");
    const rcp = policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole", Resource: "*" });
    expect(pods(trust({ Service: PODS }), { rcp: [[rcp]] })).toBe("ExplicitlyDenied");
  });

  test("G8 session tags in trust conditions", () => {
    const resourcePolicy = trust({ Service: PODS }, both, {
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": "pay",
        "aws:RequestTag/kubernetes-service-account": "api",
      },
    });
    const tags = (namespace: string) => ({
      "aws:RequestTag/kubernetes-namespace": namespace,
      "aws:RequestTag/kubernetes-service-account": "api",
    });
    expect(pods(resourcePolicy, { context: tags("pay") })).toBe("Allowed");
    expect(pods(resourcePolicy, { context: tags("web") })).toBe("ImplicitlyDenied");
    expect(pods(resourcePolicy)).toBe("ImplicitlyDenied");
  });

  test("G9 aws:SourceAccount and aws:SourceArn", () => {
    const account = trust({ Service: PODS }, both, { StringEquals: { "aws:SourceAccount": ACCOUNT } });
    expect(pods(account, { context: { "aws:SourceAccount": ACCOUNT } })).toBe("Allowed");
    expect(pods(account, { context: { "aws:SourceAccount": OTHER } })).toBe("ImplicitlyDenied");
    const arn = trust({ Service: PODS }, both, {
      ArnLike: { "aws:SourceArn": `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/*` },
    });
    const source = (region: string) => ({ "aws:SourceArn": `arn:aws:eks:${region}:${ACCOUNT}:cluster/prod` });
    expect(pods(arn, { context: source("eu-west-1") })).toBe("Allowed");
    expect(pods(arn, { context: source("us-east-1") })).toBe("ImplicitlyDenied");
  });

  test("G12 TagSession and SetSourceIdentity are permissions of their own; sts:* covers them", () => {
    expect(pods(trust({ Service: PODS }, "sts:*"), { action: "sts:TagSession" })).toBe("Allowed");
    expect(pods(trust({ Service: PODS }, both), { action: "sts:SetSourceIdentity" })).toBe("ImplicitlyDenied");
  });

  test("G12 tags and source identity of other calls are not the trust policy's matter", () => {
    const identity = allow("sts:*");
    expect(ask({ identity, action: "sts:TagSession", resource: TARGET })).toBe("ImplicitlyDenied");
    expect(ask({ identity, action: "sts:SetSourceIdentity", resource: TARGET })).toBe("ImplicitlyDenied");
    const federated = `arn:aws:sts::${ACCOUNT}:federated-user/fred`;
    expect(ask({ identity, action: "sts:TagSession", resource: federated })).toBe("Allowed");
    expect(ask({ identity, action: "sts:GetFederationToken", resource: federated })).toBe("Allowed");
  });

  test("G13 the association's session policy intersects with the role", () => {
    expect(ask({ identity: allow("s3:*"), session: allow("s3:GetObject") })).toBe("Allowed");
    expect(ask({ identity: allow("s3:*"), session: allow("s3:PutObject") })).toBe("ImplicitlyDenied");
  });

  test("G14 ABAC with pod session tags", () => {
    const identity = allow("secretsmanager:*", "*", {
      StringEquals: { "secretsmanager:ResourceTag/ns": "${aws:PrincipalTag/kubernetes-namespace}" },
    });
    const secret = {
      action: "secretsmanager:GetSecretValue",
      resource: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:x`,
      identity,
    };
    const tags = (namespace: string) => ({
      "aws:PrincipalTag/kubernetes-namespace": "pay",
      "secretsmanager:ResourceTag/ns": namespace,
    });
    expect(ask({ ...secret, context: tags("pay") })).toBe("Allowed");
    expect(ask({ ...secret, context: tags("web") })).toBe("ImplicitlyDenied");
  });

  test("G15 iam:PassRole is checked on the role, with iam:PassedToService", () => {
    const identity = allow("iam:PassRole", ROLE, { StringEquals: { "iam:PassedToService": PODS } });
    const pass = { action: "iam:PassRole", resource: ROLE, identity };
    expect(ask({ ...pass, context: { "iam:PassedToService": PODS } })).toBe("Allowed");
    expect(ask({ ...pass, context: { "iam:PassedToService": "ec2.amazonaws.com" } })).toBe("ImplicitlyDenied");
  });
});

describe("IRSA", () => {
  const WEB = "sts:AssumeRoleWithWebIdentity";
  const context = (sub = "system:serviceaccount:pay:api", issuer = ISSUER) => ({
    [`${issuer}:sub`]: sub,
    [`${issuer}:aud`]: "sts.amazonaws.com",
  });
  const irsa = (Condition: Conditions | undefined, more: Question = {}, action = WEB) =>
    assume({
      principal: PROVIDER,
      action: WEB,
      resourcePolicy: trust({ Federated: PROVIDER }, action, Condition),
      context: context(),
      ...more,
    });
  const exact = {
    StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:pay:api", [`${ISSUER}:aud`]: "sts.amazonaws.com" },
  };

  test("G10 provider, sub and aud must match", () => {
    expect(irsa(exact)).toBe("Allowed");
    expect(irsa(exact, { context: context("system:serviceaccount:pay:web") })).toBe("ImplicitlyDenied");
    expect(irsa(exact, { context: context(undefined, `${ISSUER}2`) })).toBe("ImplicitlyDenied");
    expect(irsa(exact, { principal: `${PROVIDER}2` })).toBe("ImplicitlyDenied");
    expect(irsa(exact, {}, "sts:AssumeRole")).toBe("ImplicitlyDenied");
  });

  test("G11 wildcards: literal under StringEquals, open under StringLike, and no condition admits every pod", () => {
    const sub = (operator: string, value: string) => ({ [operator]: { [`${ISSUER}:sub`]: value } });
    expect(irsa(sub("StringLike", "system:serviceaccount:pay:*"))).toBe("Allowed");
    expect(irsa(undefined)).toBe("Allowed");
    expect(irsa(sub("StringEquals", "system:serviceaccount:pay:*"))).toBe("ImplicitlyDenied");
  });

  test("a provider of another account is never asked", () => {
    const foreign = { resource: `arn:aws:iam::${OTHER}:role/target`, resourceAccount: OTHER };
    expect(irsa(exact, foreign)).toBe("ImplicitlyDenied");
    expect(irsa(exact, { resourceAccount: null })).toBe("Allowed");
  });

  test("identity policies and SCPs do not bear on a provider", () => {
    expect(irsa(exact, { scp: [[allow("s3:*")]] })).toBe("Allowed");
    expect(assume({ principal: PROVIDER, action: WEB, identity: everything })).toBe("ImplicitlyDenied");
  });
});
