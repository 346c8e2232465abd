/** Clusters with Pod Identity associations: without one the agent and the platform version do not matter. */
import type { Binding } from "@/lib/domain/identity/binding";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { groupedBy } from "../../broken";
import type { FindingFacts } from "../../rule";

export interface AssociatedCluster {
  readonly cluster: ClusterFacts;
  readonly bindings: readonly Binding[];
}

export function associatedClusters(facts: FindingFacts): readonly AssociatedCluster[] {
  return facts.kept("clusters with associations", () => {
    const associated = facts.model.bindings.filter(({ mechanism }) => mechanism === "pod-identity");
    return [...groupedBy(associated, ({ clusterArn }) => clusterArn ?? "")].flatMap(([arn, bindings]) => {
      const cluster = facts.model.estate.clusterByArn.get(arn);
      return cluster ? [{ cluster, bindings }] : [];
    });
  });
}
