import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import { issuerOfProvider } from "@/lib/domain/identity/irsa-candidates";
import { groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { podRoles, reasonOf } from "../../pod-roles";
import { deleteProvider, deleteRole, editStatements, inWords, trustRemedies, withoutPrincipal } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderSubject, providerSubject, roleSubject } from "../../subjects";

const CODES = new Set(["cluster-deleted", "cluster-not-seen", "cluster-seen-earlier"]);

export const issuerOfDeletedCluster: Rule = {
  id: "issuer-of-deleted-cluster",
  category: "trust",
  title: "Role trusts the issuer of a cluster that is gone or was never seen",
  severity: "low",
  description:
    "A role lets in tokens of a cluster that is not among those that were read. Of a deleted cluster that is a leftover, which should go with it; of one that was never seen it may be a stranger's, whose administrators could have the role.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html"],
  *find(facts) {
    const open: { binding: Binding; reason: Reason; issuer: string }[] = [];
    for (const binding of facts.model.bindings) {
      if (binding.mechanism !== "irsa" || binding.issuer === null || binding.verdict === "denied") continue;
      const reason = reasonOf(binding, CODES);
      if (reason) open.push({ binding, reason, issuer: binding.issuer });
    }
    for (const [issuer, group] of groupedBy(open, (each) => each.issuer)) {
      const [first] = group;
      if (!first) continue;
      const deleted = first.reason.code === "cluster-deleted";
      const roles = [...new Set(group.map(({ binding }) => binding.roleArn))].sort();
      const providers = providersOf(issuer, roles);
      yield found({
        severity: deleted ? "low" : "medium",
        severityReason: deleted
          ? "No token comes from the issuer any more: it is a leftover that hides what is meant."
          : "Whoever administers that cluster decides which of its pods have the role, and it is not among those that were read.",
        certainty: deleted ? "allowed" : "unknown",
        certaintyReason: deleted ? null : "Whose cluster it is, and whether it still exists, was not read.",
        cause: issuer,
        title: deleted
          ? `${plural(roles.length, "role")} trust${roles.length === 1 ? "s" : ""} a deleted cluster`
          : `${plural(roles.length, "role")} trust${roles.length === 1 ? "s" : ""} a cluster that was not seen`,
        explanation: `${first.reason.text} ${listed(roles.map((arn) => parseRoleArn(arn)?.name ?? arn))} ${roles.length === 1 ? "lets" : "let"} its tokens in.`,
        subjects: subjectsOf(
          providers.map((arn) => providerSubject(facts, arn)),
          [
            ...roles.map((arn) => roleSubject(facts, arn)),
            ...group.map(({ binding }) => holderSubject(facts, binding)),
          ],
        ),
        evidence: group.flatMap(({ binding, reason }) => [
          ...binding.reasons.filter((each) => each.statement !== null).map((each) => reasonEvidence(binding, each)),
          bindingEvidence(binding, reason.text),
        ]),
        remediation: remedies(facts, issuer, roles, providers, deleted),
      });
    }
  },
};

function providersOf(issuer: string, roles: readonly string[]): readonly string[] {
  const found = roles.map((arn) => {
    const role = parseArn(arn);
    return oidcProviderArn(role?.partition ?? "aws", role?.accountId ?? "", issuer);
  });
  return [...new Set(found)];
}

function remedies(
  facts: FindingFacts,
  issuer: string,
  roles: readonly string[],
  providers: readonly string[],
  deleted: boolean,
): readonly Remedy[] {
  const first = deleted
    ? []
    : [
        inWords(
          "Find out whose cluster it is",
          `Add the account and region of the cluster with the issuer https://${issuer} to the scope, if it is one of yours. If it is not, or it is gone, take it out of the trust:`,
        ),
      ];
  const trusts = roles.slice(0, 5).flatMap((arn): readonly Remedy[] => {
    const podRole = podRoles(facts).get(arn);
    if (!podRole?.trust) return [];
    const { role } = podRole;
    const corrected = editStatements(podRole.trust, (statement) =>
      withoutPrincipal(statement, (kind, value) => kind === "Federated" && issuerOfProvider(value) === issuer),
    );
    return corrected.statements.length > 0
      ? trustRemedies(role, corrected, "The cluster's issuer is trusted no more.")
      : [deleteRole(role, `Nobody else is let in by the trust policy of ${role.name}.`)];
  });
  const gone = providers
    .filter((arn) => facts.model.estate.oidcProviders.has(arn))
    .flatMap((arn) => deleteProvider(arn, "No token of this issuer is taken any more, by any role of the account."));
  return [...first, ...trusts, ...gone];
}
