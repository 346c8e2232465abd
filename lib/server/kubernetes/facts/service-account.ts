import type { V1ServiceAccount } from "@kubernetes/client-node";
import type { ServiceAccountFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { namedBy, textMap } from "./metadata";

export function serviceAccountFacts(clusterArn: string, item: V1ServiceAccount): ServiceAccountFacts | null {
  const named = namedBy(item.metadata);
  if (named === null) return null;
  const automount = item.automountServiceAccountToken;
  return {
    clusterArn,
    namespace: named.namespace,
    name: named.name,
    createdAt: named.createdAt,
    annotations: textMap(item.metadata?.annotations),
    automountToken: typeof automount === "boolean" ? automount : null,
  };
}
