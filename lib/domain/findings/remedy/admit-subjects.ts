/** Service accounts let in by a trust policy, beside those that it names. */
import { clausesOn, federatedProviders, operatorOf } from "@/lib/domain/identity/irsa-candidates";
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { editStatements } from "./trust-edits";
import { webIdentityStatements } from "./web-identity";

/** Into the statement that names such by name already, where there is one; else by a statement of their own. */
export function admitSubjects(
  trust: PolicyDocument,
  providerArn: string,
  issuer: string,
  subjects: readonly string[],
): PolicyDocument {
  const target = trust.statements.find((statement) => isPlain(statement, providerArn, issuer));
  if (!target) return editStatements(trust, (each) => each, webIdentityStatements(providerArn, issuer, subjects));
  const added = subjects.map((subject) => `system:serviceaccount:${subject}`);
  return editStatements(trust, (statement) =>
    statement === target
      ? {
          ...statement,
          conditions: statement.conditions.map((clause) =>
            isSubject(clause, issuer) ? { ...clause, values: [...new Set([...clause.values, ...added])] } : clause,
          ),
        }
      : statement,
  );
}

/** One provider, and nothing tested but audience and subject, letter by letter. */
function isPlain(statement: Statement, providerArn: string, issuer: string): boolean {
  const providers = federatedProviders(statement);
  return (
    statement.effect === "Allow" &&
    providers.length === 1 &&
    providers[0] === providerArn &&
    clausesOn(statement, `${issuer}:aud`).length === 1 &&
    clausesOn(statement, `${issuer}:sub`).length === 1 &&
    statement.conditions.length === 2 &&
    statement.conditions.every((clause) => operatorOf(clause).base === "stringequals") &&
    statement.conditions.some((clause) => isSubject(clause, issuer))
  );
}

function isSubject(clause: ConditionClause, issuer: string): boolean {
  return (
    clause.key.toLowerCase() === `${issuer}:sub`.toLowerCase() &&
    clause.values.every((value) => /^system:serviceaccount:[^:*?]+:[^:*?]+$/.test(value))
  );
}

/** The trust without these subjects of an issuer; a statement that names no others goes. */
export function dropSubjects(trust: PolicyDocument, issuer: string, subjects: readonly string[]): PolicyDocument {
  const gone = new Set(subjects.map((subject) => `system:serviceaccount:${subject}`));
  const key = `${issuer}:sub`.toLowerCase();
  return editStatements(trust, (statement) => {
    if (statement.effect !== "Allow") return statement;
    const conditions = statement.conditions.map((clause) =>
      clause.key.toLowerCase() === key && !operatorOf(clause).negated
        ? { ...clause, values: clause.values.filter((value) => !gone.has(value)) }
        : clause,
    );
    return conditions.some(({ values }) => values.length === 0) ? null : { ...statement, conditions };
  });
}
