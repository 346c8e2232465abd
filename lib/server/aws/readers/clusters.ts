/** EKS in one account and region. Shapes: Amazon EKS API reference; a member that is absent is null. */
import {
  type Cluster,
  DescribeClusterCommand,
  ListAssociatedAccessPoliciesCommand,
  ListClustersCommand,
} from "@aws-sdk/client-eks";
import { clusterArn } from "@/lib/domain/aws/arn";
import type { AccessEntryFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ClusterSource } from "@/lib/server/usecases/scan/ports";
import type { AccountSession, Sender } from "../account-session";
import { malformed } from "../credentials";
import { isoTime, orNull, present, tagMap } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { clusterResources } from "./cluster-resources";
import { kubernetesToken } from "./kubernetes-token";
import { nodeReaders } from "./nodes";

export type EksSender = Sender<"eks">;

export function clusterSource(session: AccountSession, partition: string, region: string): ClusterSource {
  const eks = session.sender("eks", region);
  return {
    clusterNames: () =>
      pages(
        (nextToken) =>
          eks.send("ListClusters", (client) =>
            client.send(new ListClustersCommand({ include: ["all"], maxResults: 100, nextToken })),
          ),
        (page) => ({ items: present(page.clusters), next: page.nextToken }),
        repeatedToken("eks", "ListClusters"),
      ),
    cluster: (name) =>
      eks.send("DescribeCluster", async (client) => {
        const { cluster } = await client.send(new DescribeClusterCommand({ name }));
        if (!cluster) throw malformed("no cluster");
        return clusterFacts(cluster, { name, accountId: session.accountId, region, partition });
      }),
    resources: clusterResources(eks),
    nodes: nodeReaders(session, region),
    kubernetesToken: (clusterName) => kubernetesToken(session.credentials.provider, region, clusterName),
    accessPolicies: (cluster, principalArn) =>
      pages(
        (nextToken) =>
          eks.send("ListAssociatedAccessPolicies", (client) =>
            client.send(
              new ListAssociatedAccessPoliciesCommand({
                clusterName: cluster.name,
                principalArn,
                maxResults: 100,
                nextToken,
              }),
            ),
          ),
        (page) => ({
          items: (page.associatedAccessPolicies ?? []).flatMap(({ policyArn, accessScope }) =>
            policyArn === undefined
              ? []
              : [{ policyArn, scopeType: orNull(accessScope?.type), namespaces: present(accessScope?.namespaces) }],
          ) satisfies AccessEntryFacts["accessPolicies"],
          next: page.nextToken,
        }),
        repeatedToken("eks", "ListAssociatedAccessPolicies"),
      ),
  };
}

interface ClusterPlace {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
}

export function clusterFacts(cluster: Cluster, place: ClusterPlace): ClusterFacts {
  const { name, accountId, region, partition } = place;
  return {
    arn: cluster.arn ?? clusterArn(partition, region, accountId, name),
    name: cluster.name ?? name,
    accountId,
    region,
    status: orNull(cluster.status),
    version: orNull(cluster.version),
    platformVersion: orNull(cluster.platformVersion),
    createdAt: isoTime(cluster.createdAt),
    endpoint: orNull(cluster.endpoint),
    certificateAuthority: orNull(cluster.certificateAuthority?.data),
    oidcIssuer: orNull(cluster.identity?.oidc?.issuer),
    roleArn: orNull(cluster.roleArn),
    authenticationMode: orNull(cluster.accessConfig?.authenticationMode),
    autoMode: cluster.computeConfig?.enabled === true,
    autoModeNodeRoleArn: orNull(cluster.computeConfig?.nodeRoleArn),
    endpointPublicAccess: orNull(cluster.resourcesVpcConfig?.endpointPublicAccess),
    endpointPrivateAccess: orNull(cluster.resourcesVpcConfig?.endpointPrivateAccess),
    connected: cluster.connectorConfig !== undefined,
    healthIssues: (cluster.health?.issues ?? []).map(({ code, message }) => ({
      code: orNull(code),
      message: orNull(message),
    })),
    tags: tagMap(cluster.tags),
  };
}
