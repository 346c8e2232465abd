/** Managed node groups and Fargate profiles. */
import type { Cluster, FargateProfile, Nodegroup } from "../../estate/cluster-model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { clusterNameOf, clusterOf, clusterResource, eksArn, itemOf, listPage } from "./shared";

export const computeOperations: Readonly<Record<string, Operation>> = {
  ListNodegroups: {
    resource: clusterResource,
    run: (call) => listPage(call, "nodegroups", [...clusterOf(call).nodegroups.keys()]),
  },
  DescribeNodegroup: {
    resource: (call) => knownArn(call, "nodegroups", "nodegroup", "nodegroupName"),
    run(call) {
      const cluster = clusterOf(call);
      const nodegroup = itemOf(cluster.nodegroups, call.parameters.text("nodegroupName") ?? "", "node group");
      return JSON.stringify({ nodegroup: describeNodegroup(cluster, nodegroup) });
    },
  },
  ListFargateProfiles: {
    resource: clusterResource,
    run: (call) => listPage(call, "fargateProfileNames", [...clusterOf(call).fargateProfiles.keys()]),
  },
  DescribeFargateProfile: {
    resource: (call) => knownArn(call, "fargateProfiles", "fargateprofile", "fargateProfileName"),
    run(call) {
      const cluster = clusterOf(call);
      const profile = itemOf(
        cluster.fargateProfiles,
        call.parameters.text("fargateProfileName") ?? "",
        "Fargate profile",
      );
      return JSON.stringify({ fargateProfile: describeProfile(cluster, profile) });
    },
  },
};

// These ARNs end in an id that only the service knows.
function knownArn(call: Call, kind: "nodegroups" | "fargateProfiles", type: string, member: string): string {
  const name = call.parameters.text(member) ?? "";
  const cluster = call.account.clusters.get(call.region)?.get(clusterNameOf(call));
  return cluster?.[kind].get(name)?.arn ?? eksArn(call, `${type}/${clusterNameOf(call)}/${name}/*`);
}

function describeNodegroup(cluster: Cluster, one: Nodegroup): Record<string, unknown> {
  return {
    nodegroupName: one.name,
    nodegroupArn: one.arn,
    clusterName: cluster.name,
    version: one.version,
    releaseVersion: `${one.version}.4-20261002`,
    createdAt: one.createdAt,
    modifiedAt: one.createdAt,
    status: one.status,
    capacityType: one.capacityType,
    scalingConfig: { minSize: one.size.min, maxSize: one.size.max, desiredSize: one.size.desired },
    instanceTypes: one.instanceTypes,
    subnets: cluster.network.subnetIds,
    amiType: one.amiType,
    nodeRole: one.nodeRoleArn,
    labels: one.labels,
    resources: { autoScalingGroups: [{ name: `eks-${one.name}-${one.arn.slice(-8)}` }] },
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    ...(one.launchTemplate === null ? {} : { launchTemplate: one.launchTemplate }),
    tags: one.tags,
  };
}

function describeProfile(cluster: Cluster, one: FargateProfile): Record<string, unknown> {
  return {
    fargateProfileName: one.name,
    fargateProfileArn: one.arn,
    clusterName: cluster.name,
    createdAt: one.createdAt,
    podExecutionRoleArn: one.podExecutionRoleArn,
    subnets: cluster.network.subnetIds,
    selectors: one.selectors,
    status: one.status,
    health: { issues: [] },
    tags: one.tags,
  };
}
