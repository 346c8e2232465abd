import { refOf } from "@/lib/domain/identity/trust-denial";
import type { PolicyDocument } from "@/lib/domain/policy";
import { brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence, statementEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { podRoles } from "../../pod-roles";
import { editStatements, letsPodsIn, trustRemedies } from "../../remedy";
import type { Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";

export const tagSessionMissing: Rule = {
  id: "tag-session-missing",
  category: "trust",
  title: "Trust policy does not allow sts:TagSession",
  severity: "medium",
  description:
    "Pod Identity passes session tags unless they are disabled for the association, and may do so only where the role's trust policy allows sts:TagSession beside sts:AssumeRole. Without it no pod gets credentials.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html"],
  *find(facts) {
    const byRole = groupedBy(brokenBindings(facts, "tag-session-missing"), ({ binding }) => binding.roleArn);
    for (const [roleArn, broken] of byRole) {
      const podRole = podRoles(facts).get(roleArn);
      if (!podRole?.trust) continue;
      const { role, trust } = podRole;
      yield found({
        severity: "medium",
        severityReason: "The pods get no credentials; nothing is opened by it.",
        cause: roleArn,
        title: `Trust policy of ${role.name} lacks sts:TagSession`,
        explanation: `${plural(broken.length, "association")} with session tags (${listed(broken.map(({ binding }) => holderName(binding)))}) ${broken.length === 1 ? "names" : "name"} the role, and its trust policy lets Pod Identity assume it, but not tag the session.`,
        subjects: subjectsOf(
          [roleSubject(facts, roleArn)],
          broken.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: [
          ...trust.statements
            .filter(letsPodsIn)
            .map((statement) =>
              statementEvidence(
                "The statement that lets Pod Identity in names no sts:TagSession.",
                roleArn,
                refOf(statement),
              ),
            ),
          ...broken.flatMap(({ binding, reason }) => [
            ...(reason.statement ? [reasonEvidence(binding, reason)] : []),
            bindingEvidence(binding),
          ]),
        ],
        remediation: trustRemedies(role, withTagSession(trust), "sts:TagSession is allowed beside sts:AssumeRole."),
      });
    }
  },
};

function withTagSession(trust: PolicyDocument): PolicyDocument {
  return editStatements(trust, (statement) => {
    if (!letsPodsIn(statement) || statement.action.negated) return statement;
    const { patterns } = statement.action;
    return { ...statement, action: { negated: false, patterns: [...new Set([...patterns, "sts:TagSession"])] } };
  });
}
