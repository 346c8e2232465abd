/** Kind of compute: by the provider's id, which no user of the cluster can change; Auto Mode by EKS's own label. */
import type { V1Node } from "@kubernetes/client-node";
import type { NodeFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { entry, namedBy, textOrNull } from "./metadata";

export function nodeFacts(clusterArn: string, item: V1Node): NodeFacts | null {
  const named = namedBy(item.metadata);
  if (named === null) return null;
  const labels = item.metadata?.labels;
  const providerId = textOrNull(item.spec?.providerID);
  const instanceId = /^aws:\/\/\/[^/]*\/(i-[0-9a-f]+)$/.exec(providerId ?? "")?.[1] ?? null;
  return {
    clusterArn,
    name: named.name,
    providerId,
    instanceId,
    compute: computeOf(providerId, instanceId, entry(labels, "eks.amazonaws.com/compute-type")),
    os: textOrNull(item.status?.nodeInfo?.operatingSystem) ?? entry(labels, "kubernetes.io/os") ?? null,
    nodegroup: entry(labels, "eks.amazonaws.com/nodegroup") ?? null,
  };
}

function computeOf(
  providerId: string | null,
  instanceId: string | null,
  label: string | undefined,
): NodeFacts["compute"] {
  if (instanceId !== null) return label === "auto" ? "auto-mode" : "ec2";
  if (providerId !== null && /^aws:\/\/\/.*\/fargate-/.test(providerId)) return "fargate";
  if (providerId?.startsWith("eks-hybrid://")) return "hybrid";
  return "unknown";
}
