/** What is known of the calls that a binding's credentials make. */
import { describe, expect, it } from "vitest";
import type { Mechanism } from "@/lib/domain/identity/binding";
import { addChainedTagFacts, credentialFacts } from "@/lib/domain/identity/credential-facts";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import { absentFact, analyse, compilePolicy, noLayers, parsePolicy, unknownFact } from "@/lib/domain/policy";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts } from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, irsaTrust, issuerOf, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const ISSUER = issuerOf("production-eu");

function of(mechanism: Mechanism, association: Partial<AssociationFacts> = {}) {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("production-eu");
  const tags = { team: "pay", "Kubernetes-Namespace": "forged" };
  builder
    .agent(cluster)
    .associate(cluster, "payments/api", builder.role("app", { trust: podTrust(), tags }), association);
  builder.role("target", { trust: podTrust(), tags: { tier: "gold" } }, OTHER);
  const provider = builder.provider(ISSUER);
  builder.role("web", {
    trust: irsaTrust(provider, { StringEquals: { [`${ISSUER}:sub`]: "system:serviceaccount:a:b" } }),
  });
  const content = builder.build();
  const estate = buildEstate(content);
  const binding = resolveBindings(content).find((each) => each.mechanism === mechanism);
  if (!binding) throw new Error("no such binding");
  return credentialFacts(estate, binding);
}

/** Whether a statement under the condition allows the credentials s3:GetObject. */
function allows(credentials: ReturnType<typeof credentialFacts>, condition: unknown): string {
  const parsed = parsePolicy(
    JSON.stringify(policy({ Effect: "Allow", Action: "*", Resource: "*", Condition: condition })),
  );
  if (!parsed.ok || !credentials.caller) throw new Error("not a policy");
  const request = {
    caller: credentials.caller,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::b/k",
    resourceAccount: null,
    context: toFacts(credentials.facts),
    wildcardOnly: false,
  };
  return analyse(request, { ...noLayers, identity: [compilePolicy(parsed.document)] }).verdict;
}

describe("Pod Identity", () => {
  it("has the session's tags before the role's, and the role's beside them", () => {
    const { principalTags, facts } = of("pod-identity");
    expect(principalTags.map((tag) => [tag.key, tag.value, tag.from])).toEqual([
      ["team", "pay", "role"],
      ["kubernetes-namespace", "payments", "session"],
      ["eks-cluster-arn", `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/production-eu`, "session"],
      ["eks-cluster-name", "production-eu", "session"],
      ["kubernetes-service-account", "api", "session"],
      ["kubernetes-pod-name", null, "session"],
      ["kubernetes-pod-uid", null, "session"],
    ]);
    expect(facts.get("aws:PrincipalTag/*")).toBe(absentFact);
  });
  it("tells service accounts of one role apart", () => {
    const credentials = of("pod-identity");
    expect(allows(credentials, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "payments" } })).toBe(
      "allowed",
    );
    expect(allows(credentials, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "forged" } })).toBe("denied");
    expect(allows(credentials, { StringEquals: { "aws:PrincipalTag/kubernetes-pod-name": "api-0" } })).toBe(
      "conditional",
    );
    expect(allows(credentials, { Null: { "aws:PrincipalTag/kubernetes-pod-name": "false" } })).toBe("allowed");
    expect(allows(credentials, { Null: { "aws:PrincipalTag/other": "true" } })).toBe("allowed");
  });
  it("has only the role's tags where session tags are disabled", () => {
    const { principalTags } = of("pod-identity", { disableSessionTags: true });
    expect(principalTags.map((tag) => [tag.key, tag.from])).toEqual([
      ["team", "role"],
      ["Kubernetes-Namespace", "role"],
    ]);
  });
  it("of a target role has that role's tags, and the transitive ones of the first session", () => {
    const credentials = of("pod-identity", { targetRoleArn: `arn:aws:iam::${OTHER}:role/target` });
    expect(credentials.caller).toMatchObject({ kind: "session", accountId: OTHER, name: "target" });
    expect(credentials.principalTags[0]).toMatchObject({ key: "tier", value: "gold" });
    expect(allows(credentials, { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "payments" } })).toBe(
      "allowed",
    );
    expect(allows(credentials, { StringEquals: { "aws:PrincipalTag/team": "pay" } })).toBe("denied");
  });
  it("knows the session by its form", () => {
    const credentials = of("pod-identity");
    expect(credentials.sessionName).toBe("eks-production-*");
    expect(allows(credentials, { StringLike: { "aws:userid": "*:eks-*" } })).toBe("allowed");
    expect(allows(credentials, { StringLike: { "aws:userid": "*:i-*" } })).not.toBe("allowed");
    expect(allows(credentials, { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${ACCOUNT}:role/app` } })).toBe(
      "allowed",
    );
    expect(allows(credentials, { Null: { "aws:TokenIssueTime": "false" } })).toBe("allowed");
    expect(allows(credentials, { Bool: { "aws:MultiFactorAuthPresent": "true" } })).toBe("denied");
    expect(allows(credentials, { Null: { "aws:FederatedProvider": "true" } })).toBe("allowed");
  });
  it("has the association's session policy, or does not know whether there is one", () => {
    expect(of("pod-identity").sessionPolicy).toEqual({ kind: "none" });
    expect(of("pod-identity", { policy: "{}" }).sessionPolicy).toEqual({ kind: "policy", text: "{}" });
    expect(of("pod-identity", { described: false }).sessionPolicy).toEqual({ kind: "unknown" });
    expect(of("pod-identity", { roleArn: null, described: false }).caller).toBeNull();
  });
  it("hands its transitive tags on, and any other tag that the pod likes", () => {
    const { principalTags } = of("pod-identity");
    const facts = new Map();
    addChainedTagFacts(facts, principalTags, false);
    expect(facts.get("aws:RequestTag/kubernetes-namespace")).toBe("payments");
    expect(facts.get("aws:RequestTag/*")).toBe(unknownFact);
    expect(facts.has("aws:RequestTag/team")).toBe(false);
  });
});

describe("IRSA", () => {
  it("has the provider, no session tags, and a session name of the pod's choice", () => {
    const credentials = of("irsa");
    expect(credentials.principalTags).toEqual([]);
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`;
    expect(allows(credentials, { StringEquals: { "aws:FederatedProvider": provider } })).toBe("allowed");
    expect(allows(credentials, { Null: { "aws:PrincipalTag/kubernetes-namespace": "true" } })).toBe("allowed");
    expect(allows(credentials, { StringLike: { "aws:userid": "*:eks-*" } })).toBe("conditional");
  });
});
