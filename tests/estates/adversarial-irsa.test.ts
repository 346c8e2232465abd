/**
 * IRSA trust policies that are written to be misread. Verdicts by hand, from the IAM User Guide ("Condition operators",
 * "Available keys for OIDC", "Principal") and the EKS User Guide ("Assign IAM roles to Kubernetes service accounts").
 */
import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import { ACCOUNT, EstateBuilder, issuerOf, policy } from "./estate-builder";

const OTHER_ACCOUNT = "444455556666";
const ISSUER = issuerOf("prod");
const OTHER = issuerOf("other");
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
const SUB = `${ISSUER}:sub`;
const AUD = `${ISSUER}:aud`;
const API = "system:serviceaccount:payments:api";
const ADMIN = "system:serviceaccount:kube-system:admin";

const allow = (condition?: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: PROVIDER },
  Action: "sts:AssumeRoleWithWebIdentity",
  ...(condition === undefined ? {} : { Condition: condition }),
  ...more,
});
const deny = (condition?: unknown, more: object = {}) => ({ ...allow(condition, more), Effect: "Deny", ...more });

function resolve(statements: readonly unknown[], prepare?: (estate: EstateBuilder) => void): readonly Binding[] {
  const estate = new EstateBuilder();
  estate.cluster("prod");
  estate.provider(ISSUER);
  estate.role("app", { trust: policy(...statements), tags: { team: "pay" } });
  prepare?.(estate);
  return resolveBindings(estate.build()).filter((each) => each.mechanism === "irsa");
}

/** "namespace/name verdict" of each, in order. */
const said = (bindings: readonly Binding[]) =>
  bindings.map((each) => `${each.namespace}/${each.serviceAccount} ${each.verdict}`).sort();
const codes = (bindings: readonly Binding[]) => bindings.flatMap((each) => each.reasons.map((found) => found.code));

describe("who is meant by the subject", () => {
  it.each([
    ["a star that takes part of the fixed prefix", { StringLike: { [SUB]: "sys*:api" } }, ["*/api allowed"]],
    [
      "a question mark for the colon",
      { StringLike: { [SUB]: "system:serviceaccount:payments?api" } },
      ["payments/api allowed"],
    ],
    ["a star for the colon", { StringLike: { [SUB]: "system:serviceaccount:pay*api" } }, ["pay*/*api allowed"]],
    [
      "three parts behind the prefix, which no name has",
      { StringLike: { [SUB]: "system:serviceaccount:*:*:*" } },
      ["*/* denied"],
    ],
    ["a star in StringEquals", { StringEquals: { [SUB]: "system:serviceaccount:payments:*" } }, ["payments/* denied"]],
    [
      "a star in StringEquals beside an exact one",
      { StringEquals: { [SUB]: ["system:serviceaccount:payments:*", API] } },
      ["payments/* denied", "payments/api allowed"],
    ],
    [
      "letter case, ignored",
      { StringEqualsIgnoreCase: { [SUB]: "SYSTEM:ServiceAccount:Payments:API" } },
      ["payments/api allowed"],
    ],
    [
      "letter case, not ignored",
      { StringEquals: { [SUB]: "system:serviceaccount:Payments:api" } },
      ["payments/api denied"],
    ],
    [
      "two patterns at once",
      {
        StringLike: { [SUB]: "system:serviceaccount:payments:*" },
        "ForAnyValue:StringLike": { [SUB]: "system:serviceaccount:*:api" },
      },
      ["payments/api allowed"],
    ],
    [
      "two names that exclude each other",
      { StringEquals: { [SUB]: API }, "ForAnyValue:StringEquals": { [SUB]: ADMIN } },
      ["kube-system/admin denied", "payments/api denied"],
    ],
    [
      "a pattern less one name",
      { StringLike: { [SUB]: "system:serviceaccount:payments:*" }, StringNotEquals: { [SUB]: API } },
      ["payments/* allowed"],
    ],
    ["only that there is a subject", { Null: { [SUB]: "false" } }, ["*/* allowed"]],
    ["that there is no subject", { Null: { [SUB]: "true" } }, ["*/* denied"]],
    [
      "a policy variable that no token fills",
      { StringEquals: { [SUB]: "system:serviceaccount:${aws:PrincipalTag/ns}:api" } },
      ["*/* denied"],
    ],
    ["an ARN operator on what is no ARN", { ArnLike: { [SUB]: API } }, ["payments/api denied"]],
  ])("%s", (_name, condition, expected) => {
    expect(said(resolve([allow(condition)]))).toEqual(expected);
  });
  it("says where a pattern holds only in part", () => {
    const bindings = resolve([
      allow({ StringLike: { [SUB]: "system:serviceaccount:payments:*" }, StringNotEquals: { [SUB]: API } }),
    ]);
    expect(codes(bindings)).toContain("pattern-in-part");
  });
  it("says that the subject is missing where it must only be there", () => {
    expect(codes(resolve([allow({ Null: { [SUB]: "false" } })]))).toContain("sub-missing");
  });
});

describe("absent keys", () => {
  it.each([
    [
      "ForAllValues on a key of another issuer protects nothing",
      { "ForAllValues:StringEquals": { [`${OTHER}:sub`]: API } },
      ["*/* allowed"],
    ],
    ["ForAnyValue on it never holds", { "ForAnyValue:StringEquals": { [`${OTHER}:sub`]: API } }, ["*/* denied"]],
    ["IfExists on one's own subject compares", { StringEqualsIfExists: { [SUB]: API } }, ["payments/api allowed"]],
    [
      "a negated operator on another issuer's key holds",
      { StringEquals: { [SUB]: API }, StringNotLike: { [`${OTHER}:sub`]: "*" } },
      ["payments/api allowed"],
    ],
    ["the issuer without :sub is no key", { StringEquals: { [ISSUER]: API } }, ["*/* denied"]],
    ["https:// in the key", { StringEquals: { [`https://${SUB}`]: API } }, ["*/* denied"]],
    ["https:// in the key, if it exists", { StringEqualsIfExists: { [`https://${SUB}`]: API } }, ["*/* allowed"]],
    [
      "aws:SourceArn is not sent with a token",
      { StringEquals: { [SUB]: API }, ArnLike: { "aws:SourceArn": `arn:aws:iam::${ACCOUNT}:root` } },
      ["payments/api denied"],
    ],
    [
      "aws:SourceAccount neither",
      { StringEquals: { [SUB]: API, "aws:SourceAccount": ACCOUNT } },
      ["payments/api denied"],
    ],
    [
      "aws:PrincipalOrgID neither",
      { StringEquals: { [SUB]: API, "aws:PrincipalOrgID": "o-abc" } },
      ["payments/api denied"],
    ],
    [
      "aws:PrincipalArn neither: the call is not signed",
      { StringEquals: { [SUB]: API }, ArnLike: { "aws:PrincipalArn": "*" } },
      ["payments/api denied"],
    ],
    [
      "session tags of Pod Identity neither",
      { StringEquals: { [SUB]: API, "aws:RequestTag/kubernetes-namespace": "payments" } },
      ["payments/api denied"],
    ],
    [
      "sts:SourceIdentity neither",
      { StringEquals: { [SUB]: API }, StringLike: { "sts:SourceIdentity": "*" } },
      ["payments/api denied"],
    ],
    ["sts:ExternalId neither", { StringEquals: { [SUB]: API, "sts:ExternalId": "x" } }, ["payments/api denied"]],
    [
      "ForAllValues on tag keys holds without tags",
      { StringEquals: { [SUB]: API }, "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } },
      ["payments/api allowed"],
    ],
    [
      "multi-factor authentication",
      { StringEquals: { [SUB]: API }, Bool: { "aws:MultiFactorAuthPresent": "true" } },
      ["payments/api denied"],
    ],
    [
      "multi-factor authentication, if it exists",
      { StringEquals: { [SUB]: API }, BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
      ["payments/api allowed"],
    ],
  ])("%s", (_name, condition, expected) => {
    expect(said(resolve([allow(condition)]))).toEqual(expected);
  });
});

describe("other keys", () => {
  const named = (operator: string, key: string, value: unknown) =>
    operator === "StringEquals"
      ? { StringEquals: { [SUB]: API, [key]: value } }
      : { StringEquals: { [SUB]: API }, [operator]: { [key]: value } };
  it.each([
    ["a date that is over", named("DateLessThan", "aws:CurrentTime", "2025-01-01T00:00:00Z"), ["payments/api denied"]],
    [
      "a date that is still to come",
      named("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z"),
      ["payments/api allowed"],
    ],
    [
      "a session name, which the pod chooses",
      named("StringLike", "sts:RoleSessionName", "payments-*"),
      ["payments/api conditional"],
    ],
    ["any session name", named("StringLike", "sts:RoleSessionName", "*"), ["payments/api allowed"]],
    ["an address", named("IpAddress", "aws:SourceIp", "10.0.0.0/8"), ["payments/api conditional"]],
    ["the provider", named("StringEquals", "aws:FederatedProvider", PROVIDER), ["payments/api allowed"]],
    ["TLS", named("Bool", "aws:SecureTransport", "true"), ["payments/api allowed"]],
    ["a tag of the role itself", named("StringEquals", "aws:ResourceTag/team", "pay"), ["payments/api allowed"]],
    ["a tag that the role has not", named("StringEquals", "aws:ResourceTag/owner", "pay"), ["payments/api denied"]],
    [
      "two audiences, one of them listed",
      { StringEquals: { [SUB]: API, [AUD]: ["example", "sts.amazonaws.com"] } },
      ["payments/api allowed"],
    ],
    [
      "an audience in other letters",
      { StringEquals: { [SUB]: API, [AUD]: "STS.amazonaws.com" } },
      ["payments/api denied"],
    ],
    [
      "an audience excluded",
      { StringEquals: { [SUB]: API }, StringNotEquals: { [AUD]: "sts.amazonaws.com" } },
      ["payments/api denied"],
    ],
    [
      "the audience as a URL",
      { StringEquals: { [SUB]: API, [AUD]: "https://sts.amazonaws.com" } },
      ["payments/api denied"],
    ],
  ])("%s", (_name, condition, expected) => {
    expect(said(resolve([allow(condition)]))).toEqual(expected);
  });
});

describe("Deny, NotPrincipal, NotAction, everyone", () => {
  const api = allow({ StringEquals: { [SUB]: API } });
  it.each([
    ["a Deny on the same subject", [api, deny({ StringEquals: { [SUB]: API } })], ["payments/api denied"]],
    ["a Deny on another", [api, deny({ StringEquals: { [SUB]: ADMIN } })], ["payments/api allowed"]],
    ["a Deny on all but another", [api, deny({ StringNotEquals: { [SUB]: ADMIN } })], ["payments/api denied"]],
    [
      "a Deny on all without an organisation: the key is absent",
      [api, deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } })],
      ["payments/api denied"],
    ],
    [
      "the same, if it exists: still so",
      [api, deny({ StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } })],
      ["payments/api denied"],
    ],
    [
      "a Deny with Bool on an absent key",
      [api, deny({ Bool: { "aws:MultiFactorAuthPresent": "false" } })],
      ["payments/api allowed"],
    ],
    [
      "a Deny on all but this provider",
      [api, { Effect: "Deny", NotPrincipal: { Federated: PROVIDER }, Action: "sts:*" }],
      ["payments/api allowed"],
    ],
    [
      "a Deny on all but another provider",
      [api, { Effect: "Deny", NotPrincipal: { Federated: PROVIDER.replace(ISSUER, OTHER) }, Action: "sts:*" }],
      ["payments/api denied"],
    ],
    ["a Deny on tagging only", [api, deny(undefined, { Action: "sts:TagSession" })], ["payments/api allowed"]],
    [
      "NotAction that leaves it in",
      [allow({ StringEquals: { [SUB]: API } }, { Action: undefined, NotAction: "sts:TagSession" })],
      ["payments/api allowed"],
    ],
    [
      "NotAction that takes it out",
      [allow({ StringEquals: { [SUB]: API } }, { Action: undefined, NotAction: "sts:Assume*" })],
      ["payments/api denied"],
    ],
    [
      "an action with a star",
      [allow({ StringEquals: { [SUB]: API } }, { Action: "sts:*WebIdentity" })],
      ["payments/api allowed"],
    ],
    [
      "an action in other letters",
      [allow({ StringEquals: { [SUB]: API } }, { Action: "STS:assumerolewithwebidentity" })],
      ["payments/api allowed"],
    ],
    ["everyone", [allow({ StringEquals: { [SUB]: API } }, { Principal: "*" })], ["payments/api allowed"]],
    [
      "everyone of AWS",
      [allow({ StringEquals: { [SUB]: API } }, { Principal: { AWS: "*" } })],
      ["payments/api allowed"],
    ],
    ["everyone, but for sts:AssumeRole only", [allow(undefined, { Principal: "*", Action: "sts:AssumeRole" })], []],
    ["the account", [allow(undefined, { Principal: { AWS: ACCOUNT } })], []],
  ])("%s", (_name, statements, expected) => {
    expect(said(resolve(statements))).toEqual(expected);
  });
  it("does not take a statement for tags alone for a way in", () => {
    const tagging = { Effect: "Allow", Principal: { Federated: PROVIDER }, Action: "sts:TagSession" };
    expect(said(resolve([api, tagging]))).toEqual(["payments/api allowed"]);
    expect(said(resolve([tagging]))).toEqual(["*/* denied"]);
  });
  it("joins statements with or, and conditions with and", () => {
    const bindings = resolve([
      allow({ StringEquals: { [SUB]: API, [AUD]: "example" } }),
      allow({ StringEquals: { [SUB]: [API, ADMIN] } }),
    ]);
    expect(said(bindings)).toEqual(["kube-system/admin allowed", "payments/api allowed"]);
  });
});

describe("the provider", () => {
  const trusting = (arn: string, prepare?: (estate: EstateBuilder) => void, issuer = ISSUER) =>
    resolve([allow({ StringEquals: { [`${issuer}:sub`]: API } }, { Principal: { Federated: arn } })], prepare);
  it("of another account is never looked at, even where it exists", () => {
    const bindings = trusting(PROVIDER.replace(ACCOUNT, OTHER_ACCOUNT), (estate) =>
      estate.provider(ISSUER, ["sts.amazonaws.com"], OTHER_ACCOUNT),
    );
    expect(said(bindings)).toEqual(["payments/api denied"]);
    expect(codes(bindings)).toContain("provider-other-account");
  });
  it("of another partition neither", () => {
    const bindings = trusting(PROVIDER.replace("arn:aws:", "arn:aws-cn:"));
    expect(said(bindings)).toEqual(["payments/api denied"]);
    expect(codes(bindings)).toContain("provider-other-partition");
  });
  it("of a cluster of another account works where the role's account has one", () => {
    const estate = new EstateBuilder();
    const cluster = estate.cluster("prod");
    const arn = estate.provider(ISSUER, ["sts.amazonaws.com"], OTHER_ACCOUNT);
    estate.role(
      "there",
      { trust: policy(allow({ StringEquals: { [SUB]: API } }, { Principal: { Federated: arn } })) },
      OTHER_ACCOUNT,
    );
    const [binding] = resolveBindings(estate.build());
    expect(binding).toMatchObject({ verdict: "allowed", clusterArn: cluster.arn, issuer: null });
  });
  it("spelled with https:// does not exist", () => {
    const bindings = trusting(PROVIDER.replace(ISSUER, `https://${ISSUER}`));
    expect(said(bindings)).toEqual(["payments/api denied"]);
    expect(codes(bindings)).toEqual(expect.arrayContaining(["provider-missing", "https-in-provider"]));
  });
  it("spelled in other letters does not exist, and its cluster is still known", () => {
    const bindings = trusting(PROVIDER.replace(ISSUER, ISSUER.toLowerCase()));
    expect(said(bindings)).toEqual(["payments/api denied"]);
    expect(codes(bindings)).toContain("issuer-spelling");
    expect(bindings[0]?.clusterArn).toContain("cluster/prod");
  });
  it("is one of several, each with its own tokens", () => {
    const bindings = resolve(
      [
        allow(
          { StringEquals: { [SUB]: API } },
          { Principal: { Federated: [PROVIDER, PROVIDER.replace(ISSUER, OTHER)] } },
        ),
      ],
      (estate) => estate.provider(OTHER),
    );
    expect(said(bindings)).toEqual(["*/* denied", "payments/api allowed"]);
  });
});

describe("control policies of resources", () => {
  const rcp = (content: unknown) => (estate: EstateBuilder) =>
    estate.organization(
      {
        id: "o-abc",
        managementAccountId: "999999999999",
        featureSet: "ALL",
        roots: [{ id: "r-1", policyTypes: ["RESOURCE_CONTROL_POLICY"] }],
        units: [],
        accounts: [{ id: ACCOUNT, name: "prod", parentId: "r-1", state: "ACTIVE", path: `o-abc/r-1/${ACCOUNT}/` }],
      },
      [
        {
          id: "p-RCPFullAWSAccess",
          arn: null,
          name: "RCPFullAWSAccess",
          type: "RCP",
          awsManaged: true,
          targets: ["r-1", ACCOUNT],
          content: policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
        },
        { id: "p-own", arn: null, name: "own", type: "RCP", awsManaged: false, targets: ["r-1"], content },
      ],
    );
  const web = (condition: unknown) =>
    policy({
      Effect: "Deny",
      Principal: "*",
      Action: "sts:AssumeRoleWithWebIdentity",
      Resource: "*",
      Condition: condition,
    });
  const api = allow({ StringEquals: { [SUB]: API } });
  it.each([
    [
      "that allow one issuer by its key break all others",
      web({ StringNotLike: { "token.actions.githubusercontent.com:sub": "repo:org/*" } }),
      ["payments/api denied"],
    ],
    [
      "that test it only where it is there do not",
      web({
        StringNotLike: { "token.actions.githubusercontent.com:sub": "repo:org/*" },
        Null: { "token.actions.githubusercontent.com:sub": "false" },
      }),
      ["payments/api allowed"],
    ],
    [
      "that name the issuer's audience let it in",
      web({ StringNotEqualsIfExists: { [AUD]: "sts.amazonaws.com" } }),
      ["payments/api allowed"],
    ],
    [
      "that demand TLS are met",
      policy({
        Effect: "Deny",
        Principal: "*",
        Action: "sts:*",
        Resource: "*",
        Condition: { BoolIfExists: { "aws:SecureTransport": "false" } },
      }),
      ["payments/api allowed"],
    ],
    [
      "that demand the organisation of a principal break it",
      web({
        StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" },
        BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
      }),
      ["payments/api denied"],
    ],
  ])("%s", (_name, content, expected) => {
    expect(said(resolve([api], rcp(content)))).toEqual(expected);
  });
});
