/** Objects of a cluster as its API server serves them: JSON with metadata. */

export interface KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export type ResourceName =
  | "serviceaccounts"
  | "pods"
  | "namespaces"
  | "nodes"
  | "daemonsets"
  | "roles"
  | "clusterroles"
  | "rolebindings"
  | "clusterrolebindings";

export interface ClusterObjects {
  readonly lists: Readonly<Record<ResourceName, readonly KubernetesObject[]>>;
  /** ConfigMaps of kube-system by name. */
  readonly configMaps: ReadonlyMap<string, KubernetesObject>;
  /** What the reader is allowed in the cluster. "view": as AmazonEKSViewPolicy, without nodes and RBAC; null = not known to it. */
  readonly access: "all" | "view" | null;
}

/** List kind and API group of each resource. */
export const RESOURCES: Readonly<Record<ResourceName, { readonly group: string; readonly kind: string }>> = {
  serviceaccounts: { group: "v1", kind: "ServiceAccountList" },
  pods: { group: "v1", kind: "PodList" },
  namespaces: { group: "v1", kind: "NamespaceList" },
  nodes: { group: "v1", kind: "NodeList" },
  daemonsets: { group: "apps/v1", kind: "DaemonSetList" },
  roles: { group: "rbac.authorization.k8s.io/v1", kind: "RoleList" },
  clusterroles: { group: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleList" },
  rolebindings: { group: "rbac.authorization.k8s.io/v1", kind: "RoleBindingList" },
  clusterrolebindings: { group: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBindingList" },
};

const NOT_IN_VIEW: ReadonlySet<string> = new Set([
  "nodes",
  "roles",
  "clusterroles",
  "rolebindings",
  "clusterrolebindings",
]);

export function mayRead(access: ClusterObjects["access"], resource: string): boolean {
  return access === "all" || (access === "view" && !NOT_IN_VIEW.has(resource));
}
