/** Mistakes that people make in IRSA trust policies, said in words. Source: facts of the EKS and IAM User Guides. */
import type { ConditionClause, Statement } from "@/lib/domain/policy/ast";
import type { Reason, StatementRef, Verdict } from "./binding";
import { clausesOn, type IrsaCandidate, namesEveryone, operatorOf } from "./irsa-candidates";
import { DEFAULT_AUDIENCE } from "./irsa-request";
import { isIssuerKey } from "./issuer-keys";
import { refOf } from "./trust-denial";
import { reason } from "./verdict";

/** How wide a trust is that holds: no subject, a pattern, no audience, operators that let an absent key pass. */
export function irsaOpenness(candidate: IrsaCandidate, verdict: Verdict): readonly Reason[] {
  if (verdict === "denied") return [];
  const found: Reason[] = [];
  for (const statement of candidate.statements) {
    const subs = clausesOn(statement, `${candidate.issuer}:sub`).filter((clause) => operatorOf(clause).base !== "null");
    if (subs.length === 0)
      found.push(
        reason(
          "sub-missing",
          "No condition on the subject: every service account of the cluster can assume the role.",
          refOf(statement),
        ),
      );
    else if (subs.every((clause) => operatorOf(clause).negated)) {
      found.push(
        reason(
          "sub-negated",
          "The subject is only excluded, not named: every other service account of the cluster can assume the role.",
          refOf(statement),
        ),
      );
    } else if (candidate.subject.pattern) {
      found.push(
        reason(
          "sub-wildcard",
          `The subject is a pattern: service accounts ${candidate.subject.namespace}/${candidate.subject.serviceAccount} can assume the role.`,
          refOf(statement),
        ),
      );
    }
    if (namesEveryone(statement)) {
      found.push(
        reason(
          "trust-names-everyone",
          "The statement names everyone: any identity provider of the account may hand in a token.",
          refOf(statement),
        ),
      );
    }
    if (clausesOn(statement, `${candidate.issuer}:aud`).length === 0) {
      found.push(
        reason(
          "aud-missing",
          "No condition on the audience: a token for any audience that the provider lists is accepted.",
          refOf(statement),
        ),
      );
    } else if (
      clausesOn(statement, `${candidate.issuer}:aud`).some(
        (clause) => operatorOf(clause).wildcards && clause.values.some((value) => /^\*+$/.test(value)),
      )
    ) {
      found.push(
        reason(
          "aud-wildcard",
          "The condition on the audience takes any: a token for any audience that the provider lists is accepted.",
          refOf(statement),
        ),
      );
    }
    found.push(...openOperators(candidate, statement));
  }
  return found;
}

function openOperators(candidate: IrsaCandidate, statement: Statement): readonly Reason[] {
  return statement.conditions
    .filter(
      (clause) =>
        isIssuerKey(clause.key) && (/^forallvalues:/i.test(clause.operator) || /ifexists$/i.test(clause.operator)),
    )
    .map((clause) =>
      clause.key.toLowerCase().startsWith(`${candidate.issuer}:`.toLowerCase())
        ? reason(
            "operator-passes-absent-key",
            `${clause.operator} on ${clause.key} would also hold without that key.`,
            refOf(statement),
          )
        : reason(
            "issuer-key-mismatch-open",
            `${clause.operator} on ${clause.key} names another issuer, so the key is absent and the condition protects nothing.`,
            refOf(statement),
          ),
    );
}

/** Conditions that can never hold, each with what was probably meant. */
export function irsaMistakes(candidate: IrsaCandidate, audiences: readonly string[] | null): readonly Reason[] {
  return candidate.statements.flatMap((statement) =>
    statement.conditions.flatMap((clause): Reason[] => {
      const key = clause.key.toLowerCase();
      const { negated, wildcards } = operatorOf(clause);
      if (negated) return [];
      const own = `${candidate.issuer}:`.toLowerCase();
      if (key === `${own}aud` && clause.values.some((value) => value.startsWith("system:serviceaccount:"))) {
        const listed = audiences === null ? "" : ` (${audiences.join(", ") || "none"})`;
        return [
          reason(
            "aud-holds-subject",
            `${clause.key} is compared with a service account (${clause.values.join(", ")}). The token's audience is never one: this cannot hold with the audiences that the provider lists${listed}, and since no subject is named, every service account of the cluster would be admitted if one of them matched.`,
            refOf(statement),
          ),
          correction(candidate, clause, refOf(statement)),
        ];
      }
      if (key === `${own}sub` && clause.values.some((value) => value === "sts.amazonaws.com")) {
        return [
          reason(
            "sub-holds-audience",
            `${clause.key} is compared with an audience (sts.amazonaws.com); a token's subject is system:serviceaccount:NAMESPACE:NAME.`,
            refOf(statement),
          ),
        ];
      }
      if (key === `${own}sub` && !wildcards && clause.values.some((value) => /[*?]/.test(value))) {
        return [
          reason(
            "wildcard-in-stringequals",
            `${clause.operator} compares ${clause.values.join(", ")} letter by letter: the wildcard never matches. StringLike was meant.`,
            refOf(statement),
          ),
        ];
      }
      if (key.startsWith("https://")) {
        return [
          reason(
            "https-in-key",
            `The condition key ${clause.key} begins with https://; keys are spelled without it, so this one is never present.`,
            refOf(statement),
          ),
        ];
      }
      if (isIssuerKey(clause.key) && !key.startsWith(own)) {
        return [
          reason(
            "issuer-key-mismatch",
            `The condition key ${clause.key} names another issuer than the trusted provider ${candidate.issuer}: it is never present in this cluster's tokens.`,
            refOf(statement),
          ),
        ];
      }
      return [];
    }),
  );
}

/** What was meant: the service account by its name first, the pattern of the whole namespace second. */
function correction({ issuer }: IrsaCandidate, clause: ConditionClause, statement: StatementRef): Reason {
  const [meant = ""] = clause.values.filter((value) => value.startsWith("system:serviceaccount:"));
  const namespace = meant.split(":")[2] ?? "";
  const name = meant.split(":")[3] ?? "";
  const exact = /^[a-z0-9.-]+$/.test(name) ? name : "NAME";
  const audience = `"${issuer}:aud": "${DEFAULT_AUDIENCE}"`;
  return reason(
    "aud-holds-subject-correction",
    `Meant was: StringEquals { ${audience}, "${issuer}:sub": "system:serviceaccount:${namespace}:${exact}" } for the one service account; or, wider, StringEquals { ${audience} } with StringLike { "${issuer}:sub": "system:serviceaccount:${namespace}:*" } for every one of the namespace.`,
    statement,
  );
}
