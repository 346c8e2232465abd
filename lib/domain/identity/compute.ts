/**
 * Compute on which Pod Identity does not work, as the AWS API tells it: Fargate, by the selectors of profiles, and
 * Windows. Source: EKS User Guide, "EKS Pod Identities" (considerations) and "Define which Pods use AWS Fargate".
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import { matchesGlob } from "./irsa-subject";
import { nodeKinds } from "./node-kinds";
import { reason } from "./verdict";

/** false = no new pod of the namespace gets Pod Identity; null = it depends on the pod; true = nothing stands against it. */
export function computeDelivers(
  estate: Estate,
  cluster: ClusterFacts,
  namespace: string,
): { readonly delivers: boolean | null; readonly reasons: readonly Reason[] } {
  const selecting = (estate.fargateProfiles.get(cluster.arn) ?? []).flatMap((profile) =>
    profile.status !== null && profile.status !== "ACTIVE" && profile.status !== "CREATING"
      ? []
      : profile.selectors
          .filter((selector) => matchesGlob(selector.namespace ?? "", namespace))
          .map((selector) => ({ profile, labels: Object.entries(selector.labels) })),
  );
  const whole = selecting.find(({ labels }) => labels.length === 0);
  if (whole) {
    const text = `The Fargate profile ${whole.profile.name} takes every pod of namespace ${namespace}: on Fargate there is no Pod Identity.`;
    return { delivers: false, reasons: [reason("on-fargate", text)] };
  }
  const [part] = selecting;
  if (part) {
    const labels = part.labels.map(([key, value]) => `${key}=${value}`).join(", ");
    const text = `The Fargate profile ${part.profile.name} takes pods of namespace ${namespace} with the labels ${labels}: they get no Pod Identity.`;
    return { delivers: null, reasons: [reason("on-fargate-by-label", text)] };
  }
  const { kinds, complete } = nodeKinds(estate, cluster);
  if (complete && kinds.length > 0 && kinds.every(({ windows }) => windows))
    return {
      delivers: false,
      reasons: [reason("on-windows", "All nodes of the cluster are Windows nodes, on which there is no Pod Identity.")],
    };
  return { delivers: true, reasons: [] };
}
