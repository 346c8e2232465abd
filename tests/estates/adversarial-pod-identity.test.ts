/**
 * Trust policies for Pod Identity that are written to be misread. Verdicts by hand, from the EKS User Guide ("EKS Pod
 * Identity role", "Grant Pods access to AWS resources based on tags") and the IAM User Guide ("Condition operators",
 * "AWS global condition context keys").
 */
import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, issuerOf, policy } from "./estate-builder";

const OTHER = "444455556666";
const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/production`;
const ISSUER = issuerOf("production");
const ROLE = `arn:aws:iam::${ACCOUNT}:role/team/app`;
const TAG = (key: string) => `aws:RequestTag/${key}`;

const allow = (condition?: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal: { Service: "pods.eks.amazonaws.com" },
  Action: ["sts:AssumeRole", "sts:TagSession"],
  ...(condition === undefined ? {} : { Condition: condition }),
  ...more,
});
const deny = (condition?: unknown, more: object = {}) => ({ ...allow(condition), Effect: "Deny", ...more });

function one(
  statements: readonly unknown[],
  association: Partial<AssociationFacts> = {},
  version = "2012-10-17",
): Binding {
  const estate = new EstateBuilder();
  const cluster = estate.cluster("production");
  estate.role("team/app", { trust: { Version: version, Statement: statements }, tags: { cluster: "production" } });
  estate.agent(cluster).associate(cluster, "payments/api", ROLE, association);
  const [binding] = resolveBindings(estate.build()).filter((each) => each.mechanism === "pod-identity");
  if (!binding) throw new Error("no binding");
  return binding;
}
const codes = (binding: Binding) => binding.reasons.map((each) => each.code);

describe("conditions", () => {
  it.each([
    [
      "aws:SourceArn as a pattern of clusters",
      { ArnLike: { "aws:SourceArn": `arn:aws:eks:*:${ACCOUNT}:cluster/*` } },
      "allowed",
    ],
    ["aws:SourceArn compared as text", { StringEquals: { "aws:SourceArn": CLUSTER } }, "allowed"],
    ["aws:SourceArn of another cluster", { ArnLike: { "aws:SourceArn": `${CLUSTER}-2` } }, "denied"],
    ["aws:SourceArn as the account's root", { ArnLike: { "aws:SourceArn": `arn:aws:iam::${ACCOUNT}:root` } }, "denied"],
    ["aws:SourceArn with a star over the colons", { ArnLike: { "aws:SourceArn": "arn:aws:eks:*" } }, "denied"],
    ["the same compared as text", { StringLike: { "aws:SourceArn": "arn:aws:eks:*" } }, "allowed"],
    [
      "aws:SourceAccount as an ARN",
      { StringEquals: { "aws:SourceAccount": `arn:aws:iam::${ACCOUNT}:root` } },
      "denied",
    ],
    ["aws:SourceAccount as a number", { NumericEquals: { "aws:SourceAccount": ACCOUNT } }, "allowed"],
    ["aws:PrincipalOrgID, which a service has not", { StringEquals: { "aws:PrincipalOrgID": "o-abc" } }, "denied"],
    ["aws:PrincipalOrgID, if it exists", { StringEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" } }, "allowed"],
    ["aws:PrincipalIsAWSService", { Bool: { "aws:PrincipalIsAWSService": "true" } }, "allowed"],
    ["aws:PrincipalServiceName", { StringEquals: { "aws:PrincipalServiceName": "pods.eks.amazonaws.com" } }, "allowed"],
    [
      "sts:ExternalId on the first hop",
      { StringEquals: { "sts:ExternalId": `eu-west-1/${ACCOUNT}/production/payments/api` } },
      "denied",
    ],
    [
      "sts:RoleSessionName of the form that EKS gives",
      { StringLike: { "sts:RoleSessionName": "eks-production-*" } },
      "allowed",
    ],
    [
      "sts:RoleSessionName with the pod's name",
      { StringLike: { "sts:RoleSessionName": "eks-production-api-*" } },
      "conditional",
    ],
    ["sts:RoleSessionName of another form", { StringLike: { "sts:RoleSessionName": "botocore-*" } }, "denied"],
    [
      "all six tag keys",
      {
        "ForAllValues:StringEquals": {
          "aws:TagKeys": [
            "eks-cluster-arn",
            "eks-cluster-name",
            "kubernetes-namespace",
            "kubernetes-service-account",
            "kubernetes-pod-name",
            "kubernetes-pod-uid",
          ],
        },
      },
      "allowed",
    ],
    [
      "five of six tag keys",
      {
        "ForAllValues:StringEquals": {
          "aws:TagKeys": [
            "eks-cluster-arn",
            "eks-cluster-name",
            "kubernetes-namespace",
            "kubernetes-service-account",
            "kubernetes-pod-name",
          ],
        },
      },
      "denied",
    ],
    ["one of the tag keys", { "ForAnyValue:StringEquals": { "aws:TagKeys": "kubernetes-pod-uid" } }, "allowed"],
    [
      "transitive tag keys",
      { "ForAllValues:StringLike": { "sts:TransitiveTagKeys": ["eks-*", "kubernetes-*"] } },
      "allowed",
    ],
    ["no tags at all", { Null: { "aws:TagKeys": "true" } }, "denied"],
    ["that there is a pod's UID", { Null: { [TAG("kubernetes-pod-uid")]: "false" } }, "allowed"],
    [
      "a pod's UID",
      { StringEquals: { [TAG("kubernetes-pod-uid")]: "0cda7f85-c1f9-4dee-b6e9-a0b50c8f3012" } },
      "conditional",
    ],
    ["a tag's key in other letters", { StringEquals: { [TAG("Kubernetes-Namespace")]: "payments" } }, "allowed"],
    ["a tag's value in other letters", { StringEquals: { [TAG("kubernetes-namespace")]: "Payments" } }, "denied"],
    ["a tag that EKS does not send", { StringEquals: { [TAG("namespace")]: "payments" } }, "denied"],
    [
      "aws:PrincipalTag in place of aws:RequestTag",
      { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "payments" } },
      "denied",
    ],
    [
      "one of several namespaces",
      { StringEquals: { [TAG("kubernetes-namespace")]: ["billing", "payments"] } },
      "allowed",
    ],
    ["a star in StringEquals", { StringEquals: { [TAG("kubernetes-namespace")]: "pay*" } }, "denied"],
    ["a star in StringLike", { StringLike: { [TAG("kubernetes-namespace")]: "pay*" } }, "allowed"],
    [
      "a role's tag beside a session's",
      { StringEquals: { "aws:ResourceTag/cluster": "${aws:RequestTag/eks-cluster-name}" } },
      "allowed",
    ],
    [
      "a token's key, which a service has not",
      { StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:payments:api" } },
      "denied",
    ],
    ["a token's key, if it exists", { StringEqualsIfExists: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } }, "allowed"],
    ["multi-factor authentication", { Bool: { "aws:MultiFactorAuthPresent": "true" } }, "denied"],
    ["a date that is over", { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }, "denied"],
    ["a date as seconds", { DateGreaterThan: { "aws:CurrentTime": "1577836800" } }, "allowed"],
    [
      "an endpoint of a VPC, of which nothing is known",
      { StringEquals: { "aws:SourceVpce": "vpce-1" } },
      "conditional",
    ],
    ["an operator in other letters", { stringequals: { [TAG("kubernetes-namespace")]: "payments" } }, "allowed"],
  ])("%s", (_name, condition, verdict) => {
    expect(one([allow(condition)]).verdict).toBe(verdict);
  });
  it("compares with a variable only in the newer version of the language", () => {
    const statements = [allow({ StringEquals: { "aws:SourceAccount": "${aws:ResourceAccount}" } })];
    expect(one(statements).verdict).toBe("allowed");
    expect(one(statements, {}, "2008-10-17").verdict).toBe("denied");
  });
});

describe("session tags disabled", () => {
  it.each([
    ["ForAllValues on tag keys", { "ForAllValues:StringEquals": { "aws:TagKeys": ["x"] } }, "allowed"],
    ["ForAnyValue on tag keys", { "ForAnyValue:StringLike": { "aws:TagKeys": "*" } }, "denied"],
    ["no tags at all", { Null: { "aws:TagKeys": "true" } }, "allowed"],
    ["a namespace excluded", { StringNotEquals: { [TAG("kubernetes-namespace")]: "kube-system" } }, "allowed"],
    ["the cluster by aws:SourceArn", { ArnEquals: { "aws:SourceArn": CLUSTER } }, "allowed"],
  ])("%s", (_name, condition, verdict) => {
    expect(one([allow(condition)], { disableSessionTags: true }).verdict).toBe(verdict);
  });
});

describe("statements", () => {
  const assume = (condition?: unknown) => allow(condition, { Action: "sts:AssumeRole" });
  const tag = (condition?: unknown) => allow(condition, { Action: "sts:TagSession" });
  const namespace = { StringEquals: { [TAG("kubernetes-namespace")]: "payments" } };
  it.each([
    ["one for each action", [assume(namespace), tag()], "allowed"],
    [
      "one for each action, the second of which never holds",
      [assume(namespace), tag({ StringEquals: { [TAG("kubernetes-namespace")]: "billing" } })],
      "denied",
    ],
    ["sts:* for both", [allow(undefined, { Action: "sts:*" })], "allowed"],
    ["a star for both", [allow(undefined, { Action: "*" })], "allowed"],
    ["sts:AssumeRole* only", [allow(undefined, { Action: "sts:AssumeRole*" })], "denied"],
    ["NotAction", [allow(undefined, { Action: undefined, NotAction: "sts:AssumeRoleWithSAML" })], "allowed"],
    [
      "both mechanisms in one statement, under a token's condition",
      [
        allow(
          { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } },
          {
            Principal: {
              Service: "pods.eks.amazonaws.com",
              Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`,
            },
            Action: "sts:*",
          },
        ),
      ],
      "denied",
    ],
    [
      "several services",
      [allow(undefined, { Principal: { Service: ["ec2.amazonaws.com", "pods.eks.amazonaws.com"] } })],
      "allowed",
    ],
    [
      "a service of a region",
      [allow(undefined, { Principal: { Service: "pods.eks.eu-west-1.amazonaws.com" } })],
      "denied",
    ],
    [
      "a service written as a URL",
      [allow(undefined, { Principal: { Service: "https://pods.eks.amazonaws.com" } })],
      "denied",
    ],
    ["a service as an AWS principal", [allow(undefined, { Principal: { AWS: "pods.eks.amazonaws.com" } })], "denied"],
    ["everyone", [allow(undefined, { Principal: "*" })], "allowed"],
    [
      "the account's root, which no service is",
      [allow(undefined, { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } })],
      "denied",
    ],
    [
      "a Deny for all but the namespace",
      [allow(), deny({ StringNotEquals: { [TAG("kubernetes-namespace")]: "payments" } })],
      "allowed",
    ],
    ["a Deny for this cluster", [allow(), deny({ ArnEquals: { "aws:SourceArn": CLUSTER } })], "denied"],
    ["a Deny on tagging only", [allow(), deny(undefined, { Action: "sts:TagSession" })], "denied"],
    [
      "a Deny for callers of other organisations, as AWS writes it",
      [
        allow(),
        deny(
          {
            StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-abc" },
            BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
          },
          { Principal: "*", Action: "sts:AssumeRole" },
        ),
      ],
      "allowed",
    ],
    [
      "a Deny for callers of other organisations that forgets services",
      [
        allow(),
        deny({ StringNotEquals: { "aws:PrincipalOrgID": "o-abc" } }, { Principal: "*", Action: "sts:AssumeRole" }),
      ],
      "denied",
    ],
    [
      "a Deny for all but the service",
      [allow(), { Effect: "Deny", NotPrincipal: { Service: "pods.eks.amazonaws.com" }, Action: "*" }],
      "allowed",
    ],
    [
      "a Deny on a pod's name, which is not known",
      [allow(), deny({ StringLike: { [TAG("kubernetes-pod-name")]: "debug-*" } })],
      "conditional",
    ],
  ])("%s", (_name, statements, verdict) => {
    expect(one(statements).verdict).toBe(verdict);
  });
  it("says where everybody is let in", () => {
    expect(codes(one([allow(undefined, { Principal: "*" })]))).toContain("trust-names-everyone");
    expect(codes(one([allow()]))).not.toContain("trust-names-everyone");
  });
  it("says that a unique id stands for a principal that is gone", () => {
    const binding = one([allow(undefined, { Principal: { AWS: "AROAEXAMPLEEXAMPLE123" } })]);
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("trust-principal-deleted");
  });
});

describe("target roles", () => {
  const TARGET = `arn:aws:iam::${OTHER}:role/target`;
  function chain(statements: readonly unknown[], association: Partial<AssociationFacts> = {}): Binding {
    const estate = new EstateBuilder();
    const cluster = estate.cluster("production");
    const go = policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: TARGET });
    estate.role("team/app", { trust: policy(allow()), inline: { go }, tags: { cost: "1" } });
    estate.role("target", { trust: policy(...statements), tags: { tier: "gold" } }, OTHER);
    estate.agent(cluster).associate(cluster, "payments/api", ROLE, { targetRoleArn: TARGET, ...association });
    const [binding] = resolveBindings(estate.build());
    if (!binding) throw new Error("no binding");
    return binding;
  }
  const let_ = (principal: unknown, condition?: unknown) => allow(condition, { Principal: { AWS: principal } });
  const off = { disableSessionTags: true };
  it.each([
    ["the role with its path", let_(ROLE), {}, "allowed"],
    ["the role without its path", let_(`arn:aws:iam::${ACCOUNT}:role/app`), {}, "denied"],
    [
      "any role under the path, which a principal cannot say",
      let_(`arn:aws:iam::${ACCOUNT}:role/team/*`),
      {},
      "denied",
    ],
    [
      "everyone, by aws:PrincipalArn with the path",
      let_("*", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/team/*` } }),
      {},
      "allowed",
    ],
    [
      "everyone, by the session's ARN",
      let_("*", { ArnLike: { "aws:PrincipalArn": `arn:aws:sts::${ACCOUNT}:assumed-role/app/*` } }),
      {},
      "denied",
    ],
    ["the account, by its number", let_(ACCOUNT), {}, "allowed"],
    ["another account", let_("777788889999"), {}, "denied"],
    [
      "aws:SourceAccount, which a role does not send",
      let_(ROLE, { StringEquals: { "aws:SourceAccount": ACCOUNT } }),
      {},
      "denied",
    ],
    ["aws:PrincipalAccount", let_(ROLE, { StringEquals: { "aws:PrincipalAccount": ACCOUNT } }), {}, "allowed"],
    ["a tag of the first role", let_(ROLE, { StringEquals: { "aws:PrincipalTag/cost": "1" } }), {}, "allowed"],
    [
      "a tag of the first role as a request tag",
      let_(ROLE, { StringEquals: { "aws:RequestTag/cost": "1" } }),
      {},
      "denied",
    ],
    [
      "a session tag of a pod, by name",
      let_(ROLE, { StringLike: { "aws:PrincipalTag/kubernetes-pod-name": "api-*" } }),
      {},
      "conditional",
    ],
    [
      "that there is a pod's name",
      let_(ROLE, { Null: { "aws:PrincipalTag/kubernetes-pod-name": "false" } }),
      {},
      "allowed",
    ],
    [
      "session tags, which are disabled",
      let_(ROLE, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "payments" } }),
      off,
      "denied",
    ],
    [
      "the external id as a pattern",
      allow(
        { StringLike: { "sts:ExternalId": `eu-west-1/${ACCOUNT}/production/*` } },
        { Principal: { AWS: ROLE }, Action: "sts:AssumeRole" },
      ),
      off,
      "allowed",
    ],
    [
      "the external id in other letters",
      allow(
        { StringEquals: { "sts:ExternalId": `EU-WEST-1/${ACCOUNT}/production/payments/api` } },
        { Principal: { AWS: ROLE }, Action: "sts:AssumeRole" },
      ),
      off,
      "denied",
    ],
    ["the external id for tagging, too", let_(ROLE, { StringLike: { "sts:ExternalId": "*" } }), {}, "denied"],
    ["pods.eks.amazonaws.com, which does not make this call", allow(), {}, "denied"],
  ])("%s", (_name, statement, association, verdict) => {
    expect(chain([statement], association).verdict).toBe(verdict);
  });
});
