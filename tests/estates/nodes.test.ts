/** Nodes: which roles they run with, how far pods reach those, and whether their agents may ask for pods' credentials. */
import { describe, expect, it } from "vitest";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import type {
  ClusterFacts,
  MetadataOptionsFacts,
  NodeInstancesFacts,
  OrganizationFacts,
} from "@/lib/domain/snapshot/facts";
import { ACCOUNT, EstateBuilder, podTrust, policy, type RoleInput } from "./estate-builder";

const EC2 = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
const WORKER = policy({
  Effect: "Allow",
  Action: ["ec2:Describe*", "eks-auth:AssumeRoleForPodIdentity"],
  Resource: "*",
});
const NODE = `arn:aws:iam::${ACCOUNT}:role/node`;
const PROFILE = `arn:aws:iam::${ACCOUNT}:instance-profile/node`;

interface Input {
  readonly cluster?: Partial<ClusterFacts>;
  readonly roles?: Readonly<Record<string, Partial<RoleInput>>>;
  readonly nodegroups?: readonly object[];
  readonly entries?: readonly object[] | null;
  readonly instances?: readonly Partial<NodeInstancesFacts>[];
  readonly templates?: readonly object[];
  readonly prepare?: (builder: EstateBuilder, cluster: ClusterFacts) => void;
}

function resolve(input: Input): readonly Binding[] {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod", input.cluster);
  builder.agent(cluster).associate(cluster, "payments/api", builder.role("app", { trust: podTrust() }));
  for (const [name, role] of Object.entries(input.roles ?? { node: {} }))
    builder.role(name, {
      trust: EC2,
      inline: { worker: WORKER },
      instanceProfiles: [`arn:aws:iam::${ACCOUNT}:instance-profile/${name}`],
      ...role,
    });
  const groups = input.nodegroups ?? [{ name: "general", nodeRoleArn: NODE }];
  builder.part(
    "nodegroups",
    cluster,
    groups.map((group) => ({ amiType: null, launchTemplate: null, tags: {}, ...group })),
  );
  if (input.entries !== null)
    builder.part(
      "access-entries",
      cluster,
      (input.entries ?? []).map((entry) => ({ described: true, kubernetesGroups: [], ...entry })),
    );
  if (input.instances)
    builder.part(
      "node-instances",
      cluster,
      input.instances.map((one) => instances(one)),
    );
  if (input.templates) builder.part("launch-templates", cluster, input.templates);
  input.prepare?.(builder, cluster);
  return resolveBindings(builder.build());
}

const options = (hopLimit: number | null, httpTokens = "required", httpEndpoint = "enabled"): MetadataOptionsFacts => ({
  hopLimit,
  httpTokens,
  httpEndpoint,
});
const instances = (more: Partial<NodeInstancesFacts>) => ({
  nodegroup: null,
  nodepool: null,
  instanceProfileArn: PROFILE,
  metadata: options(1),
  count: 2,
  instanceIds: ["i-1", "i-2"],
  ...more,
});
function node(input: Input, roleArn = NODE): { binding: Binding; codes: string[] } {
  const binding = resolve(input).find((each) => each.mechanism === "node-role" && each.roleArn === roleArn);
  if (!binding) throw new Error("no such binding");
  return { binding, codes: binding.reasons.map((each) => each.code) };
}

describe("reaching the node's role", () => {
  it("is a condition where nobody asked for instances, and says what would tell", () => {
    const { binding, codes } = node({});
    expect(binding).toMatchObject({ verdict: "conditional", effective: null });
    expect(codes).toEqual(["node-role", "imds-reach-not-read", "instances-not-asked"]);
  });
  it("names the missing permission where instances could not be read", () => {
    const { binding } = node({
      prepare: (builder, { region }) =>
        builder.gap({
          service: "ec2",
          operation: "DescribeInstances",
          region,
          missingPermission: "ec2:DescribeInstances",
        }),
    });
    expect(binding.verdict).toBe("unknown");
    expect(binding.reasons.find((each) => each.code === "instances-not-read")?.text).toContain("ec2:DescribeInstances");
  });
  it.each([
    ["a hop limit of two", options(2), "conditional", "imds-reachable"],
    ["a hop limit of one, but IMDSv1: it limits tokens only", options(1, "optional"), "conditional", "imds-reachable"],
    ["a hop limit of one and IMDSv2", options(1), "conditional", "imds-host-network-only"],
    ["a hop limit that is not told", options(null), "unknown", "imds-reach-not-read"],
  ] as const)("is possible with %s, never certain", (_name, metadata, verdict, code) => {
    const { binding, codes } = node({ instances: [{ nodegroup: "general", metadata }] });
    expect(binding).toMatchObject({ verdict, effective: null });
    expect(codes).toContain(code);
    expect(binding.reasons.find((each) => each.code === code)?.text).toMatch(
      /^Possible, never certain\. Node group general/,
    );
  });
  it("is impossible where the metadata service is off", () => {
    const { binding, codes } = node({
      instances: [{ nodegroup: "general", metadata: options(2, "required", "disabled") }],
    });
    expect(binding).toMatchObject({ verdict: "denied", effective: false });
    expect(codes).toContain("imds-off");
  });
  it("is told for each way in which instances of a group are set", () => {
    const { binding, codes } = node({
      instances: [
        { nodegroup: "general" },
        { nodegroup: "general", metadata: options(2), count: 1, instanceIds: ["i-9"] },
      ],
    });
    expect(binding.verdict).toBe("conditional");
    expect(codes).toEqual(expect.arrayContaining(["imds-host-network-only", "imds-reachable"]));
    expect(binding.reasons.find((each) => each.code === "imds-reachable")?.text).toContain("i-9");
  });
  it("is read from the launch template where no instance runs", () => {
    const launchTemplate = { id: "lt-1", name: "t", version: "3" };
    const input = (metadata: MetadataOptionsFacts) => ({
      nodegroups: [{ name: "general", nodeRoleArn: NODE, launchTemplate }],
      instances: [],
      templates: [
        { id: "lt-1", version: "2", metadata: options(1) },
        { id: "lt-1", version: "3", metadata },
      ],
    });
    expect(node(input(options(2))).codes).toContain("imds-reachable");
    expect(node(input(options(null, undefined, undefined))).codes).toContain("imds-reach-not-read");
  });
  it("is for the host's network only in Auto Mode, which sets its nodes so", () => {
    const { binding, codes } = node({ cluster: { autoMode: true, autoModeNodeRoleArn: NODE }, nodegroups: [] });
    expect(binding.verdict).toBe("conditional");
    expect(codes).toContain("imds-host-network-only");
  });
  it("is the same for node classes of one's own in Auto Mode, which have access entries of type EC2", () => {
    const entries = [{ principalArn: NODE, type: "EC2" }];
    const { binding, codes } = node({ cluster: { autoMode: true }, nodegroups: [], entries });
    expect(binding.verdict).toBe("conditional");
    expect(codes).toContain("imds-host-network-only");
  });
  it("finds Karpenter's and self-managed nodes by the tags of their instances", () => {
    const karpenter = `arn:aws:iam::${ACCOUNT}:role/karpenter`;
    const input: Input = {
      roles: { node: {}, karpenter: {} },
      nodegroups: [],
      instances: [
        { instanceProfileArn: PROFILE },
        { instanceProfileArn: PROFILE.replace("/node", "/karpenter"), nodepool: "default", metadata: options(2) },
      ],
    };
    expect(node(input).binding.reasons[0]?.text).toContain("instances tagged for the cluster");
    expect(node(input, karpenter).binding.reasons[0]?.text).toContain("Karpenter node pool default");
    expect(node(input, karpenter).codes).toContain("imds-reachable");
  });
  it("does not let an access entry of the same role cast doubt on what instances tell", () => {
    const entries = [{ principalArn: NODE, type: "EC2_LINUX", username: "system:node:{{EC2PrivateDNSName}}" }];
    const { codes } = node({ entries, instances: [{ nodegroup: "general", metadata: options(2) }] });
    expect(codes).not.toContain("imds-reach-not-read");
  });
});

describe("the node's permission to ask for pods' credentials", () => {
  const ask = (input: Input) => {
    const binding = resolve(input).find((each) => each.mechanism === "pod-identity");
    if (!binding) throw new Error("no binding");
    return { binding, codes: binding.reasons.map((each) => each.code) };
  };
  const without = { inline: { other: policy({ Effect: "Allow", Action: "ec2:Describe*", Resource: "*" }) } };
  it("is there with the policies that nodes have", () => {
    expect(ask({}).binding).toMatchObject({ verdict: "allowed", effective: true });
  });
  it("is needed: without it no pod gets anything", () => {
    const { binding, codes } = ask({ roles: { node: without } });
    expect(binding).toMatchObject({ verdict: "denied", effective: false });
    expect(codes).toContain("node-role-may-not-ask");
  });
  it.each([
    ["a boundary", { boundary: `arn:aws:iam::${ACCOUNT}:policy/limit` }],
    [
      "a statement of its own",
      { inline: { worker: WORKER, no: policy({ Effect: "Deny", Action: "eks-auth:*", Resource: "*" }) } },
    ],
    [
      "another cluster in its policy",
      {
        inline: {
          worker: policy({
            Effect: "Allow",
            Action: "eks-auth:AssumeRoleForPodIdentity",
            Resource: "arn:aws:eks:*:*:cluster/other",
          }),
        },
      },
    ],
  ])("is taken away by %s", (_name, role) => {
    const { binding } = ask({
      roles: { node: role },
      prepare: (builder) =>
        builder.policy(
          `arn:aws:iam::${ACCOUNT}:policy/limit`,
          policy({ Effect: "Allow", Action: "ec2:*", Resource: "*" }),
        ),
    });
    expect(binding.verdict).toBe("denied");
  });
  it("is taken away by a service control policy", () => {
    const organization: OrganizationFacts = {
      id: "o-abc",
      managementAccountId: "999999999999",
      featureSet: "ALL",
      roots: [{ id: "r-1", policyTypes: ["SERVICE_CONTROL_POLICY"] }],
      units: [],
      accounts: [{ id: ACCOUNT, name: null, parentId: "r-1", state: "ACTIVE", path: `o-abc/r-1/${ACCOUNT}/` }],
    };
    const scp = (id: string, content: unknown) =>
      ({ id, arn: null, name: id, type: "SCP", awsManaged: false, targets: ["r-1", ACCOUNT], content }) as const;
    const everything = scp("p-full", policy({ Effect: "Allow", Action: "*", Resource: "*" }));
    const no = scp("p-no", policy({ Effect: "Deny", Action: "eks-auth:*", Resource: "*" }));
    const denied = ask({ prepare: (builder) => builder.organization(organization, [everything, no]) });
    expect(denied.binding.verdict).toBe("denied");
    expect(denied.binding.reasons.find((each) => each.code === "node-role-may-not-ask")?.text).toContain(
      "service control policy",
    );
    const open = ask({ prepare: (builder) => builder.organization(organization, [everything]) });
    expect(open.binding.verdict).toBe("allowed");
    expect(open.codes).not.toContain("scps-not-read");
  });
  it("is not known where the role's policies were not read", () => {
    const { binding, codes } = ask({
      roles: { node: { inline: {}, attached: ["arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"] } },
    });
    expect(binding).toMatchObject({ verdict: "unknown", effective: null });
    expect(codes).toContain("node-role-not-judged");
  });
  it("may be there on some nodes and not on others", () => {
    const { binding, codes } = ask({
      roles: { node: {}, bare: without },
      nodegroups: [
        { name: "general", nodeRoleArn: NODE },
        { name: "bare", nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/bare` },
      ],
    });
    expect(binding).toMatchObject({ verdict: "allowed", effective: null });
    expect(codes).toContain("node-role-may-not-ask");
  });
  it("is no matter on Windows, where no agent runs, nor for a role that is gone beside one that is there", () => {
    const windows = {
      name: "windows",
      amiType: "WINDOWS_CORE_2022_x86_64",
      nodeRoleArn: `arn:aws:iam::${ACCOUNT}:role/bare`,
    };
    const general = { name: "general", nodeRoleArn: NODE };
    expect(ask({ roles: { node: {}, bare: without }, nodegroups: [general, windows] }).binding.effective).toBe(true);
    const gone = { principalArn: `arn:aws:iam::${ACCOUNT}:role/gone`, type: "EC2_LINUX" };
    expect(ask({ entries: [gone] }).binding.effective).toBe(true);
  });
  it("does not deny where nodes with other roles may exist", () => {
    const { binding, codes } = ask({ roles: { node: without }, entries: null });
    expect(binding.verdict).toBe("unknown");
    expect(codes).toContain("node-roles-incomplete");
  });
});

describe("compute on which there is no Pod Identity", () => {
  const ask = (input: Input) => {
    const binding = resolve(input).find((each) => each.mechanism === "pod-identity");
    if (!binding) throw new Error("no binding");
    return { binding, codes: binding.reasons.map((each) => each.code) };
  };
  const profile =
    (...selectors: object[]) =>
    (builder: EstateBuilder, cluster: ClusterFacts) =>
      builder.part("fargate-profiles", cluster, [
        { name: "batch", status: "ACTIVE", selectors, tags: {}, described: true },
      ]);
  it("is Fargate, where a profile takes the namespace", () => {
    const { binding, codes } = ask({ prepare: profile({ namespace: "pay*", labels: {} }) });
    expect(binding).toMatchObject({ verdict: "allowed", effective: false });
    expect(codes).toContain("on-fargate");
    expect(ask({ prepare: profile({ namespace: "other", labels: {} }) }).binding.effective).toBe(true);
  });
  it("depends on the pod where the profile asks for labels", () => {
    const { binding, codes } = ask({ prepare: profile({ namespace: "payments", labels: { compute: "fargate" } }) });
    expect(binding.effective).toBeNull();
    expect(codes).toContain("on-fargate-by-label");
  });
  it("is Windows, where there are no other nodes", () => {
    const nodegroups = [{ name: "w", nodeRoleArn: NODE, amiType: "WINDOWS_FULL_2022_x86_64" }];
    expect(ask({ nodegroups }).binding.effective).toBe(false);
    expect(ask({ nodegroups }).codes).toContain("on-windows");
  });
  it("is a node group beside Auto Mode, whose agent is its own", () => {
    const builder = new EstateBuilder();
    const cluster = builder.cluster("prod", { autoMode: true, autoModeNodeRoleArn: NODE });
    builder.role("node", { trust: EC2, inline: { worker: WORKER } });
    builder.associate(cluster, "payments/api", builder.role("app", { trust: podTrust() }));
    builder.part("nodegroups", cluster, [{ name: "general", nodeRoleArn: NODE, amiType: null, launchTemplate: null }]);
    builder.part("access-entries", cluster, []);
    const [binding] = resolveBindings(builder.build());
    expect(binding).toMatchObject({ verdict: "allowed", effective: null });
    expect(binding?.reasons.map((each) => each.code)).toContain("agent-auto-mode-only");
  });
});
