import { oidcProviderArn, parseArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import { clusterOfIssuer } from "@/lib/domain/identity/irsa-issuer";
import type { Estate } from "@/lib/domain/snapshot/estate";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { type Broken, brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { type PodRole, podRoles, podScopesOf } from "../../pod-roles";
import {
  admitSubjects,
  changeAssociation,
  editStatements,
  inWords,
  kubectl,
  removeAnnotationCommand,
  scopeToPods,
  trustRemedies,
  withoutPrincipal,
} from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";

export const trustNeverHolds: Rule = {
  id: "trust-never-holds",
  category: "trust",
  title: "Trust policy rejects the pods that the role is meant for",
  severity: "medium",
  description:
    "An association or an annotation gives a service account a role whose trust policy does not let it in. The pods start and then get no credentials, or fall back to the node's role.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
  ],
  *find(facts) {
    const groups = groupedBy(
      brokenBindings(facts, "trust-never-holds"),
      ({ binding, reason }) => `${binding.roleArn}|${binding.mechanism}|${reason.code}`,
    );
    for (const [cause, broken] of groups) {
      const [first] = broken;
      const podRole = first && podRoles(facts).get(first.binding.roleArn);
      if (!podRole) continue;
      const { role } = podRole;
      const annotated = broken.some(({ binding }) => binding.evidence.includes("annotation"));
      const wanted = first.binding.mechanism === "pod-identity" || annotated;
      const names = listed(broken.map(({ binding }) => holderName(binding)));
      yield found({
        severity: wanted ? "medium" : "low",
        severityReason: wanted
          ? "Pods are meant to have the role and get no credentials; nothing is opened by it."
          : "The trust names service accounts that it never lets in; whether one of them asks for the role is not known.",
        cause,
        title: `Trust policy of ${role.name} rejects ${names}`,
        explanation: `${first.reason.text} ${plural(broken.length, first.binding.mechanism === "pod-identity" ? "association" : "service account")} (${names}) cannot use the role.`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn)],
          broken.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: broken.flatMap(({ binding, reason }) => [reasonEvidence(binding, reason), bindingEvidence(binding)]),
        remediation: remedies(facts, podRole, broken),
      });
    }
  },
};

function remedies(facts: FindingFacts, podRole: PodRole, broken: readonly Broken[]): readonly Remedy[] {
  const [first] = broken;
  if (!first || !podRole.trust) return [];
  const { reason, binding } = first;
  if (reason.code === "trust-denies")
    return [
      inWords(
        "Change the Deny statement",
        `${reason.text} A Deny stands above every Allow: take the pods out of it, in ${reason.statement ? `statement ${reason.statement.index + 1}` : "the trust policy"} of ${podRole.role.name}.`,
      ),
    ];
  if (reason.code === "tags-disabled-but-required") {
    const enabled = enableTags(facts, broken);
    if (enabled.length > 0) return enabled;
  }
  return binding.mechanism === "irsa"
    ? irsaRemedies(facts, podRole, broken)
    : podIdentityRemedies(facts, podRole, broken);
}

/** Of associations with a session policy tags stay disabled: EKS takes one only so. */
function enableTags({ model: { estate } }: FindingFacts, broken: readonly Broken[]): readonly Remedy[] {
  return broken.flatMap(({ binding }) => {
    const association = associationOf(estate, binding.associationArn);
    const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
    if (!association || !cluster || association.policy !== null) return [];
    return changeAssociation(
      cluster,
      association,
      { disableSessionTags: false },
      "The trust policy tests session tags: the association has to pass them.",
    );
  });
}

function podIdentityRemedies(facts: FindingFacts, podRole: PodRole, broken: readonly Broken[]): readonly Remedy[] {
  const { role, trust, podIdentity } = podRole;
  if (!trust) return [];
  const working = podIdentity.filter((each) => each.verdict !== "denied");
  const wrongService = broken[0]?.reason.code === "trust-wrong-service" && !isClusterRole(facts.model.estate, role.arn);
  // EKS itself assumes no role for pods: who wrote its control plane's service meant Pod Identity.
  const meant = editStatements(trust, (statement) =>
    statement.effect === "Allow"
      ? withoutPrincipal(
          statement,
          (kind, value) =>
            (wrongService &&
              kind === "Service" &&
              /^(?:eks\.amazonaws\.com|pods?\.eks(?!\.amazonaws\.com$).*)$/.test(value)) ||
            (kind === "AWS" && /^A(?:ROA|IDA)[A-Z0-9]{8,}$/.test(value)),
        )
      : statement,
  );
  const corrected = scopeToPods(
    meant,
    podScopesOf(facts, [...working, ...broken.map(({ binding }) => binding)]),
    "drop-others",
  );
  return trustRemedies(
    role,
    corrected,
    "Pod Identity may give the role to the associations that name it, and to no other.",
  );
}

function isClusterRole({ clusters }: Estate, roleArn: string): boolean {
  return clusters.some((cluster) => cluster.roleArn === roleArn);
}

function irsaRemedies(facts: FindingFacts, { role, trust }: PodRole, broken: readonly Broken[]): readonly Remedy[] {
  if (!trust) return [];
  const { estate } = facts.model;
  let corrected = trust;
  const commands: Remedy[] = [];
  for (const [place, group] of groupedBy(broken, ({ binding }) => binding.clusterArn ?? binding.issuer ?? "")) {
    const issuer = issuerOf(estate, place);
    const exact = group.filter(({ binding }) => !binding.pattern);
    if (issuer === null || exact.length === 0) continue;
    const provider = oidcProviderArn(parseArn(role.arn)?.partition ?? "aws", role.accountId, issuer);
    corrected = admitSubjects(
      corrected,
      provider,
      issuer,
      exact.map(({ binding }) => `${binding.namespace}:${binding.serviceAccount}`),
    );
    const cluster = estate.clusterByArn.get(place);
    const annotated = exact.filter(({ binding }) => binding.evidence.includes("annotation"));
    if (cluster && annotated.length > 0)
      commands.push(
        kubectl(
          cluster,
          "Or take the annotation away",
          annotated.map(({ binding }) =>
            removeAnnotationCommand(binding.namespace ?? "", binding.serviceAccount ?? ""),
          ),
          "Where the service account is not to have the role: without the annotation new pods do not ask for it.",
        ),
      );
  }
  if (corrected === trust) return [inWords("Change the trust policy", broken[0]?.reason.text ?? "")];
  return [...trustRemedies(role, corrected, "The service accounts that ask for the role are let in."), ...commands];
}

function issuerOf(estate: Estate, place: string): string | null {
  const cluster = estate.clusterByArn.get(place) ?? clusterOfIssuer(estate, place);
  return cluster?.oidcIssuer ? issuerKey(cluster.oidcIssuer) : place.startsWith("arn:") ? null : place;
}
