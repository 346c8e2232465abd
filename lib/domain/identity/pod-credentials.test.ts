import { describe, expect, it } from "vitest";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ContainerCredentialFacts, NodeFacts, PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { Binding } from "./binding";
import { podAnswers } from "./pod-credentials";

const CLUSTER = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
const ASSOCIATION = "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/a-1";

const container = (more: Partial<ContainerCredentialFacts> = {}): ContainerCredentialFacts => ({
  container: "app",
  podIdentity: false,
  webIdentity: false,
  roleArn: null,
  staticKey: "no",
  ...more,
});
const pod = (containers: readonly ContainerCredentialFacts[], more: Partial<PodFacts> = {}): PodFacts => ({
  clusterArn: CLUSTER,
  namespace: "payments",
  name: "api-1",
  uid: "u",
  serviceAccount: "api",
  nodeName: "n1",
  phase: "Running",
  createdAt: "2026-11-10T00:00:00.000Z",
  hostNetwork: false,
  webhookLabel: false,
  tokenAudiences: [],
  kube2iamRole: null,
  containers,
  os: null,
  ...more,
});
const binding = (mechanism: "pod-identity" | "irsa"): Binding => ({
  id: mechanism,
  mechanism,
  clusterArn: CLUSTER,
  issuer: null,
  namespace: "payments",
  serviceAccount: "api",
  pattern: false,
  associationArn: mechanism === "pod-identity" ? ASSOCIATION : null,
  roleArn: "arn:aws:iam::111122223333:role/app",
  targetRoleArn: null,
  credentialRoleArn: "arn:aws:iam::111122223333:role/app",
  verdict: "allowed",
  effective: true,
  reasons: [],
  evidence: [],
  readAt: "2026-11-20T00:00:00.000Z",
});
const node = (more: Partial<NodeFacts> = {}): NodeFacts => ({
  clusterArn: CLUSTER,
  name: "n1",
  providerId: null,
  instanceId: null,
  compute: "ec2",
  os: "linux",
  nodegroup: null,
  ...more,
});

function answer(
  of: PodFacts,
  bindings: readonly Binding[],
  nodes: readonly NodeFacts[] = [node()],
  associatedAt = "2026-11-01T00:00:00.000Z",
) {
  const estate = {
    nodes: new Map([[CLUSTER, nodes]]),
    associations: [{ arn: ASSOCIATION, createdAt: associatedAt }],
  } as unknown as Estate;
  const [found] = podAnswers(estate, CLUSTER, [of], bindings);
  if (!found) throw new Error("no answer");
  return {
    carries: found.carries,
    expected: found.expected,
    role: found.roleArn,
    codes: found.reasons.map((each) => each.code),
  };
}

describe("what a running pod carries", () => {
  it("is the association's role where it was injected", () => {
    expect(answer(pod([container({ podIdentity: true })]), [binding("pod-identity")])).toEqual({
      carries: "pod-identity",
      expected: "pod-identity",
      role: "arn:aws:iam::111122223333:role/app",
      codes: [],
    });
  });
  it("stays IRSA for pods older than the association", () => {
    const old = pod([container({ webIdentity: true, roleArn: "arn:aws:iam::111122223333:role/old" })], {
      createdAt: "2026-10-01T00:00:00.000Z",
    });
    expect(answer(old, [binding("pod-identity")])).toEqual({
      carries: "irsa",
      expected: "pod-identity",
      role: "arn:aws:iam::111122223333:role/old",
      codes: ["older-than-association", "keeps-irsa"],
    });
  });
  it("is nothing where the webhook missed it, and says what follows", () => {
    expect(answer(pod([container()]), [binding("pod-identity")])).toMatchObject({
      carries: "none",
      codes: ["missed-by-webhook", "falls-back"],
    });
  });
  it.each([
    ["Fargate", node({ compute: "fargate" }), "on-fargate"],
    ["Windows", node({ os: "windows" }), "on-windows"],
  ])("is nothing on %s", (_name, where, code) => {
    expect(answer(pod([container()]), [binding("pod-identity")], [where]).codes).toContain(code);
  });
  it("is a static key before anything else", () => {
    expect(answer(pod([container({ podIdentity: true, staticKey: "yes" })]), [binding("pod-identity")])).toMatchObject({
      carries: "static-key",
      codes: ["static-key"],
    });
  });
  it("is unknown where the environment comes from elsewhere", () => {
    expect(
      answer(pod([container({ podIdentity: true, staticKey: "maybe" })]), [binding("pod-identity")]),
    ).toMatchObject({ carries: "unknown", codes: ["environment-not-read"] });
  });
  it("was not injected for one of two reasons where its age is not known", () => {
    expect(answer(pod([container()], { createdAt: null }), [binding("pod-identity")]).codes).toEqual([
      "not-injected",
      "falls-back",
    ]);
  });
  it("tells the container that differs", () => {
    expect(
      answer(pod([container({ podIdentity: true }), container({ container: "sidecar" })]), [binding("pod-identity")])
        .carries,
    ).toBe("none");
  });
  it("leaves out pods that have ended", () => {
    const estate = { nodes: new Map(), associations: [] } as unknown as Estate;
    expect(podAnswers(estate, CLUSTER, [pod([container()], { phase: "Succeeded" })], [])).toEqual([]);
  });
});
