/** The clusters that were read. */
import { type ClusterRow, type ClustersAnswer, clusterPath } from "@/lib/contracts/api";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { consoleUrl } from "./console-link";
import { compare } from "./facets";
import { tagList } from "./refs";
import type { SnapshotView } from "./snapshot-view";

export function listClusters(view: SnapshotView): ClustersAnswer {
  const workloads = countBy(
    view.workloads().filter((entry) => entry.row.kind !== "node"),
    (entry) => entry.row.clusterArn,
  );
  const associations = countBy(view.model.estate.associations, (association) => association.clusterArn);
  const gaps = countBy(view.gaps, (gap) => gap.clusterArn);
  const parts = countBy(view.parts, (part) => part.clusterArn);
  const clusters = view.model.estate.clusters.map((cluster): ClusterRow => {
    const missed = gaps.get(cluster.arn) ?? 0;
    return {
      arn: cluster.arn,
      name: cluster.name,
      accountId: cluster.accountId,
      accountName: view.accountName(cluster.accountId),
      region: cluster.region,
      status: cluster.status,
      version: cluster.version,
      platformVersion: cluster.platformVersion,
      oidcIssuer: cluster.oidcIssuer,
      autoMode: cluster.autoMode,
      connected: cluster.connected,
      podIdentityAgent: agentOf(view, cluster),
      workloads: workloads.get(cluster.arn) ?? 0,
      associations: associations.get(cluster.arn) ?? 0,
      gaps: missed,
      state: missed === 0 ? "read" : (parts.get(cluster.arn) ?? 0) > 0 ? "partial" : "not-read",
      createdAt: cluster.createdAt,
      tags: tagList(cluster.tags),
      href: clusterPath(cluster.accountId, cluster.region, cluster.name),
      consoleUrl: consoleUrl(cluster.arn),
    };
  });
  clusters.sort((a, b) => compare(a.accountId, b.accountId) || compare(a.region, b.region) || compare(a.name, b.name));
  return { clusters };
}

/** The agent can also be installed by hand, which only the cluster itself knows: its absence is never concluded here. */
function agentOf(view: SnapshotView, cluster: ClusterFacts): ClusterRow["podIdentityAgent"] {
  if (cluster.autoMode) return "auto-mode";
  const addons = view.model.estate.addons.get(cluster.arn) ?? [];
  return addons.some((addon) => addon.name === "eks-pod-identity-agent") ? "addon" : "unknown";
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
