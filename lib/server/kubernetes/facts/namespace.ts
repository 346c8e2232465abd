import type { V1Namespace } from "@kubernetes/client-node";
import type { NamespaceFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { namedBy, textMap } from "./metadata";

export function namespaceFacts(clusterArn: string, item: V1Namespace): NamespaceFacts | null {
  const named = namedBy(item.metadata);
  if (named === null) return null;
  return {
    clusterArn,
    name: named.name,
    labels: textMap(item.metadata?.labels),
    annotations: textMap(item.metadata?.annotations),
  };
}
