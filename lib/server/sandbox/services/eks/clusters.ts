import type { Cluster } from "../../estate/cluster-model";
import type { Estate } from "../../estate/model";
import type { Operation } from "../../protocol/service";
import { clusterOf, clusterResource, eksArn, listPage } from "./shared";

export const clusterOperations: Readonly<Record<string, Operation>> = {
  ListClusters: {
    resource: (call) => eksArn(call, "cluster/*"),
    run(call) {
      const all = call.parameters.texts("include").includes("all");
      const clusters = [...(call.account.clusters.get(call.region)?.values() ?? [])];
      const names = clusters.filter((cluster) => all || cluster.connector === null).map((cluster) => cluster.name);
      return listPage(call, "clusters", names, String(all));
    },
  },
  DescribeCluster: {
    resource: clusterResource,
    run: (call) => JSON.stringify({ cluster: describeCluster(clusterOf(call), call.estate.kubernetes) }),
  },
};

function describeCluster(cluster: Cluster, kubernetes: Estate["kubernetes"]): Record<string, unknown> {
  const api = kubernetes?.get(cluster.arn) ?? cluster;
  const common = {
    name: cluster.name,
    arn: cluster.arn,
    createdAt: cluster.createdAt,
    status: cluster.status,
    tags: cluster.tags,
    health: { issues: cluster.healthIssues.map((issue) => ({ ...issue, resourceIds: [] })) },
  };
  if (cluster.connector !== null) {
    return { ...common, connectorConfig: { provider: cluster.connector.provider, roleArn: cluster.connector.roleArn } };
  }
  const auto = cluster.autoMode;
  return {
    ...common,
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    roleArn: cluster.roleArn,
    endpoint: api.endpoint,
    certificateAuthority: api.certificateAuthority === null ? {} : { data: api.certificateAuthority },
    ...(cluster.issuer === null ? {} : { identity: { oidc: { issuer: cluster.issuer } } }),
    accessConfig: { authenticationMode: cluster.authenticationMode },
    upgradePolicy: { supportType: "STANDARD" },
    computeConfig:
      auto === null
        ? { enabled: false }
        : {
            enabled: true,
            nodePools: auto.nodePools,
            ...(auto.nodeRoleArn === null ? {} : { nodeRoleArn: auto.nodeRoleArn }),
          },
    storageConfig: { blockStorage: { enabled: auto !== null } },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: "172.20.0.0/16",
      ipFamily: "ipv4",
      elasticLoadBalancing: { enabled: auto !== null },
    },
    resourcesVpcConfig: {
      vpcId: cluster.network.vpcId,
      subnetIds: cluster.network.subnetIds,
      securityGroupIds: [],
      endpointPublicAccess: cluster.network.publicAccess,
      endpointPrivateAccess: cluster.network.privateAccess,
      publicAccessCidrs: cluster.network.publicAccess ? ["0.0.0.0/0"] : [],
    },
    logging: { clusterLogging: [{ types: ["api", "audit", "authenticator"], enabled: true }] },
    deletionProtection: false,
  };
}
