/** The stores' cluster: too old for Pod Identity; kube2iam hands out roles through the node's. */
import type { ClusterBuilder } from "../builder";

export function legacyCluster(builder: ClusterBuilder): void {
  builder.daemonSet("kube2iam", "jtblin/kube2iam:0.11.2", { desired: 3, ready: 3 });
  builder.withoutPods("stores", "price-tags");
  builder.pod("stores", "price-tags", "kube2iam", { annotations: { "iam.amazonaws.com/role": "kube2iam-target" } });
}
