/** The clusters of the company, with their nodes. What runs on them is described by the teams' files. */
import type { AccountBuilder } from "../account-builder";
import type { ClusterBuilder, ClusterSpec } from "../cluster-builder";
import { serviceTrust } from "../documents";
import type { Role } from "../model";
import type { Company } from "./company";
import { launchTemplate, nodeRoleOf, runningNodes, unmanagedNodes } from "./nodes";

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
  const clusters: Clusters = {
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
  unmanagedNodes(clusters.devIreland, clusters.dataIreland);
  return clusters;
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
  runningNodes(cluster, role, 4, 2, { "eks:nodegroup-name": "general" });
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

function baseAddons(cluster: ClusterBuilder): void {
  cluster.addon("vpc-cni", "v1.20.4-eksbuild.1");
  cluster.addon("coredns", "v1.12.4-eksbuild.1");
  cluster.addon("kube-proxy", "v1.34.1-eksbuild.2");
}
