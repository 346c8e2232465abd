import { refOf } from "@/lib/domain/identity/trust-denial";
import { statementEvidence } from "../../evidence";
import { found, listed, subjectsOf } from "../../found";
import { type PodRole, podRoles } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { editStatements, inWords, trustRemedies, withoutPrincipal } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { isForeign } from "./foreign-account";
import { type OtherPrincipal, otherPrincipals } from "./other-principals";

export const roleAlsoTrustsNonPodPrincipals: Rule = {
  id: "role-also-trusts-non-pod-principals",
  category: "trust",
  title: "A pod's role can be assumed by others than pods",
  severity: "low",
  description:
    "The trust policy of a role that pods use also lets in people, other roles, services or other identity providers. What the role did can then not be put down to the pods, and what is given to the pods is given to the others.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  *find(facts) {
    for (const podRole of podRoles(facts).values()) {
      const finding = judge(facts, podRole);
      if (finding) yield finding;
    }
  },
};

function judge(facts: FindingFacts, podRole: PodRole): FoundFinding | null {
  const { role, trust } = podRole;
  const used = [...podRole.podIdentity, ...podRole.irsa, ...podRole.asTarget].filter(
    ({ verdict }) => verdict !== "denied",
  );
  if (!trust || used.length === 0) return null;
  const others = otherPrincipals(facts, podRole).filter((each) => !isTold(facts, role.accountId, each));
  if (others.length === 0) return null;
  const names = others.map(({ value }) => value);
  const whole = names.some(isAccount);
  const told = new Set(others.map(({ statement }) => statement.index));
  const gone = new Set([
    ...names,
    ...trust.statements.flatMap(({ index, principal }) =>
      told.has(index) ? (principal?.entries ?? []).map(({ value }) => value).filter(isAccount) : [],
    ),
  ]);
  const corrected = editStatements(trust, (statement) =>
    statement.effect === "Allow" && told.has(statement.index)
      ? withoutPrincipal(statement, (_, value) => gone.has(value))
      : statement,
  );
  return found({
    ...weigh(
      "low",
      reachOfRole(facts, role.arn),
      whole
        ? "Everybody of an account whose policies allow it can assume the role beside the pods."
        : "The others are named one by one.",
    ),
    cause: role.arn,
    title: `Role ${role.name} is shared with ${listed(names, 2)}`,
    explanation: `Beside pods, ${listed(others.map(described))} can assume the role.`,
    subjects: subjectsOf(
      [roleSubject(facts, role.arn)],
      used.map((binding) => holderSubject(facts, binding)),
    ),
    evidence: others.map(({ statement, value }) =>
      statementEvidence(`The statement lets ${value} assume the role.`, role.arn, refOf(statement)),
    ),
    remediation:
      corrected.statements.length > 0
        ? trustRemedies(role, corrected, "Pods alone are let in: give the others a role of their own.")
        : [
            inWords(
              "Give the others a role of their own",
              `Take ${listed(names)} out of the trust policy of ${role.name}.`,
            ),
          ],
  });
}

function isAccount(value: string): boolean {
  return /:root$|^\d{12}$/.test(value);
}

function described({ value, words }: OtherPrincipal): string {
  return words === "" ? value : `${value} (${words})`;
}

/** Accounts that are not one's own have a rule of their own. */
function isTold(facts: FindingFacts, accountId: string, other: OtherPrincipal): boolean {
  return isForeign(facts, accountId, other.accountId).foreign && !other.externalId;
}
