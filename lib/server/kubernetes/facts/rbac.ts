/**
 * Rules of RBAC that let a subject become, or act as, a service account. A ClusterRole that aggregates others has their
 * rules in its own list, put there by the controller, so what is stored is what holds.
 * Source: Kubernetes documentation, "Using RBAC Authorization" and "RBAC Good Practices".
 */
import type {
  RbacV1Subject,
  V1ClusterRole,
  V1ClusterRoleBinding,
  V1PolicyRule,
  V1Role,
  V1RoleBinding,
} from "@kubernetes/client-node";
import type { RbacGrantFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { namedBy, objects, textOrNull, texts } from "./metadata";

type Via = RbacGrantFacts["via"];

export interface RoleReading {
  /** "" for a ClusterRole. */
  readonly namespace: string;
  readonly name: string;
  readonly grants: readonly { readonly via: Via; readonly names: readonly string[] }[];
}

export interface BindingReading {
  readonly namespace: string;
  readonly name: string;
  readonly role: { readonly kind: string; readonly name: string };
  readonly subjects: readonly RbacGrantFacts["subject"][];
}

interface Way {
  readonly via: Via;
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const change = ["create", "update", "patch"];
const WAYS: readonly Way[] = [
  { via: "create-pods", group: "", resources: ["pods"], verbs: ["create"] },
  {
    via: "create-workloads",
    group: "apps",
    resources: ["deployments", "daemonsets", "statefulsets", "replicasets"],
    verbs: change,
  },
  { via: "create-workloads", group: "batch", resources: ["jobs", "cronjobs"], verbs: change },
  { via: "create-workloads", group: "", resources: ["replicationcontrollers"], verbs: change },
  { via: "exec", group: "", resources: ["pods/exec", "pods/attach"], verbs: ["create", "get"] },
  { via: "exec", group: "", resources: ["pods/ephemeralcontainers", "pods"], verbs: ["update", "patch"] },
  { via: "create-token", group: "", resources: ["serviceaccounts/token"], verbs: ["create"] },
  { via: "impersonate", group: "", resources: ["users", "groups", "serviceaccounts"], verbs: ["impersonate"] },
  { via: "patch-service-account", group: "", resources: ["serviceaccounts"], verbs: ["update", "patch"] },
  { via: "read-secrets", group: "", resources: ["secrets"], verbs: ["get", "list", "watch"] },
  { via: "nodes-proxy", group: "", resources: ["nodes/proxy"], verbs: ["get", "create"] },
];

/** Kept only where a rule of it matters here. */
export function roleReading(item: V1ClusterRole | V1Role): RoleReading | null {
  const named = namedBy(item.metadata);
  if (named === null) return null;
  // Two rules that allow the same to the same are one grant.
  const grants = new Map(
    objects(item.rules)
      .flatMap(grantsOfRule)
      .map((grant) => [JSON.stringify([grant.via, grant.names]), grant]),
  );
  return grants.size === 0 ? null : { namespace: named.namespace, name: named.name, grants: [...grants.values()] };
}

function grantsOfRule(rule: V1PolicyRule): RoleReading["grants"] {
  const groups = texts(rule.apiGroups);
  const resources = texts(rule.resources);
  const verbs = texts(rule.verbs);
  const names = [...texts(rule.resourceNames)].sort();
  if (groups.includes("*") && resources.includes("*") && verbs.includes("*")) return [{ via: "all", names }];
  const has = (list: readonly string[], wanted: string) => list.includes("*") || list.includes(wanted);
  const found = new Set<Via>();
  for (const way of WAYS) {
    if (!has(groups, way.group) || !way.verbs.some((verb) => has(verbs, verb))) continue;
    if (way.resources.some((resource) => has(resources, resource) || matchesSubresource(resources, resource)))
      found.add(way.via);
  }
  return [...found].map((via) => ({ via, names }));
}

/** "*" + "/exec" stands for that subresource of every resource. */
function matchesSubresource(resources: readonly string[], wanted: string): boolean {
  const slash = wanted.indexOf("/");
  return slash > 0 && resources.includes(`*${wanted.slice(slash)}`);
}

export function bindingReading(item: V1ClusterRoleBinding | V1RoleBinding): BindingReading | null {
  const named = namedBy(item.metadata);
  const kind = textOrNull(item.roleRef?.kind);
  const name = textOrNull(item.roleRef?.name);
  if (named === null || kind === null || name === null) return null;
  const subjects = objects(item.subjects).flatMap((subject) => subjectOf(subject, named.namespace));
  return { namespace: named.namespace, name: named.name, role: { kind, name }, subjects };
}

function subjectOf(subject: RbacV1Subject, namespace: string): readonly RbacGrantFacts["subject"][] {
  const name = textOrNull(subject.name);
  const { kind } = subject;
  if (name === null || (kind !== "User" && kind !== "Group" && kind !== "ServiceAccount")) return [];
  return [{ kind, name, namespace: kind === "ServiceAccount" ? (textOrNull(subject.namespace) ?? namespace) : null }];
}

/** Joins bindings with what their roles allow. */
export function grantsOf(
  clusterArn: string,
  roles: readonly RoleReading[],
  bindings: readonly BindingReading[],
): readonly RbacGrantFacts[] {
  const byName = new Map(roles.map((role) => [`${role.namespace}/${role.name}`, role]));
  return bindings.flatMap((binding) => {
    const role = byName.get(`${binding.role.kind === "ClusterRole" ? "" : binding.namespace}/${binding.role.name}`);
    if (!role) return [];
    return binding.subjects.flatMap((subject) =>
      role.grants.map(
        ({ via, names }): RbacGrantFacts => ({
          clusterArn,
          namespace: binding.namespace === "" ? null : binding.namespace,
          subject,
          via,
          names,
          role: role.name,
          binding: binding.name,
        }),
      ),
    );
  });
}
