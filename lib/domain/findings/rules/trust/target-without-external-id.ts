import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { targetFacts } from "@/lib/domain/identity/pod-identity-hops";
import { subjectOf } from "@/lib/domain/identity/pod-identity-request";
import { refOf } from "@/lib/domain/identity/trust-denial";
import { askTrust } from "@/lib/domain/identity/trust-request";
import { sessionOf } from "@/lib/domain/policy";
import { bindingEvidence, statementEvidence } from "../../evidence";
import { found, listed, subjectsOf } from "../../found";
import { hasReason, type PodRole, podRoles, resolveContextOf } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { trustRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { targetTrust } from "./target-trust";

const STRANGER = "zz-podlens-other";

export const targetWithoutExternalId: Rule = {
  id: "target-without-external-id",
  category: "trust",
  title: "Target role does not tell associations apart",
  severity: "low",
  description:
    "EKS gives each association an external id of its own for the call that assumes the target role. A target role whose trust policy tests neither that nor the session's tags can be had by every association that shares the source role, and by whatever else has the source role's credentials.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html"],
  *find(facts) {
    for (const target of podRoles(facts).values()) {
      if (target.asTarget.length === 0 || !target.trust) continue;
      const open = target.asTarget.filter(
        (binding) => binding.verdict !== "denied" && admitsOthers(facts, target, binding),
      );
      if (open.length === 0) continue;
      const { role, trust } = target;
      const sources = [...new Set(open.map(({ roleArn }) => roleArn))].sort();
      const foreign = sources.some((arn) => parseRoleArn(arn)?.accountId !== role.accountId);
      const names = sources.map((arn) => parseRoleArn(arn)?.name ?? arn);
      yield found({
        ...weigh(
          "low",
          reachOfRole(facts, role.arn),
          "Another association needs the same source role to get at the target, and the source role's credentials.",
        ),
        cause: role.arn,
        title: `Target role ${role.name} does not ask for an external id`,
        explanation: `Any session of ${listed(names)} can assume ${role.name}${foreign ? ", across accounts" : ""}: its trust policy tests neither an external id nor session tags. It is meant for ${listed(open.map(holderName))}.`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn), ...sources.map((arn) => roleSubject(facts, arn))],
          open.map((binding) => holderSubject(facts, binding)),
        ),
        evidence: [
          ...trust.statements
            .filter((statement) => statement.effect === "Allow")
            .map((statement) => statementEvidence("The statement tests no external id.", role.arn, refOf(statement))),
          ...open.map((binding) => bindingEvidence(binding)),
        ],
        remediation: trustRemedies(
          role,
          targetTrust(
            facts,
            trust,
            target.asTarget.filter(({ verdict }) => verdict !== "denied"),
          ),
          "Each source role is let in with the external ids of its associations. For associations with session tags AWS documents in a blog post only that EKS sends the external id: try one first.",
        ),
      });
    }
  },
};

/** Whether the same source role would be let in for another service account: with session tags, or without. */
function admitsOthers(facts: FindingFacts, target: PodRole, binding: Binding): boolean {
  const { estate } = facts.model;
  // Within one account a source role that lets in this one service account lets nobody else through.
  const own = parseRoleArn(binding.roleArn)?.accountId === target.role.accountId;
  if (own && hasReason(binding, "trust-scoped") && !hasReason(binding, "trust-scope-evadable")) return false;
  const known = facts.kept("target roles open to others", () => new Map<string, boolean>());
  const key = `${binding.roleArn}|${target.role.arn}|${binding.clusterArn}`;
  let open = known.get(key);
  if (open !== undefined) return open;
  const association = associationOf(estate, binding.associationArn);
  const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
  const source = estate.roleByArn.get(binding.roleArn);
  const caller = sessionOf(binding.roleArn, null);
  if (!association || !cluster || !source || !caller) return false;
  const context = resolveContextOf(facts);
  open = [true, false].some((tags) => {
    const other = { ...subjectOf(association, cluster), namespace: STRANGER, serviceAccount: STRANGER, tags };
    return askTrust(context, {
      caller,
      role: target.role,
      source,
      action: "sts:AssumeRole",
      facts: targetFacts(context, other, source, target.role, STRANGER),
    }).may;
  });
  known.set(key, open);
  return open;
}
