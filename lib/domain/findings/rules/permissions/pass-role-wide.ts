import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import { ActionSet } from "@/lib/domain/policy/sets";
import { found } from "../../found";
import { isBroad } from "../../reach/breadth";
import { severityOf } from "../../reach/severity";
import { strengthsOf } from "../../reach/strengths-of";
import type { Rule } from "../../rule";
import { denyRemedies } from "./deny-remedy";
import { doubt, grantEvidence, isUnbound, podCredentials, subjectsOfRole } from "./pod-credentials";

/** Today there may be no role worth passing; the next one that is made can be passed at once. */
export const passRoleWide: Rule = {
  id: "pass-role-wide",
  category: "permission",
  title: "A pod's role may pass every role of the account",
  severity: "medium",
  description:
    "iam:PassRole is granted on every role. With a service that takes a role, whatever that role may do is then the pod's as well; where that is possible today, privilege-escalation says so. " +
    "Where a condition names the services that roles may be passed to, it counts for less.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html"],
  *find(facts) {
    const book = strengthsOf(facts);
    const { table } = book.index;
    const id = table.actionId("iam:PassRole");
    if (id === null) return;
    const passing = ActionSet.of(id);
    for (const { role, profiles, bindings, certainty: held } of podCredentials(facts)) {
      const wide = profiles.flatMap((profile) => {
        const strength = book.of(profile);
        if (strength.level === "admin" || !strength.may.intersects(passing)) return [];
        const grants = book.index.engine
          .plainGrants(profile.sets, passing)
          .filter((grant) => !grant.may.isEmpty && isBroad(grant.region) && isUnbound(grant));
        if (grants.length === 0) return [];
        const bound = grants.every(({ statement: { statement } }) =>
          statement.conditions.some(({ key }) => key.toLowerCase() === "iam:passedtoservice"),
        );
        const others = grants.every(({ statement: { statement } }) =>
          statement.conditions.some(({ key }) => key.toLowerCase() !== "iam:passedtoservice"),
        );
        const unread = book.index.permissions(profile).notRead.length > 0;
        const sure = grants.some(({ must }) => !must.isEmpty) || (bound && !others);
        const certainty = unread ? ("unknown" as const) : sure ? ("allowed" as const) : ("conditional" as const);
        return [{ profile, grants, bound, certainty }];
      });
      const [worst] = wide.sort(
        (a, b) => Number(a.bound) - Number(b.bound) || levelOf(a.certainty) - levelOf(b.certainty),
      );
      if (!worst) continue;
      const certainty = LEVELS[Math.max(levelOf(held), levelOf(worst.certainty))]!;
      const concerned = bindings.filter((binding) =>
        wide.some(({ profile }) => profile === book.index.profileOf(binding)),
      );
      const { severity, reason } = severityOf(facts, {
        level: worst.bound ? "read" : "write",
        certainty,
        text: `hand any role of account ${role.accountId} to a service that it may use`,
        bindings: concerned,
      });
      yield found({
        severity,
        severityReason: reason,
        certainty,
        certaintyReason:
          certainty === "allowed" ? null : (doubt(held, worst.certainty) ?? "It holds under conditions."),
        cause: role.arn,
        title: `Role ${role.name} of pods may pass every role of account ${role.accountId}`,
        explanation: worst.bound
          ? `Role ${role.name} may pass every role that trusts the services which its policy names.`
          : `Role ${role.name} may pass every role to every service that it may use.`,
        subjects: subjectsOfRole(facts, role, concerned),
        evidence: grantEvidence(role, worst.grants, "iam:PassRole without naming roles"),
        remediation: denyRemedies(
          role,
          "podlens-no-wide-pass-role",
          { actions: ["iam:PassRole"], resources: ["*"] },
          "Name the roles that the workload has to pass in Resource, and the service in Condition (iam:PassedToService).",
        ),
      });
    }
  },
};
