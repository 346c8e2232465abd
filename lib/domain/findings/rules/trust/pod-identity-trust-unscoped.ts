import { parseArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import { unreadLimits } from "@/lib/domain/identity/pod-identity";
import { POD_IDENTITY_SERVICE, type PodIdentitySubject, subjectOf } from "@/lib/domain/identity/pod-identity-request";
import { refOf } from "@/lib/domain/identity/trust-denial";
import type { TrustScope } from "@/lib/domain/identity/trust-scope";
import { statementEvidence } from "../../evidence";
import type { FindingEvidence, Severity } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { firstHopsOf, type PodRole, podRoles, podScopesOf, resolveContextOf } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { deleteRole, letsPodsIn, scopeToPods, trustRemedies } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { evidenceOfUnreadAssociations } from "../../unread";
import { weigh } from "../../weigh";

export const podIdentityTrustUnscoped: Rule = {
  id: "pod-identity-trust-unscoped",
  category: "trust",
  title: "Pod Identity role can be used by other service accounts",
  severity: "medium",
  description:
    "The trust policy of a Pod Identity role does not say which cluster, namespace and service account may use it. Whoever may create associations and pass the role can then give it to pods of their own; the trust policy is the only place where the owner of the role can prevent that.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  *find(facts) {
    for (const podRole of podRoles(facts).values()) {
      const finding = podRole.trust && judge(facts, podRole);
      if (finding) yield finding;
    }
  },
};

interface Scoped extends TrustScope {
  /** Associations with session tags disabled: for them a trust policy can tell the cluster and no more. */
  readonly untagged: boolean;
}

function judge(facts: FindingFacts, podRole: PodRole): FoundFinding | null {
  const { role, trust, podIdentity } = podRole;
  const letting = trust?.statements.filter(letsPodsIn) ?? [];
  const scopes = podIdentity.flatMap((binding) => {
    const scope = scopeFor(facts, podRole, binding);
    return scope ? [{ binding, scope }] : [];
  });
  const scope =
    podIdentity.length > 0 ? scopeOfAll(scopes.map((each) => each.scope)) : scopeForStrangers(facts, podRole);
  if (!trust || !scope || letting.length === 0) return null;
  const grade = gradeOf(scope, role.accountId);
  if (!grade) return null;
  // A chain that breaks further on still comes in here.
  const using = scopes.map(({ binding }) => binding);
  const scoped = scopeToPods(trust, podScopesOf(facts, using));
  const unread = evidenceOfUnreadAssociations(facts.model.estate, role.accountId);
  const leftOut = unread.length > 0 ? " Associations that were not read are not in it." : "";
  const evidence: FindingEvidence[] = letting.map((statement) =>
    statementEvidence(
      `The statement lets ${POD_IDENTITY_SERVICE} assume the role. ${grade.text}`,
      role.arn,
      refOf(statement),
    ),
  );
  const limits = unreadLimits(resolveContextOf(facts), role).map((each: Reason): FindingEvidence => {
    return { kind: "gap", text: each.text, missingPermission: null };
  });
  return found({
    ...weigh(grade.severity, reachOfRole(facts, role.arn), grade.text),
    cause: role.arn,
    title: `Role ${role.name} can be used by ${grade.who}`,
    explanation: `${grade.text} Who may call eks:CreatePodIdentityAssociation and iam:PassRole for the role can give it to any such pod. ${
      using.length === 0
        ? "No association that was read uses the role."
        : `It is meant for ${listed(using.map((each) => `${each.namespace}/${each.serviceAccount}`))}.`
    }`,
    subjects: subjectsOf(
      [roleSubject(facts, role.arn)],
      using.map((each) => holderSubject(facts, each)),
    ),
    evidence: [...evidence, ...limits, ...unread],
    remediation:
      using.length > 0
        ? trustRemedies(
            role,
            scoped,
            `Pod Identity gives the role to ${plural(using.length, "association")} that there is, and to no other.${leftOut}`.replace(
              "associations that there is",
              "associations that there are",
            ),
          )
        : scoped.statements.length > 0
          ? trustRemedies(role, scoped, `Pod Identity gives the role to nobody, as nothing uses it.${leftOut}`)
          : [
              deleteRole(
                role,
                `No association uses ${role.name}, and nobody else is let in: delete the role, or say in its trust policy which service account it is for.`,
              ),
            ],
  });
}

/** What holds for every association that may use the role. */
function scopeOfAll(scopes: readonly Scoped[]): Scoped | null {
  if (scopes.length === 0) return null;
  return {
    cluster: scopes.every(({ cluster }) => cluster),
    namespace: scopes.every(({ namespace }) => namespace),
    serviceAccount: scopes.every(({ serviceAccount }) => serviceAccount),
    evadable: scopes.some(({ evadable }) => evadable),
    untagged: scopes.some(({ untagged }) => untagged),
  };
}

/** null where the trust does not let the association in. */
function scopeFor(facts: FindingFacts, { role }: PodRole, binding: Binding): Scoped | null {
  const { estate } = facts.model;
  const association = associationOf(estate, binding.associationArn);
  const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
  if (!association || !cluster) return null;
  const { scope } = firstHopsOf(facts)(subjectOf(association, cluster), role);
  return scope ? { ...scope, untagged: association.disableSessionTags === true } : null;
}

/** Nobody uses the role: whether an association that could be made tomorrow could. */
function scopeForStrangers(facts: FindingFacts, { role }: PodRole): Scoped | null {
  const region = "us-east-1";
  const clusterName = "zz-podlens-any";
  const subject: PodIdentitySubject = {
    clusterArn: `arn:${parseArn(role.arn)?.partition ?? "aws"}:eks:${region}:${role.accountId}:cluster/${clusterName}`,
    clusterName,
    accountId: role.accountId,
    region,
    namespace: clusterName,
    serviceAccount: clusterName,
    tags: true,
  };
  const { scope, hop } = firstHopsOf(facts)(subject, role);
  return scope && hop.verdict !== "unknown" ? { ...scope, untagged: false } : null;
}

interface Grade {
  readonly severity: Severity;
  readonly who: string;
  readonly text: string;
}

/** By the narrowest of cluster, namespace and service account that the trust policy tests. */
function gradeOf(scope: Scoped, accountId: string): Grade | null {
  const { cluster, namespace, serviceAccount, evadable, untagged } = scope;
  if (cluster && (untagged || (namespace && serviceAccount))) return null;
  if (!cluster && !namespace && !serviceAccount) {
    return evadable
      ? {
          severity: "low",
          who: "associations without session tags",
          text: "The trust policy tests session tags only where there are any: an association with session tags disabled gets around it.",
        }
      : {
          severity: "medium",
          who: "any pod of the account's clusters",
          text: `The trust policy limits neither cluster, namespace nor service account: any association in account ${accountId} may use the role.`,
        };
  }
  if (!cluster)
    return {
      severity: "low",
      who: `${namespace && serviceAccount ? "a service account of the same name" : namespace ? "a namespace of the same name" : "a service account of the same name in any namespace"} in any cluster`,
      text: `The trust policy tests ${namespace ? (serviceAccount ? "namespace and service account" : "the namespace") : "the service account"}, not the cluster: every cluster in account ${accountId} can have one of that name.`,
    };
  if (!namespace)
    return {
      severity: "low",
      who: serviceAccount ? "a service account of the same name in any namespace" : "any pod of the cluster",
      text: `The trust policy tests the cluster${serviceAccount ? " and the service account's name" : ""}, not the namespace.`,
    };
  return {
    severity: "info",
    who: "any service account of the namespace",
    text: "The trust policy tests cluster and namespace, not the service account.",
  };
}
