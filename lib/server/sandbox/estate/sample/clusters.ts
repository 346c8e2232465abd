/** The clusters of the company, with their nodes. What runs on them is described by the teams' files. */
import type { AccountBuilder } from "../account-builder";
import type { ClusterBuilder, ClusterSpec } from "../cluster-builder";
import type { Nodegroup } from "../cluster-model";
import { serviceTrust } from "../documents";
import type { Role } from "../model";
import type { Company } from "./company";

export interface Clusters {
  readonly paymentsIreland: ClusterBuilder;
  readonly paymentsVirginia: ClusterBuilder;
  readonly dataIreland: ClusterBuilder;
  /** Auto Mode. */
  readonly machineLearning: ClusterBuilder;
  readonly platformFrankfurt: ClusterBuilder;
  readonly devIreland: ClusterBuilder;
  /** Node groups and a Fargate profile beside each other. */
  readonly devMixed: ClusterBuilder;
  /** Older platform version than Pod Identity asks for. */
  readonly legacySydney: ClusterBuilder;
}

export function companyClusters(company: Company): Clusters {
  const { payments, data, platform, dev } = company;
  for (const account of [payments, data, platform, dev]) {
    account.role("eks-cluster-role", {
      trust: serviceTrust("eks.amazonaws.com"),
      attach: ["AmazonEKSClusterPolicy"],
      usedDaysAgo: 0,
    });
  }
  const autoNode = data.role("AmazonEKSAutoNodeRole", {
    trust: serviceTrust("ec2.amazonaws.com"),
    attach: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
    usedDaysAgo: 0,
    instanceProfile: true,
  });
  const prod = { env: "prod" };
  return {
    paymentsIreland: standard(payments, "eu-west-1", "payments-prod-euw1", "payments-node", {
      tags: { ...prod, owner: "payments-platform" },
    }),
    paymentsVirginia: standard(payments, "us-east-1", "payments-prod-use1", "payments-node", {
      tags: { ...prod, owner: "payments-platform" },
    }),
    dataIreland: standard(data, "eu-west-1", "data-prod-euw1", "data-node", {
      tags: { ...prod, owner: "data-platform" },
    }),
    machineLearning: auto(data, "us-east-1", "ml-prod-use1", autoNode),
    platformFrankfurt: standard(platform, "eu-central-1", "platform-euc1", "platform-node", {
      tags: { ...prod, owner: "platform" },
    }),
    devIreland: standard(dev, "eu-west-1", "dev-euw1", "dev-node", {
      publicEndpoint: true,
      tags: { env: "dev", owner: "platform" },
    }),
    devMixed: mixed(dev),
    legacySydney: legacy(payments),
  };
}

/** A cluster on managed node groups, with the usual add-ons. */
function standard(
  account: AccountBuilder,
  region: string,
  name: string,
  nodeRole: string,
  spec: ClusterSpec,
): ClusterBuilder {
  const cluster = account.cluster(region, name, spec);
  const role = nodeRoleOf(account, nodeRole);
  cluster.nodegroup("system", role, {
    labels: { tier: "system" },
    launchTemplate: launchTemplate(account, region, `${name}-system`, 1),
  });
  cluster.nodegroup("general", role, { launchTemplate: launchTemplate(account, region, `${name}-general`, 2) });
  baseAddons(cluster);
  cluster.addon("eks-pod-identity-agent", "v1.3.10-eksbuild.2");
  cluster.accessEntry(role.arn, {
    type: "EC2_LINUX",
    username: "system:node:{{EC2PrivateDNSName}}",
    kubernetesGroups: ["system:nodes"],
  });
  runningNodes(cluster, role, 4, 2);
  return cluster;
}

function auto(account: AccountBuilder, region: string, name: string, nodeRole: Role): ClusterBuilder {
  const cluster = account.cluster(region, name, {
    autoMode: { nodeRole },
    authenticationMode: "API",
    tags: { env: "prod", owner: "ml-platform" },
  });
  cluster.accessEntry(nodeRole.arn, {
    type: "EC2",
    username: "system:node:{{EC2PrivateDNSName}}",
    kubernetesGroups: [],
  });
  runningNodes(cluster, nodeRole, 3, 1);
  return cluster;
}

function mixed(account: AccountBuilder): ClusterBuilder {
  const cluster = account.cluster("eu-central-1", "dev-mixed-euc1", {
    version: "1.33",
    tags: { env: "dev", owner: "platform" },
  });
  const execution = account.role("dev-fargate-execution", {
    trust: serviceTrust("eks-fargate-pods.amazonaws.com"),
    attach: ["AmazonEKSFargatePodExecutionRolePolicy"],
    usedDaysAgo: 2,
  });
  cluster.fargateProfile(
    "batch",
    execution,
    { namespace: "batch" },
    { namespace: "reports", labels: { compute: "fargate" } },
  );
  const role = nodeRoleOf(account, "dev-node");
  cluster.nodegroup("linux", role);
  cluster.nodegroup("windows", role, {
    amiType: "WINDOWS_CORE_2022_x86_64",
    instanceTypes: ["m6i.2xlarge"],
    labels: { os: "windows" },
  });
  baseAddons(cluster);
  cluster.addon("eks-pod-identity-agent", "v1.3.8-eksbuild.2", {
    status: "DEGRADED",
    healthIssues: [
      {
        code: "InsufficientNumberOfReplicas",
        message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
      },
    ],
  });
  return cluster;
}

/** 1.28 below eks.4, and no agent: associations here give no pod anything. */
function legacy(account: AccountBuilder): ClusterBuilder {
  const cluster = account.cluster("ap-southeast-2", "pos-legacy-apse2", {
    version: "1.28",
    platformVersion: "eks.3",
    authenticationMode: "CONFIG_MAP",
    tags: { env: "prod", owner: "stores" },
  });
  cluster.nodegroup("stores", nodeRoleOf(account, "payments-node"), { amiType: "AL2_x86_64" });
  cluster.addon("vpc-cni", "v1.15.1-eksbuild.1");
  return cluster;
}

function nodeRoleOf(account: AccountBuilder, name: string): Role {
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

function baseAddons(cluster: ClusterBuilder): void {
  cluster.addon("vpc-cni", "v1.20.4-eksbuild.1");
  cluster.addon("coredns", "v1.12.4-eksbuild.1");
  cluster.addon("kube-proxy", "v1.34.1-eksbuild.2");
}

function launchTemplate(
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

function runningNodes(cluster: ClusterBuilder, role: Role, count: number, hopLimit: number): void {
  const { account, region } = cluster;
  const { estate } = account;
  const profile = role.instanceProfiles[0];
  for (let i = 0; i < count; i++) {
    const seed = `${cluster.arn}|node|${i}`;
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
      },
    });
  }
}
