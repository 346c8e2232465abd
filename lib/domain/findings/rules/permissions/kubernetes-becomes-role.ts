import type { Workload } from "@/lib/domain/access/model";
import { bindingLevel } from "@/lib/domain/access/who-can";
import { workloadId } from "@/lib/domain/access/workloads";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { RbacGrantFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { bindingEvidence, factEvidence } from "../../evidence";
import type { FindingSubject } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { type Reach, type ReachLevel, reachOfBinding } from "../../reach/reach";
import { severityOf } from "../../reach/severity";
import { inWords } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { clusterSubject, workloadSubject } from "../../subjects";

/** Worst first; what is less is not worth the way. */
const WORTH: readonly ReachLevel[] = ["admin", "escalation", "data"];

const VIAS: Readonly<Record<RbacGrantFacts["via"], string>> = {
  "create-pods": "create pods",
  "create-workloads": "create workloads",
  exec: "run commands in pods",
  "create-token": "make tokens of service accounts",
  impersonate: "impersonate service accounts",
  all: "do everything",
  "patch-service-account": "change service accounts",
  "read-secrets": "read secrets, tokens among them",
  "nodes-proxy": "reach nodes' kubelets",
};

/** Ways that lead to another service account's AWS credentials. Reading secrets does where tokens are kept in them: rarely. */
const LEADING = new Set<RbacGrantFacts["via"]>([
  "create-pods",
  "create-workloads",
  "exec",
  "create-token",
  "impersonate",
  "all",
  "nodes-proxy",
]);
const BY_NAME = new Set<RbacGrantFacts["via"]>(["create-token", "impersonate"]);

/** RBAC lets one pod become another, and with it its role in AWS. */
export const kubernetesBecomesRole: Rule = {
  id: "kubernetes-becomes-role",
  category: "permission",
  title: "A service account can become pods with a stronger role",
  severity: "high",
  description:
    "By Kubernetes RBAC a service account may start pods, run commands in pods, or make tokens where other service accounts have a role in AWS that comes to more than its own. " +
    "Whoever gets into one of its pods has these roles as well. Roles that Kubernetes itself comes with are left out.",
  references: [
    "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  *find(facts) {
    for (const cluster of facts.model.estate.clusters) {
      const grants = facts.model.estate.rbacGrants.get(cluster.arn) ?? [];
      const bySubject = new Map<string, RbacGrantFacts[]>();
      for (const grant of grants) {
        const { subject } = grant;
        if (subject.kind !== "ServiceAccount" || subject.namespace === null || !LEADING.has(grant.via)) continue;
        if (grant.binding.startsWith("system:")) continue;
        const key = `${subject.namespace}|${subject.name}`;
        const known = bySubject.get(key);
        if (known) known.push(grant);
        else bySubject.set(key, [grant]);
      }
      if (bySubject.size === 0) continue;
      const strong = strongIn(facts, cluster);
      if (strong.length === 0) continue;
      for (const own of bySubject.values()) {
        const finding = findingOf(facts, cluster, own, strong);
        if (finding) yield finding;
      }
    }
  },
};

interface Strong {
  readonly workload: Workload;
  readonly binding: Binding;
  readonly reach: Reach;
}

/** Workloads of the cluster with something worth becoming them for, strongest first. */
function strongIn(facts: FindingFacts, cluster: ClusterFacts): readonly Strong[] {
  const byCluster = facts.kept("strong workloads", () => {
    const found = new Map<string, Strong[]>();
    for (const workload of facts.model.workloads) {
      if (workload.clusterArn === null || !facts.model.estate.rbacGrants.has(workload.clusterArn)) continue;
      const [best] = workload.bindings
        .filter((binding) => bindingLevel(binding) !== null)
        .map((binding) => ({ workload, binding, reach: reachOfBinding(facts, binding) }))
        .filter(({ reach }) => WORTH.includes(reach.level))
        .sort((a, b) => rank(a.reach) - rank(b.reach));
      if (!best) continue;
      const known = found.get(workload.clusterArn);
      if (known) known.push(best);
      else found.set(workload.clusterArn, [best]);
    }
    for (const list of found.values()) list.sort((a, b) => rank(a.reach) - rank(b.reach));
    return found;
  });
  return byCluster.get(cluster.arn) ?? [];
}

function rank({ level }: Reach): number {
  const at = WORTH.indexOf(level);
  return at < 0 ? WORTH.length : at;
}

function findingOf(
  facts: FindingFacts,
  cluster: ClusterFacts,
  grants: readonly RbacGrantFacts[],
  strong: readonly Strong[],
): FoundFinding | null {
  const { namespace, name } = grants[0]!.subject;
  const id = workloadId(cluster.arn, namespace ?? "", name);
  const own = facts.model.workloadById.get(id);
  const ownBindings = (own?.bindings ?? []).filter((binding) => bindingLevel(binding) !== null);
  const best = Math.min(WORTH.length, ...ownBindings.map((binding) => rank(reachOfBinding(facts, binding))));
  const targets = strong.filter(
    ({ workload, reach }) =>
      workload.id !== id && rank(reach) < best && grants.some((grant) => isAbout(grant, workload)),
  );
  const [worst] = targets;
  if (!worst) return null;
  const used = grants.filter((grant) => targets.some(({ workload }) => isAbout(grant, workload)));
  const { severity, reason } = severityOf(facts, {
    level: worst.reach.level,
    certainty: worst.reach.certainty,
    text: worst.reach.text,
    bindings: ownBindings,
  });
  const names = targets.map(({ workload }) => `${workload.namespace}/${workload.name}`);
  const vias = [...new Set(used.map(({ via }) => VIAS[via]))];
  const subject: FindingSubject = own
    ? workloadSubject(facts, own)
    : { ...clusterSubject(facts, cluster.arn), kind: "workload", id, name: `${namespace}/${name}`, owner: null };
  return found({
    severity,
    severityReason: reason,
    certainty: worst.reach.certainty,
    certaintyReason:
      worst.reach.certainty === "allowed"
        ? null
        : "What the other pod's role may do holds under conditions, or was not read whole.",
    cause: id,
    title: `${namespace}/${name} of cluster ${cluster.name} can become pods with a stronger role`,
    explanation: `RBAC lets service account ${namespace}/${name} ${listed(vias)} where ${plural(targets.length, "service account")} with a stronger role ${targets.length === 1 ? "is" : "are"}: ${listed(names, 5)}.`,
    subjects: subjectsOf(
      [subject],
      targets.slice(0, 50).map(({ workload }) => workloadSubject(facts, workload)),
    ),
    steps: [
      {
        text: `Service account ${namespace}/${name} may ${listed(vias)}.`,
        condition: null,
        evidence: used.slice(0, 5).map(({ role, binding }) => factEvidence(`${role} by ${binding}`, cluster.arn)),
      },
      {
        text: `It becomes ${worst.workload.namespace}/${worst.workload.name}, which could ${worst.reach.text}.`,
        condition: worst.binding.verdict === "allowed" ? null : "if that pod gets these credentials",
        evidence: [bindingEvidence(worst.binding)],
      },
    ],
    evidence: [
      ...used
        .slice(0, 10)
        .map(({ role, binding, via }) => factEvidence(`${role} by ${binding}: ${VIAS[via]}`, cluster.arn)),
      bindingEvidence(worst.binding),
    ],
    remediation: [
      inWords(
        "Keep the two apart",
        `Move ${names[0]} to a namespace of its own, and bind ${namespace}/${name} by RoleBindings in the namespaces that it works for.`,
        `Or take the permission away: ${listed(used.map(({ role, binding }) => `${role} by ${binding}`))}.`,
      ),
    ],
  });
}

function isAbout(grant: RbacGrantFacts, { namespace, name }: Workload): boolean {
  if (grant.namespace !== null && grant.namespace !== namespace) return false;
  return !BY_NAME.has(grant.via) || grant.names.length === 0 || grant.names.includes(name);
}
