/** The platform cluster: a deployer that may do everything, runners that may start pods, metrics through the kubelet. */
import type { ClusterBuilder } from "../builder";
import { bind, clusterRole, rule } from "../rbac";

export function platformCluster(builder: ClusterBuilder): void {
  const account = (namespace: string, name: string) => ({ kind: "ServiceAccount" as const, name, namespace });
  bind(builder, null, "argocd", "cluster-admin", account("argocd", "argocd-application-controller"));
  clusterRole(builder, "runner", [rule("", ["pods", "pods/exec"], "create", "get", "delete")]);
  bind(builder, "ci", "runner", "runner", account("ci", "github-runner"), account("ci", "github-runner-large"));
  clusterRole(builder, "kubelet-metrics", [rule("", ["nodes/proxy", "nodes/metrics"], "get")]);
  bind(builder, null, "grafana", "kubelet-metrics", account("observability", "grafana"));
  clusterRole(builder, "token-broker", [
    { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"], resourceNames: ["github-runner"] },
  ]);
  bind(builder, "ci", "token-broker", "token-broker", { kind: "User", name: "vault" });
}
