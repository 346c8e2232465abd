/**
 * Who can become a service account through Kubernetes: RBAC as read, EKS's access policies, and which IAM principals the
 * users and groups stand for (access entries and aws-auth). Source: EKS User Guide, "Access policy permissions" and
 * "Grant IAM users access to Kubernetes with a ConfigMap"; Kubernetes, "RBAC Good Practices".
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { AccessEntryFacts } from "@/lib/domain/snapshot/facts";
import type { RbacGrantFacts } from "@/lib/domain/snapshot/kubernetes-facts";

export interface Becoming {
  readonly subject:
    | RbacGrantFacts["subject"]
    | { readonly kind: "IAM"; readonly name: string; readonly namespace: null };
  readonly vias: readonly RbacGrantFacts["via"][];
  /** Role and binding, or the EKS access policy. */
  readonly through: readonly string[];
  /** IAM principals that are this user or in this group; null where neither access entries nor aws-auth were read. */
  readonly principals: readonly string[] | null;
}

/** Policies of EKS that allow to start pods, in the namespaces that they are associated for. */
const WRITING_POLICIES: ReadonlyMap<string, readonly RbacGrantFacts["via"][]> = new Map([
  ["AmazonEKSClusterAdminPolicy", ["all"]],
  [
    "AmazonEKSAdminPolicy",
    ["create-pods", "create-workloads", "exec", "impersonate", "patch-service-account", "read-secrets"],
  ],
  [
    "AmazonEKSEditPolicy",
    ["create-pods", "create-workloads", "exec", "impersonate", "patch-service-account", "read-secrets"],
  ],
]);
/** Ways that may be limited to objects by name: of these the name is the service account's own. */
const BY_OWN_NAME = new Set<RbacGrantFacts["via"]>(["create-token", "impersonate", "patch-service-account"]);
/** Groups that everybody is in who has a credential of the cluster. */
const EVERYBODY = new Set(["system:authenticated", "system:serviceaccounts", "system:unauthenticated"]);

/** null where RBAC was not read and no access entry says anything. Ordered by what is most: all, then by name. */
export function whoCanBecome(
  estate: Estate,
  clusterArn: string,
  namespace: string,
  name: string,
): readonly Becoming[] | null {
  const grants = estate.rbacGrants.get(clusterArn);
  const entries = estate.accessEntries.get(clusterArn);
  if (!grants && !entries) return null;
  const found = new Map<
    string,
    { subject: Becoming["subject"]; vias: Set<RbacGrantFacts["via"]>; through: Set<string> }
  >();
  const add = (subject: Becoming["subject"], via: RbacGrantFacts["via"], through: string) => {
    const key = `${subject.kind}|${subject.namespace ?? ""}|${subject.name}`;
    const known = found.get(key) ?? { subject, vias: new Set(), through: new Set() };
    known.vias.add(via);
    known.through.add(through);
    found.set(key, known);
  };
  for (const grant of grants ?? []) {
    if (grant.namespace !== null && grant.namespace !== namespace) continue;
    if (BY_OWN_NAME.has(grant.via) && grant.names.length > 0 && !grant.names.includes(name)) continue;
    if (isItself(grant, namespace, name)) continue;
    add(grant.subject, grant.via, `${grant.role} (${grant.binding})`);
  }
  for (const entry of entries ?? []) {
    for (const policy of entry.accessPolicies ?? []) {
      if (policy.scopeType === "namespace" && !policy.namespaces.includes(namespace)) continue;
      const policyName = policy.policyArn.slice(policy.policyArn.lastIndexOf("/") + 1);
      for (const via of WRITING_POLICIES.get(policyName) ?? [])
        add({ kind: "IAM", name: entry.principalArn, namespace: null }, via, policyName);
    }
  }
  return [...found.values()]
    .map(({ subject, vias, through }) => ({
      subject,
      vias: vias.has("all") ? (["all"] as const) : [...vias].sort(),
      through: [...through].sort(),
      principals: subject.kind === "IAM" ? [subject.name] : principalsOf(estate, clusterArn, subject, entries),
    }))
    .sort((a, b) => rank(a) - rank(b) || (a.subject.name < b.subject.name ? -1 : 1));
}

function rank({ subject, vias }: Pick<Becoming, "subject" | "vias">): number {
  if (EVERYBODY.has(subject.name)) return 0;
  return vias.includes("all") ? 1 : 2;
}

function isItself({ subject }: RbacGrantFacts, namespace: string, name: string): boolean {
  return subject.kind === "ServiceAccount" && subject.namespace === namespace && subject.name === name;
}

function principalsOf(
  estate: Estate,
  clusterArn: string,
  subject: RbacGrantFacts["subject"],
  entries: readonly AccessEntryFacts[] | undefined,
): readonly string[] | null {
  if (subject.kind === "ServiceAccount") return [];
  const mapped = estate.awsAuth.get(clusterArn);
  if (!entries && !mapped) return null;
  const is = (username: string | null, groups: readonly string[]) =>
    subject.kind === "Group" ? groups.includes(subject.name) : username === subject.name;
  return [
    ...new Set([
      ...(entries ?? [])
        .filter((entry) => is(entry.username, entry.kubernetesGroups))
        .map((entry) => entry.principalArn),
      ...(mapped ?? []).filter((entry) => is(entry.username, entry.groups)).map((entry) => entry.arn),
    ]),
  ].sort();
}
