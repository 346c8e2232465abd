import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { groupedBy } from "../../broken";
import { bindingEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, subjectsOf } from "../../found";
import { hasReason, podRoles } from "../../pod-roles";
import { deleteRole, dropSubjects, kubectl, removeAnnotationCommand, trustRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { bindingSubject, holderName, holderSubject, roleSubject } from "../../subjects";

export const shadowed: Rule = {
  id: "shadowed",
  category: "binding",
  title: "Annotation is overridden by an association",
  severity: "low",
  description:
    "A service account is annotated with a role for IRSA and has a Pod Identity association as well. New pods get the association; pods that are older keep the annotation's role until they are made anew, so that two roles are in use and neither place alone tells which.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html"],
  *find(facts) {
    const groups = groupedBy(facts.model.bindings.filter(isShadowed), holderKey);
    for (const [cause, group] of groups) {
      const [first] = group;
      if (!first) continue;
      const winner = facts.model.workloadById
        .get(cause)
        ?.bindings.find(({ mechanism }) => mechanism === "pod-identity");
      const same = winner?.credentialRoleArn === first.credentialRoleArn;
      const name = (arn: string) => parseRoleArn(arn)?.name ?? arn;
      yield found({
        severity: same ? "info" : "low",
        severityReason: same
          ? "Both ways lead to the same role."
          : "Old and new pods of one service account have different roles, and what is taken from one stays with the other.",
        cause,
        title: `Annotation of ${holderName(first)} is overridden by an association`,
        explanation: `The annotation names ${name(first.roleArn)}; new pods get ${winner ? name(winner.credentialRoleArn) : "the association's role"}.`,
        subjects: subjectsOf(
          [holderSubject(facts, first)],
          [
            ...group.flatMap((binding) => [bindingSubject(facts, binding), roleSubject(facts, binding.roleArn)]),
            ...(winner ? [bindingSubject(facts, winner)] : []),
          ],
        ),
        evidence: [...group, ...(winner ? [winner] : [])].map((binding) =>
          bindingEvidence(
            binding,
            binding.reasons.find(({ code }) => code === "shadowed-by-association")?.text ?? holderName(binding),
          ),
        ),
        remediation: remedies(facts, first),
      });
    }
  },
};

/** The annotation was seen: a trust alone overrides nothing and is overridden by nothing. */
export function isShadowed(binding: Binding): boolean {
  return (
    binding.mechanism === "irsa" &&
    !binding.pattern &&
    binding.evidence.includes("annotation") &&
    hasReason(binding, "shadowed-by-association") &&
    !hasReason(binding, "not-annotated") &&
    !hasReason(binding, "annotated-with-other-role") &&
    !hasReason(binding, "service-account-missing")
  );
}

export function holderKey({ clusterArn, issuer, namespace, serviceAccount }: Binding): string {
  return `${clusterArn ?? issuer ?? ""}|${namespace}|${serviceAccount}`;
}

function remedies(facts: FindingFacts, binding: Binding): readonly Remedy[] {
  const cluster = facts.model.estate.clusterByArn.get(binding.clusterArn ?? "");
  const { namespace, serviceAccount } = binding;
  if (!cluster || namespace === null || serviceAccount === null) return [];
  return [
    kubectl(
      cluster,
      "Take the annotation away",
      [removeAnnotationCommand(namespace, serviceAccount)],
      "The association stays; recreate the pods that are older than it.",
    ),
    ...withoutWebIdentity(facts, binding),
  ];
}

/** The role's trust without this service account, where it is for others too. */
export function withoutWebIdentity(facts: FindingFacts, binding: Binding): readonly Remedy[] {
  const cluster = facts.model.estate.clusterByArn.get(binding.clusterArn ?? "");
  const podRole = podRoles(facts).get(binding.roleArn);
  const issuer = cluster?.oidcIssuer ? issuerKey(cluster.oidcIssuer) : binding.issuer;
  if (!podRole?.trust || issuer === null) return [];
  const corrected = dropSubjects(podRole.trust, issuer, [`${binding.namespace}:${binding.serviceAccount}`]);
  if (corrected.statements.length > 0)
    return trustRemedies(podRole.role, corrected, "The service account is let in by web identity no more.");
  const { name } = podRole.role;
  return [deleteRole(podRole.role, `Once no pod uses it, delete ${name}: nobody else is let in.`)];
}
