import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { groupedBy } from "../../broken";
import { bindingEvidence, factEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { associationsOf, hasReason, podRoles } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { deleteAssociations, deleteRole, dropSubjects, trustRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";

export const serviceAccountMissing: Rule = {
  id: "service-account-missing",
  category: "binding",
  title: "Role is given to a service account that does not exist",
  severity: "low",
  description:
    "EKS takes associations, and IAM takes trusts, for names that no service account has. Whoever may create service accounts and pods in that namespace can take the name, and the role with it. Told only of clusters whose Kubernetes API was read.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html"],
  *find(facts) {
    const open = facts.model.bindings.filter(
      (each) => each.verdict !== "denied" && hasReason(each, "service-account-missing"),
    );
    for (const [cause, group] of groupedBy(open, ({ clusterArn, roleArn }) => `${clusterArn}|${roleArn}`)) {
      const [first] = group;
      if (!first) continue;
      const cluster = facts.model.estate.clusterByArn.get(first.clusterArn ?? "");
      const names = listed(group.map(holderName));
      yield found({
        ...weigh(
          "low",
          reachOfRole(facts, first.credentialRoleArn),
          "It takes the right to create a service account and pods in the namespace.",
        ),
        cause,
        title: `${parseRoleArn(first.roleArn)?.name ?? first.roleArn} is given to ${plural(group.length, "service account")} not there`,
        explanation: `${names} ${group.length === 1 ? "does" : "do"} not exist in ${cluster?.name ?? "the cluster"}: the name can be claimed, and with it the role.`,
        subjects: subjectsOf(
          group.map((binding) => holderSubject(facts, binding)),
          [roleSubject(facts, first.roleArn)],
        ),
        evidence: [
          factEvidence(
            "Service accounts of the cluster were read, and these are not among them.",
            first.clusterArn ?? "",
            cluster
              ? (facts.model.estate.readAt.get(
                  `service-accounts|${cluster.accountId}|${cluster.region}|${cluster.arn}`,
                ) ?? null)
              : null,
          ),
          ...group.map((binding) => bindingEvidence(binding)),
        ],
        remediation: remedies(facts, group),
      });
    }
  },
};

function remedies(facts: FindingFacts, group: readonly Binding[]): readonly Remedy[] {
  const { estate } = facts.model;
  const items = associationsOf(facts, group).flatMap(({ association }) => {
    const cluster = estate.clusterByArn.get(association.clusterArn);
    return cluster ? [{ cluster, association }] : [];
  });
  const tokens = group.filter(({ mechanism }) => mechanism === "irsa");
  return [
    ...deleteAssociations(items, "Nothing uses the association; it can be made again with the service account."),
    ...(tokens.length > 0 ? withoutSubjects(facts, tokens) : []),
  ];
}

function withoutSubjects(facts: FindingFacts, tokens: readonly Binding[]): readonly Remedy[] {
  const [first] = tokens;
  const podRole = podRoles(facts).get(first?.roleArn ?? "");
  const own = facts.model.estate.clusterByArn.get(first?.clusterArn ?? "")?.oidcIssuer ?? first?.issuer ?? null;
  if (!podRole?.trust || own === null) return [];
  const subjects = tokens.map(({ namespace, serviceAccount }) => `${namespace}:${serviceAccount}`);
  const corrected = dropSubjects(podRole.trust, issuerKey(own), subjects);
  if (corrected.statements.length > 0)
    return trustRemedies(podRole.role, corrected, "Service accounts that are not there are let in no more.");
  return [deleteRole(podRole.role, `Nobody else is let in by the trust policy of ${podRole.role.name}.`)];
}
