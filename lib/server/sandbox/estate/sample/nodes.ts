/** Nodes: roles, launch templates, running instances, and those that no managed node group knows of. */
import type { AccountBuilder } from "../account-builder";
import type { ClusterBuilder } from "../cluster-builder";
import type { Nodegroup } from "../cluster-model";
import { serviceTrust } from "../documents";
import type { Role } from "../model";
import type { Tags } from "../tags";

export function nodeRoleOf(account: AccountBuilder, name: string): Role {
  const known = account.roles.get(name);
  if (known !== undefined) return known;
  return account.role(name, {
    trust: serviceTrust("ec2.amazonaws.com"),
    attach: [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonSSMManagedInstanceCore",
    ],
    usedDaysAgo: 0,
    instanceProfile: true,
    tags: { owner: "platform" },
  });
}

export function launchTemplate(
  account: AccountBuilder,
  region: string,
  name: string,
  hopLimit: number,
): NonNullable<Nodegroup["launchTemplate"]> {
  const { estate } = account;
  const id = `lt-${estate.ids.hex("launch-template", `${account.id}${region}${name}`, 17)}`;
  const versions = [
    { number: 1, createdAt: Math.floor(estate.daysAgo(300)), instanceProfileArn: null, metadata: null },
    {
      number: 2,
      createdAt: Math.floor(estate.daysAgo(90)),
      instanceProfileArn: null,
      metadata: { httpEndpoint: "enabled" as const, httpTokens: "required" as const, hopLimit },
    },
  ];
  account.computeIn(region).launchTemplates.set(id, { id, name, defaultVersion: 2, versions });
  return { id, name, version: "2" };
}

export function runningNodes(
  cluster: ClusterBuilder,
  role: Role,
  count: number,
  hopLimit: number,
  tags: Tags = {},
): void {
  const { account, region } = cluster;
  const { estate } = account;
  const profile = role.instanceProfiles[0];
  for (let i = 0; i < count; i++) {
    const seed = `${role.arn}|${cluster.arn}|node|${i}`;
    const ip = `10.${estate.ids.number(seed, 0, 255)}.${estate.ids.number(`${seed}b`, 0, 255)}.${10 + i}`;
    account.computeIn(region).instances.push({
      id: `i-${estate.ids.hex("instance", seed, 17)}`,
      type: "m7i.xlarge",
      state: "running",
      launchedAt: Math.floor(estate.pastTime(seed, 1, 20)),
      privateIp: ip,
      privateDnsName: `ip-${ip.replaceAll(".", "-")}.${region}.compute.internal`,
      vpcId: cluster.cluster.network.vpcId,
      subnetId: cluster.cluster.network.subnetIds[i % 3] ?? "",
      instanceProfile: profile === undefined ? null : { arn: profile.arn, id: profile.id },
      metadata: { httpEndpoint: "enabled", httpTokens: "required", hopLimit },
      tags: {
        [`kubernetes.io/cluster/${cluster.cluster.name}`]: "owned",
        "eks:cluster-name": cluster.cluster.name,
        Name: `${cluster.cluster.name}-${i}`,
        ...tags,
      },
    });
  }
}

/** Karpenter's nodes and self-managed ones: seen only by access entry and by the tags of running instances. */
export function unmanagedNodes(karpenter: ClusterBuilder, selfManaged: ClusterBuilder): void {
  const kinds: readonly (readonly [ClusterBuilder, string, Tags, number])[] = [
    [karpenter, `KarpenterNodeRole-${karpenter.cluster.name}`, { "karpenter.sh/nodepool": "default" }, 1],
    [selfManaged, "gpu-self-managed-node", { "aws:autoscaling:groupName": "gpu-workers" }, 3],
  ];
  for (const [cluster, name, tags, hopLimit] of kinds) {
    const role = nodeRoleOf(cluster.account, name);
    cluster.accessEntry(role.arn, {
      type: "EC2_LINUX",
      username: "system:node:{{EC2PrivateDNSName}}",
      kubernetesGroups: ["system:nodes"],
    });
    runningNodes(cluster, role, 2, hopLimit, tags);
  }
}
