/** The roles that every cluster has, and the ways in which teams hand out more than they mean to. */
import type { ClusterBuilder } from "./builder";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

export function rule(group: string, resources: readonly string[], ...verbs: readonly string[]): Rule {
  return { apiGroups: [group], resources, verbs };
}

const EDIT: readonly Rule[] = [
  rule("", ["pods", "pods/exec", "pods/attach", "pods/portforward"], "create", "delete", "patch", "update", "get"),
  rule("", ["secrets", "serviceaccounts", "configmaps"], "create", "get", "list", "patch", "update", "watch"),
  rule("", ["serviceaccounts"], "impersonate"),
  rule("", ["serviceaccounts/token"], "create"),
  rule(
    "apps",
    ["deployments", "daemonsets", "statefulsets", "replicasets"],
    "create",
    "patch",
    "update",
    "get",
    "list",
  ),
  rule("batch", ["jobs", "cronjobs"], "create", "patch", "update", "get", "list"),
];

export function clusterRole(builder: ClusterBuilder, name: string, rules: readonly Rule[], aggregates = false): void {
  const aggregationRule = {
    clusterRoleSelectors: [{ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: "true" } }],
  };
  builder.put("clusterroles", { metadata: { name }, rules, ...(aggregates ? { aggregationRule } : {}) });
}

export interface Subject {
  readonly kind: "User" | "Group" | "ServiceAccount";
  readonly name: string;
  readonly namespace?: string;
}

/** In one namespace, or with null in all of them. */
export function bind(
  builder: ClusterBuilder,
  namespace: string | null,
  name: string,
  role: string,
  ...subjects: readonly Subject[]
): void {
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role };
  if (namespace === null) builder.put("clusterrolebindings", { metadata: { name }, roleRef, subjects });
  else builder.put("rolebindings", { metadata: { name, namespace }, roleRef, subjects });
}

export function standardRoles(builder: ClusterBuilder): void {
  clusterRole(builder, "cluster-admin", [rule("*", ["*"], "*")]);
  clusterRole(builder, "edit", EDIT, true);
  clusterRole(builder, "view", [rule("", ["pods", "serviceaccounts", "namespaces"], "get", "list", "watch")], true);
  bind(builder, null, "cluster-admin", "cluster-admin", { kind: "Group", name: "system:masters" });
}
