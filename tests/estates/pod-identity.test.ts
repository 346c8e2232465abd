import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

function one(
  trust: unknown,
  association: Partial<AssociationFacts> = {},
  prepare?: (estate: EstateBuilder) => void,
): Binding {
  const estate = new EstateBuilder();
  const cluster = estate.cluster("prod");
  estate.agent(cluster).associate(cluster, "payments/api", estate.role("app", { trust }), association);
  prepare?.(estate);
  const [binding] = resolveBindings(estate.build()).filter((each) => each.mechanism === "pod-identity");
  if (!binding) throw new Error("no binding");
  return binding;
}

const codes = (binding: Binding) => binding.reasons.map((each) => each.code);
const CLUSTER = `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/prod`;

describe("the association's role", () => {
  it("works with the documented trust, which any association of the account may use", () => {
    const binding = one(podTrust());
    expect(binding).toMatchObject({
      verdict: "allowed",
      effective: true,
      credentialRoleArn: `arn:aws:iam::${ACCOUNT}:role/app`,
    });
    expect(codes(binding)).toContain("trust-unscoped");
    expect(binding.reasons.find((each) => each.code === "trust-allows")?.statement).toEqual({
      policy: "trust",
      sid: null,
      index: 0,
    });
  });

  it.each([
    [
      "by cluster, namespace and service account",
      {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": CLUSTER,
          "aws:RequestTag/kubernetes-namespace": "payments",
          "aws:RequestTag/kubernetes-service-account": "api",
        },
      },
      "trust-scoped",
    ],
    [
      "by namespace only",
      { StringEquals: { "aws:RequestTag/kubernetes-namespace": "payments" } },
      "trust-partly-scoped",
    ],
    ["by cluster, through aws:SourceArn", { ArnLike: { "aws:SourceArn": CLUSTER } }, "trust-partly-scoped"],
    ["by account only", { StringEquals: { "aws:SourceAccount": ACCOUNT } }, "trust-unscoped"],
  ])("is told to be scoped %s", (_name, condition, code) => {
    const binding = one(podTrust(condition));
    expect(binding.verdict).toBe("allowed");
    expect(codes(binding)).toContain(code);
  });

  it("is not told to be scoped where an association without session tags gets around it", () => {
    const condition = { StringEqualsIfExists: { "aws:RequestTag/kubernetes-namespace": "payments" } };
    const found = codes(one(podTrust(condition)));
    expect(found).toContain("trust-unscoped");
    expect(found).toContain("trust-scope-evadable");
    const strict = { StringEquals: { "aws:RequestTag/kubernetes-namespace": "payments" } };
    expect(codes(one(podTrust(strict)))).not.toContain("trust-scope-evadable");
    const onTags = policy(
      { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" },
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: "sts:TagSession",
        Condition: strict,
      },
    );
    expect(codes(one(onTags))).toContain("trust-scope-evadable");
  });
  it("says so where the answer rests on an undocumented value", () => {
    expect(codes(one(podTrust({ ArnEquals: { "aws:SourceArn": CLUSTER } })))).toContain("undocumented-value");
  });

  it.each([
    [
      "another service",
      policy({
        Effect: "Allow",
        Principal: { Service: "eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      }),
      "trust-wrong-service",
    ],
    [
      "no service at all",
      policy({ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "sts:AssumeRole" }),
      "trust-principal-missing",
    ],
    ["no sts:TagSession", podTrust(undefined, ["sts:AssumeRole"]), "trust-action-missing"],
    [
      "another namespace",
      podTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "billing" } }),
      "trust-condition-never-holds",
    ],
    [
      "an association ARN as source",
      podTrust({ ArnLike: { "aws:SourceArn": `arn:aws:eks:eu-west-1:${ACCOUNT}:podidentityassociation/prod/*` } }),
      "trust-condition-never-holds",
    ],
    [
      "a Deny",
      {
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:*" },
          {
            Sid: "No",
            Effect: "Deny",
            Principal: "*",
            Action: "sts:AssumeRole",
            Condition: { StringNotEquals: { "aws:RequestTag/eks-cluster-name": "other" } },
          },
        ],
      },
      "trust-denies",
    ],
  ])("is broken by %s", (_name, trust, code) => {
    const binding = one(trust);
    expect(binding).toMatchObject({ verdict: "denied", effective: false });
    expect(codes(binding)).toContain(code);
  });

  it("is broken where it does not exist, and unknown where its account was not read", () => {
    const gone = one(podTrust(), { roleArn: `arn:aws:iam::${ACCOUNT}:role/gone` });
    expect(gone.verdict).toBe("denied");
    expect(codes(gone)).toContain("role-missing");
    const unread = one(podTrust(), { roleArn: `arn:aws:iam::${ACCOUNT}:role/gone` }, (estate) =>
      estate.gap({ service: "iam", operation: "ListRoles", missingPermission: "iam:ListRoles" }),
    );
    expect(unread).toMatchObject({ verdict: "unknown", effective: null });
    expect(unread.reasons.find((each) => each.code === "role-not-read")?.text).toContain("iam:ListRoles");
  });

  it("is unknown where the association could not be described", () => {
    expect(one(podTrust(), { roleArn: null, described: false })).toMatchObject({ verdict: "unknown", effective: null });
  });

  it("is conditional on a pod's name, which is not known beforehand", () => {
    const binding = one(podTrust({ StringLike: { "aws:RequestTag/kubernetes-pod-name": "api-*" } }));
    expect(binding).toMatchObject({ verdict: "conditional", effective: null });
    expect(binding.reasons.find((each) => each.code === "trust-conditional")?.text).toContain("kubernetes-pod-name");
  });
});

describe("session tags disabled", () => {
  it("needs no sts:TagSession, and warns", () => {
    const binding = one(podTrust(undefined, ["sts:AssumeRole"]), { disableSessionTags: true });
    expect(binding.verdict).toBe("allowed");
    expect(codes(binding)).toContain("tag-session-missing");
  });
  it("breaks a trust that demands tags", () => {
    const binding = one(podTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "payments" } }), {
      disableSessionTags: true,
    });
    expect(binding.verdict).toBe("denied");
    expect(codes(binding)).toContain("tags-disabled-but-required");
  });
  it("does not break ...IfExists", () => {
    expect(
      one(podTrust({ StringEqualsIfExists: { "aws:RequestTag/kubernetes-namespace": "payments" } }), {
        disableSessionTags: true,
      }).verdict,
    ).toBe("allowed");
  });
});

describe("AWS's best-practice trusts", () => {
  const trust = podTrust({ StringEquals: { "aws:SourceOrgId": "${aws:ResourceOrgId}" } });
  it("works inside the organisation", () => {
    const binding = one(trust, {}, (estate) =>
      estate.organization({
        id: "o-abc",
        managementAccountId: "999999999999",
        featureSet: "ALL",
        roots: [{ id: "r-1", policyTypes: ["SERVICE_CONTROL_POLICY"] }],
        units: [],
        accounts: [{ id: ACCOUNT, name: "prod", parentId: "r-1", state: "ACTIVE", path: `o-abc/r-1/${ACCOUNT}/` }],
      }),
    );
    expect(binding.verdict).toBe("allowed");
  });
  it("is conditional where the organisation was not read", () => {
    expect(one(trust).verdict).toBe("conditional");
  });
});

describe("do new pods get it", () => {
  const agentless = (more: object = {}, addon?: string) => {
    const estate = new EstateBuilder();
    const cluster = estate.cluster("prod", more);
    if (addon) estate.agent(cluster, addon);
    estate.associate(cluster, "payments/api", estate.role("app", { trust: podTrust() }));
    const [binding] = resolveBindings(estate.build());
    if (!binding) throw new Error("no binding");
    return binding;
  };
  it.each([
    ["the add-on runs", {}, "ACTIVE", true, "trust-allows"],
    ["Auto Mode brings the agent", { autoMode: true }, undefined, true, "trust-allows"],
    ["no add-on is seen: it may be installed with Helm", {}, undefined, null, "agent-unknown"],
    ["the add-on is degraded", {}, "DEGRADED", null, "agent-degraded"],
    ["the cluster is being created", { status: "CREATING" }, "ACTIVE", null, "cluster-not-active"],
    [
      "the platform version is too old",
      { version: "1.28", platformVersion: "eks.3" },
      "ACTIVE",
      false,
      "platform-version-too-old",
    ],
    [
      "the platform version is the first that can",
      { version: "1.28", platformVersion: "eks.4" },
      "ACTIVE",
      true,
      "trust-allows",
    ],
  ])("%s", (_name, cluster, addon, effective, code) => {
    const binding = agentless(cluster, addon);
    expect(binding.effective).toBe(effective);
    expect(codes(binding)).toContain(code);
  });
});
