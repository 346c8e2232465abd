/** Changes of a trust policy, statement by statement. The document given stays as it is; numbers are told anew. */
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";

/** The changed statements; null = the statement goes, several = it is split. */
export type Edit = (statement: Statement) => Statement | readonly Statement[] | null;

export function editStatements(document: PolicyDocument, edit: Edit, added: readonly Statement[] = []): PolicyDocument {
  const edited = document.statements.flatMap((statement) => {
    const result = edit(statement);
    if (result === null) return [];
    return "effect" in result ? [result] : result;
  });
  return { ...document, statements: [...edited, ...added].map((statement, index) => ({ ...statement, index })) };
}

/** Puts a clause in place of those of the same key, and of the same operator and key: all of one statement must hold. */
export function withClauses(
  conditions: readonly ConditionClause[],
  added: readonly ConditionClause[],
): readonly ConditionClause[] {
  const keys = new Set(added.map(({ key }) => key.toLowerCase()));
  return [...conditions.filter(({ key }) => !keys.has(key.toLowerCase())), ...added];
}

export function clause(operator: string, key: string, values: readonly string[]): ConditionClause {
  return { operator, key, values };
}

/** The statement without one of the principals that it names; null where no other is left. */
export function withoutPrincipal(
  statement: Statement,
  isGone: (kind: string, value: string) => boolean,
): Statement | null {
  const { principal } = statement;
  if (!principal || principal.negated) return statement;
  const entries = principal.entries.filter(({ kind, value }) => !isGone(kind, value));
  if (entries.length === principal.entries.length) return statement;
  return entries.length === 0 ? null : { ...statement, principal: { ...principal, entries } };
}

export function trustStatement(
  kind: "Service" | "Federated" | "AWS",
  principal: string,
  actions: readonly string[],
  conditions: readonly ConditionClause[],
): Statement {
  return {
    index: 0,
    sid: null,
    effect: "Allow",
    principal: { negated: false, entries: [{ kind, value: principal }] },
    action: { negated: false, patterns: actions },
    resource: null,
    conditions,
  };
}
