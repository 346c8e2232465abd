import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Grant } from "@/lib/domain/policy/sets";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy } from "../../finding";
import { found } from "../../found";
import { isEverything } from "../../reach/breadth";
import { severityOf } from "../../reach/severity";
import { strengthsOf } from "../../reach/strengths-of";
import { inWords, option } from "../../remedy";
import type { Rule } from "../../rule";
import { doubt, grantEvidence, podCredentials, subjectsOfRole } from "./pod-credentials";

/** By what is left once boundary, session policy, SCPs and denials are held against it, whatever the policy's name. */
export const administratorInEffect: Rule = {
  id: "administrator-in-effect",
  category: "permission",
  title: "A pod's role is administrator of its account",
  severity: "critical",
  description:
    "Of all that the organization lets anybody do in the account, the role may do nearly everything on every resource, permissions of identities included. " +
    "It is judged by what is left under permissions boundary, session policy, service control policies and denials, not by the name of a policy.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
  ],
  *find(facts) {
    const book = strengthsOf(facts);
    for (const { role, profiles, bindings, certainty: held } of podCredentials(facts)) {
      const admins = profiles.filter(
        (profile) =>
          book.index.permissions(profile).may.intersects(book.classes.identityPower) &&
          book.of(profile).level === "admin",
      );
      const [profile] = admins.sort((a, b) => levelOf(book.of(a).certainty) - levelOf(book.of(b).certainty));
      if (!profile) continue;
      const strength = book.of(profile);
      const certainty = LEVELS[Math.max(levelOf(held), levelOf(strength.certainty))]!;
      const { everything } = book.index.engine.compiler.matcher;
      const grants = book.index.engine
        .plainGrants(profile.sets, everything)
        .filter(({ region, may }) => isEverything(region) && may.intersects(book.classes.changes));
      const concerned = bindings.filter((binding) => admins.includes(book.index.profileOf(binding)!));
      const { severity, reason } = severityOf(facts, {
        level: "admin",
        certainty,
        text: `do anything in account ${role.accountId}`,
        bindings: concerned,
      });
      yield found({
        severity,
        severityReason: reason,
        certainty,
        certaintyReason: doubt(held, strength.certainty),
        cause: role.arn,
        title: `Role ${role.name} of pods is administrator of account ${role.accountId}`,
        explanation: `With everything that limits it, role ${role.name} may still do nearly everything on every resource of account ${role.accountId}, and change who may do what there.`,
        subjects: subjectsOfRole(facts, role, concerned),
        evidence: grantEvidence(role, grants, "allows it on every resource"),
        remediation: remedies(role, grants),
      });
    }
  },
};

function remedies(role: RoleFacts, grants: readonly Grant[]): readonly Remedy[] {
  const names = [...new Set(grants.map(({ policy }) => policy))];
  const commands = names.map((name) =>
    name.startsWith("arn:")
      ? `aws iam detach-role-policy ${option("role-name", role.name)} ${option("policy-arn", name)}`
      : `aws iam delete-role-policy ${option("role-name", role.name)} ${option("policy-name", name)}`,
  );
  const first =
    "First give the role what its workloads need: page Least privilege of the workload writes that policy from what was used.";
  return [
    inWords(
      "Replace the policies that allow everything",
      first,
      "Then take away the policies that the evidence names.",
    ),
    {
      format: "aws-cli",
      title: "Take away the policies that allow everything",
      text: [`# Account ${role.accountId}. ${first}`, ...commands].join("\n"),
    },
  ];
}
