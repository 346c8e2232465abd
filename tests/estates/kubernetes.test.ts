/** What clusters' own APIs add to bindings, on estates written out by hand. */
import { describe, expect, it } from "vitest";
import { whoCanBecome } from "@/lib/domain/identity/become";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import type { AccessEntryFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { NodeFacts, PodFacts, RbacGrantFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { AnyPart, PartKind } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { ACCOUNT, EstateBuilder, podTrust, policy, READ_AT } from "./estate-builder";

const NODE_ROLE = `arn:aws:iam::${ACCOUNT}:role/nodes/worker`;

function estate(
  parts: Partial<Record<PartKind, readonly object[]>>,
): SnapshotContent & { readonly cluster: ClusterFacts } {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  builder.agent(cluster);
  const ec2 = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
  builder.role("nodes/worker", { trust: ec2 });
  builder.role("handed-out", { trust: ec2 });
  const app = builder.role("app", { trust: podTrust() });
  builder.associate(cluster, "shop/api", app);
  builder.associate(cluster, "shop/default", app);
  const content = builder.build();
  const more = Object.entries(parts).map(([kind, facts]) => ({
    kind,
    accountId: ACCOUNT,
    region: cluster.region,
    clusterArn: cluster.arn,
    readAt: READ_AT,
    facts: facts.map((item) => ({ clusterArn: cluster.arn, ...item })),
  }));
  return { ...content, cluster, parts: [...content.parts, ...(more as unknown as AnyPart[])] };
}

const node = (name: string, compute: NodeFacts["compute"]) => ({ name, compute, os: "linux" }) as Partial<NodeFacts>;
const pod = (more: Partial<PodFacts>): Partial<PodFacts> => ({
  namespace: "shop",
  name: "p",
  serviceAccount: "api",
  phase: "Running",
  createdAt: "2026-11-21T00:00:00.000Z",
  hostNetwork: false,
  kube2iamRole: null,
  nodeName: "n1",
  os: null,
  containers: [{ container: "app", podIdentity: true, webIdentity: false, roleArn: null, staticKey: "no" }],
  ...more,
});
const nodeAuth = {
  kind: "role",
  arn: `arn:aws:iam::${ACCOUNT}:role/worker`,
  username: "system:node:{{EC2PrivateDNSName}}",
  groups: ["system:nodes"],
};
const nodegroup = { name: "g", nodeRoleArn: NODE_ROLE, tags: {} };

function one(content: SnapshotContent, test: (binding: Binding) => boolean): { binding: Binding; codes: string[] } {
  const binding = resolveBindings(content).find(test);
  if (!binding) throw new Error("no such binding");
  return { binding, codes: binding.reasons.map((each) => each.code) };
}
const nodeRole = (content: SnapshotContent) => one(content, (each) => each.mechanism === "node-role");
const association = (content: SnapshotContent, name = "api") => one(content, (each) => each.serviceAccount === name);

describe("the node's role", () => {
  it("is no fallback where every node is Fargate", () => {
    const { binding, codes } = nodeRole(
      estate({ nodegroups: [nodegroup], nodes: [node("f1", "fargate"), node("f2", "fargate")] }),
    );
    expect(binding.effective).toBe(false);
    expect(codes).toContain("no-instance-nodes");
    expect(codes).not.toContain("imds-reach-not-read");
  });
  it("stays possible where one node is an instance, and where nodes were read and none is there yet", () => {
    for (const nodes of [[node("f1", "fargate"), node("n1", "ec2")], []]) {
      const { binding, codes } = nodeRole(estate({ nodegroups: [nodegroup], nodes }));
      expect(binding.effective).toBeNull();
      expect(codes).toContain("imds-reach-not-read");
    }
  });
  it("names the pods on the host's network, but not those on Fargate", () => {
    const pods = [
      pod({ hostNetwork: true }),
      pod({ name: "q", hostNetwork: true, nodeName: "f1", serviceAccount: "other" }),
    ];
    const { binding } = nodeRole(
      estate({ nodegroups: [nodegroup], nodes: [node("n1", "ec2"), node("f1", "fargate")], pods }),
    );
    const text = binding.reasons.find((each) => each.code === "host-network-pods")?.text;
    expect(text).toContain("shop/api");
    expect(text).not.toContain("shop/other");
  });
  it("is found through aws-auth, which leaves out the path, without being named twice", () => {
    const through = resolveBindings(estate({ nodegroups: [nodegroup], "aws-auth": [nodeAuth] })).filter(
      (each) => each.mechanism === "node-role",
    );
    expect(through.map((each) => each.roleArn)).toEqual([NODE_ROLE]);
    expect(nodeRole(estate({ "aws-auth": [nodeAuth] })).binding.roleArn).toBe(nodeAuth.arn);
  });
  it("is not Fargate's pod execution role", () => {
    const fargate = { ...nodeAuth, username: "system:node:{{SessionName}}" };
    expect(resolveBindings(estate({ "aws-auth": [fargate] })).some((each) => each.mechanism === "node-role")).toBe(
      false,
    );
  });
});

describe("an association", () => {
  it("whose service account does not exist says so only where service accounts were read", () => {
    expect(association(estate({})).codes).not.toContain("service-account-missing");
    expect(association(estate({ "service-accounts": [] })).codes).toContain("service-account-missing");
    const there = [{ namespace: "shop", name: "api", annotations: {} }];
    expect(association(estate({ "service-accounts": there })).codes).not.toContain("service-account-missing");
  });
  it("of the service account default says what that is", () => {
    expect(association(estate({}), "default").codes).toContain("default-service-account");
  });
  it("has the pod as evidence where one carries it, and counts those that do not", () => {
    const none = [
      { container: "app", podIdentity: false, webIdentity: false, roleArn: null, staticKey: "no" as const },
    ];
    const { binding, codes } = association(estate({ pods: [pod({}), pod({ name: "q", containers: none })] }));
    expect(binding.evidence).toContain("pod");
    expect(binding.reasons.find((each) => each.code === "pods-without-it")?.text).toMatch(/^1 of 2 running pods/);
    expect(association(estate({ pods: [pod({ containers: none })] })).binding.evidence).not.toContain("pod");
    expect(codes).toContain("pods-without-it");
  });
  it("does not mind a container that the webhook was told to leave alone", () => {
    const containers = [
      { container: "app", podIdentity: true, webIdentity: false, roleArn: null, staticKey: "no" as const },
      { container: "proxy", podIdentity: false, webIdentity: false, roleArn: null, staticKey: "no" as const },
    ];
    expect(association(estate({ pods: [pod({ containers })] })).codes).toContain("pods-without-it");
    const skipping = pod({ containers, skippedContainers: ["proxy"] });
    expect(association(estate({ pods: [skipping] })).codes).not.toContain("pods-without-it");
  });
});

describe("kube2iam and kiam", () => {
  const pods = [
    pod({ serviceAccount: "old", kube2iamRole: "handed-out" }),
    pod({ name: "q", serviceAccount: "gone", kube2iamRole: "nowhere" }),
  ];
  const bare = [{ container: "app", podIdentity: false, webIdentity: false, roleArn: null, staticKey: "no" as const }];
  const runs = (role: "kube2iam" | "kiam") => [{ role, name: role, namespace: "kube-system", images: [] }];
  const TARGET = `arn:aws:iam::${ACCOUNT}:role/handed-out`;
  /** `trusted`: by the role that is handed out. `may`: what the node's role is allowed to assume. */
  function handedOut(
    input: { trusted?: unknown; may?: string; server?: "kube2iam" | "kiam"; parts?: Parameters<typeof estate>[0] } = {},
  ) {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod");
    const ec2 = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
    const go = policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: input.may ?? "*" });
    builder.role("nodes/worker", { trust: ec2, inline: { go } });
    const trusted = { Effect: "Allow", Principal: { AWS: NODE_ROLE }, Action: "sts:AssumeRole" };
    builder.role("handed-out", { trust: policy(input.trusted ?? trusted) });
    builder.part("nodegroups", cluster, [{ ...nodegroup, amiType: null, launchTemplate: null }]);
    builder.part("access-entries", cluster, []);
    builder.part("pods", cluster, [pod({ serviceAccount: "old", kube2iamRole: "handed-out", containers: bare })]);
    builder.part("daemon-sets", cluster, runs(input.server ?? "kube2iam"));
    for (const [kind, facts] of Object.entries(input.parts ?? {})) builder.part(kind as PartKind, cluster, facts);
    return one(builder.build(), (each) => each.mechanism === "kube2iam");
  }
  it("hand out roles where they run, and nothing where they do not", () => {
    const bindings = resolveBindings(estate({ pods, "daemon-sets": runs("kube2iam") })).filter(
      (each) => each.mechanism === "kube2iam",
    );
    expect(bindings.map((each) => [each.serviceAccount, each.roleArn, each.verdict])).toEqual([
      ["old", TARGET, "unknown"],
      ["gone", `arn:aws:iam::${ACCOUNT}:role/nowhere`, "denied"],
    ]);
    expect(resolveBindings(estate({ pods, "daemon-sets": [] })).some((each) => each.mechanism === "kube2iam")).toBe(
      false,
    );
  });
  it("work where the node's role may assume and is trusted", () => {
    const { binding, codes } = handedOut();
    expect(binding).toMatchObject({ verdict: "allowed", effective: true, credentialRoleArn: TARGET });
    expect(codes).toContain("trust-allows");
  });
  it("fail where the role does not trust the node's", () => {
    const trusted = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    expect(handedOut({ trusted }).binding).toMatchObject({ verdict: "denied", effective: false });
  });
  it("fail where the account is trusted and the node's role may assume others only", () => {
    const trusted = { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" };
    expect(handedOut({ trusted, may: "arn:aws:iam::*:role/other" }).binding.verdict).toBe("denied");
    expect(handedOut({ trusted }).binding.verdict).toBe("allowed");
  });
  it("are left aside by pods that carry credentials of their own", () => {
    const own = [pod({ serviceAccount: "old", kube2iamRole: "handed-out" })];
    const { binding, codes } = handedOut({ parts: { pods: own } });
    expect(binding.effective).toBe(false);
    expect(codes).toContain("own-credentials-first");
  });
  it("are not known to fail where kiam's servers may have another role, and ask for the namespace's permission", () => {
    const trusted = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    expect(handedOut({ trusted, server: "kiam" }).binding.verdict).toBe("unknown");
    const namespaces = (annotations: object) => ({ namespaces: [{ name: "shop", labels: {}, annotations }] });
    const of = (annotations: object) => handedOut({ server: "kiam", parts: namespaces(annotations) }).binding.verdict;
    expect(of({})).toBe("denied");
    expect(of({ "iam.amazonaws.com/permitted": ".*" })).toBe("allowed");
    expect(of({ "iam.amazonaws.com/permitted": "^handed-" })).toBe("conditional");
  });
});

describe("static keys", () => {
  const with_ = (staticKey: "yes" | "no" | "maybe") => [
    { container: "app", podIdentity: true, webIdentity: false, roleArn: null, staticKey },
  ];
  const keys = (content: SnapshotContent) => resolveBindings(content).filter((each) => each.mechanism === "static-key");
  it("are a way of their own, of which only the pod is known", () => {
    const [binding, ...more] = keys(estate({ pods: [pod({ containers: with_("yes") })] }));
    expect(more).toEqual([]);
    expect(binding).toMatchObject({
      serviceAccount: "api",
      credentialRoleArn: "",
      verdict: "unknown",
      effective: true,
      evidence: ["pod"],
    });
    expect(keys(estate({ pods: [pod({ containers: with_("no") })] }))).toEqual([]);
  });
  it("beat an association where every container has one", () => {
    const { binding, codes } = association(estate({ pods: [pod({ containers: with_("yes") })] }));
    expect(binding).toMatchObject({ verdict: "allowed", effective: false });
    expect(codes).toContain("static-key-first");
    const mixed = [pod({ containers: with_("yes") }), pod({ name: "q", containers: with_("no") })];
    expect(association(estate({ pods: mixed })).binding.effective).toBe(true);
  });
  it("may stand in what envFrom brings, which is not read", () => {
    const content = estate({ pods: [pod({ containers: with_("maybe") })] });
    expect(keys(content)).toEqual([]);
    const { binding } = association(content);
    expect(binding.reasons.map((each) => each.code)).not.toContain("pods-without-it");
    expect(binding.reasons.find((each) => each.code === "pods-not-read-whole")?.text).toContain("envFrom");
  });
});

describe("who can become a service account", () => {
  const grant = (more: Partial<RbacGrantFacts>): Partial<RbacGrantFacts> => ({
    namespace: "shop",
    subject: { kind: "Group", name: "team", namespace: null },
    via: "create-pods",
    names: [],
    role: "edit",
    binding: "team",
    ...more,
  });
  const ask = (content: ReturnType<typeof estate>) =>
    whoCanBecome(buildEstate(content), content.cluster.arn, "shop", "api");
  const entry = (more: Partial<AccessEntryFacts>) => ({
    principalArn: "arn:aws:iam::1:role/x",
    username: null,
    kubernetesGroups: [],
    accessPolicies: [],
    tags: {},
    ...more,
  });

  it("is not known where neither RBAC nor access entries were read", () => {
    expect(ask(estate({}))).toBeNull();
  });
  it("counts grants of the namespace and of all, for this name or for any", () => {
    const rows = ask(
      estate({
        "rbac-grants": [
          grant({}),
          grant({ namespace: "other", subject: { kind: "Group", name: "others", namespace: null } }),
          grant({
            namespace: null,
            via: "create-token",
            names: ["worker"],
            subject: { kind: "User", name: "u1", namespace: null },
          }),
          grant({
            namespace: null,
            via: "create-token",
            names: ["api"],
            subject: { kind: "User", name: "u2", namespace: null },
          }),
          grant({ subject: { kind: "ServiceAccount", name: "api", namespace: "shop" } }),
        ],
      }),
    );
    expect(rows?.map((row) => row.subject.name)).toEqual(["team", "u2"]);
  });
  it("puts everybody first, then who may do everything", () => {
    const rows = ask(
      estate({
        "rbac-grants": [
          grant({}),
          grant({ via: "all", subject: { kind: "User", name: "root", namespace: null } }),
          grant({ via: "exec", subject: { kind: "User", name: "root", namespace: null } }),
          grant({ subject: { kind: "Group", name: "system:authenticated", namespace: null } }),
        ],
      }),
    );
    expect(rows?.map((row) => [row.subject.name, row.vias])).toEqual([
      ["system:authenticated", ["create-pods"]],
      ["root", ["all"]],
      ["team", ["create-pods"]],
    ]);
  });
  it("names the IAM principals behind groups, and says where those were not read", () => {
    expect(ask(estate({ "rbac-grants": [grant({})] }))?.[0]?.principals).toBeNull();
    const mapped = estate({
      "rbac-grants": [grant({})],
      "access-entries": [entry({ kubernetesGroups: ["team"] })],
      "aws-auth": [{ kind: "role", arn: "arn:aws:iam::1:role/y", username: "y", groups: ["team"] }],
    });
    expect(ask(mapped)?.[0]?.principals).toEqual(["arn:aws:iam::1:role/x", "arn:aws:iam::1:role/y"]);
  });
  it("knows EKS's access policies, within their namespaces", () => {
    const edit = (namespaces: readonly string[]) =>
      entry({
        accessPolicies: [
          {
            policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy",
            scopeType: "namespace",
            namespaces,
          },
        ],
      });
    expect(ask(estate({ "access-entries": [edit(["shop"])] }))?.[0]?.through).toEqual(["AmazonEKSEditPolicy"]);
    expect(ask(estate({ "access-entries": [edit(["other"])] }))).toEqual([]);
  });
});
