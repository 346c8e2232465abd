import { parseArn } from "@/lib/domain/aws/arn";
import { refOf } from "@/lib/domain/identity/trust-denial";
import { statementEvidence } from "../../evidence";
import type { FindingEvidence } from "../../finding";
import { found, listed, subjectsOf } from "../../found";
import { type PodRole, podRoles } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { clause, editStatements, inWords, trustRemedies, withClauses } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { isForeign } from "./foreign-account";
import { type OtherPrincipal, otherPrincipals } from "./other-principals";

export const foreignAccountWithoutExternalId: Rule = {
  id: "foreign-account-without-external-id",
  category: "trust",
  title: "A pod's role trusts an account outside the organization without an external id",
  severity: "medium",
  description:
    "The trust policy lets in principals of an account that is not one of yours, and asks for no external id. A service of that account that works for many customers can be talked into using the role for somebody else (the confused deputy).",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"],
  *find(facts) {
    for (const podRole of podRoles(facts).values()) {
      const finding = judge(facts, podRole);
      if (finding) yield finding;
    }
  },
};

function judge(facts: FindingFacts, podRole: PodRole): FoundFinding | null {
  const { role, trust } = podRole;
  if (!trust) return null;
  const foreign = otherPrincipals(facts, podRole).flatMap((other) => {
    const { foreign, certain } = isForeign(facts, role.accountId, other.accountId);
    return foreign && !other.externalId ? [{ ...other, certain }] : [];
  });
  if (foreign.length === 0) return null;
  const accounts = [...new Set(foreign.map(({ accountId }) => accountId ?? ""))].sort();
  const certain = foreign.every((each) => each.certain);
  const evidence: FindingEvidence[] = foreign.map((each: OtherPrincipal) =>
    statementEvidence(
      `The statement lets ${each.value} in and asks for no external id.`,
      role.arn,
      refOf(each.statement),
    ),
  );
  if (!certain)
    evidence.push({
      kind: "gap",
      text: "The organization was not read: the account may be a member of it.",
      missingPermission: "organizations:ListAccounts",
    });
  return found({
    ...weigh(
      "medium",
      reachOfRole(facts, role.arn),
      "Somebody else's account can assume the role, and decides by itself who of it may.",
    ),
    certainty: certain ? "allowed" : "unknown",
    certaintyReason: certain
      ? null
      : "Whether the account is one of yours is not known: the organization was not read.",
    cause: `${role.arn}|${accounts.join(",")}`,
    title: `Role ${role.name} trusts account ${listed(accounts)} without an external id`,
    explanation: `${listed(foreign.map(({ value }) => value))} can assume the role beside the pods, without an external id that tells for whom.`,
    subjects: subjectsOf(
      [roleSubject(facts, role.arn)],
      [...podRole.podIdentity, ...podRole.irsa]
        .filter(({ verdict }) => verdict !== "denied")
        .map((binding) => holderSubject(facts, binding)),
    ),
    evidence,
    remediation: [
      inWords(
        "Agree on an external id",
        "The other account gives it, or you choose one that nobody else uses there. It stands for CHOOSE-AN-EXTERNAL-ID in what follows. Better still: give that account a role of its own, apart from the pods'.",
      ),
      ...trustRemedies(
        role,
        withExternalId(podRole, new Set(foreign.map(({ accountId }) => accountId ?? ""))),
        "The other account has to hand in the external id.",
      ),
    ],
  });
}

function withExternalId({ trust }: PodRole, foreign: ReadonlySet<string>) {
  if (!trust) throw new Error("no trust policy");
  const asked = [clause("StringEquals", "sts:ExternalId", ["CHOOSE-AN-EXTERNAL-ID"])];
  return editStatements(trust, (statement) => {
    const { principal } = statement;
    if (statement.effect !== "Allow" || !principal || principal.negated) return statement;
    const isTheirs = ({ value }: { readonly value: string }) => foreign.has(parseArn(value)?.accountId ?? value);
    const theirs = principal.entries.filter(isTheirs);
    const rest = principal.entries.filter((entry) => !isTheirs(entry));
    if (theirs.length === 0) return statement;
    const own = {
      ...statement,
      sid: rest.length > 0 ? null : statement.sid,
      principal: { ...principal, entries: theirs },
      conditions: withClauses(statement.conditions, asked),
    };
    return rest.length > 0 ? [{ ...statement, principal: { ...principal, entries: rest } }, own] : own;
  });
}
