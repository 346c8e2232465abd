/** DaemonSets that hand out credentials: known by their image, and by name where the image was copied under another. */
import type { V1DaemonSet } from "@kubernetes/client-node";
import type { DaemonSetFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { countOrNull, namedBy, objects, textOrNull } from "./metadata";

const ROLES: readonly (readonly [DaemonSetFacts["role"], RegExp])[] = [
  ["pod-identity-agent", /(?:^|\/)eks-pod-identity-agent(?:[:@-]|$)/],
  ["kube2iam", /(?:^|\/)kube2iam(?:[:@-]|$)/],
  ["kiam", /(?:^|\/)kiam(?:[:@-]|$)/],
];

/** null for all other DaemonSets. */
export function daemonSetFacts(clusterArn: string, item: V1DaemonSet): DaemonSetFacts | null {
  const named = namedBy(item.metadata);
  if (named === null) return null;
  const images = objects(item.spec?.template?.spec?.containers).map((container) => textOrNull(container.image) ?? "");
  const role = ROLES.find(([, pattern]) => [...images, named.name].some((text) => pattern.test(text)))?.[0];
  if (role === undefined) return null;
  return {
    clusterArn,
    namespace: named.namespace,
    name: named.name,
    role,
    images,
    desired: countOrNull(item.status?.desiredNumberScheduled),
    current: countOrNull(item.status?.currentNumberScheduled),
    ready: countOrNull(item.status?.numberReady),
  };
}
