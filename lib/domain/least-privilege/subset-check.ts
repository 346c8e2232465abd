/** Holds a narrowed policy against the present one: is every statement within one of those that are there now. */
import type { ConditionClause, PatternElement, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { actionCovers } from "@/lib/domain/policy/sets/action-element";

/**
 * True only where every Allow of `proposed` names actions, resources and conditions of one Allow of `present`, and every
 * Deny of `present` is in `proposed`: then nothing is allowed that is not allowed now, whatever the request.
 */
export function isWithin(proposed: readonly PolicyDocument[], present: readonly PolicyDocument[]): boolean {
  const now = statementsOf(present);
  const then = statementsOf(proposed);
  return (
    then.every(
      ({ statement, version }) =>
        statement.effect === "Deny" ||
        now.some(
          (each) =>
            each.statement.effect === "Allow" &&
            (each.version === version || !hasVariable(statement)) &&
            allowsWithin(statement, each.statement),
        ),
    ) &&
    now.every(
      ({ statement, version }) =>
        statement.effect === "Allow" ||
        then.some(
          (each) =>
            each.statement.effect === "Deny" &&
            (each.version === version || !hasVariable(statement)) &&
            deniesAsMuch(each.statement, statement),
        ),
    )
  );
}

function statementsOf(documents: readonly PolicyDocument[]) {
  return documents.flatMap(({ statements, version }) => statements.map((statement) => ({ statement, version })));
}

function allowsWithin(narrow: Statement, wide: Statement): boolean {
  return (
    actionsWithin(narrow.action, wide.action) &&
    (sameElement(narrow.resource, wide.resource) || listedIn(narrow.resource, wide.resource)) &&
    sameConditions(narrow.conditions, wide.conditions)
  );
}

/** Only as a whole: a Deny that was parted is not looked for. */
function deniesAsMuch(narrow: Statement, wide: Statement): boolean {
  return (
    sameElement(narrow.action, wide.action) &&
    sameElement(narrow.resource, wide.resource) &&
    sameConditions(narrow.conditions, wide.conditions)
  );
}

function actionsWithin(narrow: PatternElement, wide: PatternElement): boolean {
  if (sameElement(narrow, wide)) return true;
  return !narrow.negated && narrow.patterns.every((pattern) => actionCovers(wide, pattern) === "all");
}

function listedIn(narrow: PatternElement | null, wide: PatternElement | null): boolean {
  return (
    narrow !== null &&
    wide !== null &&
    !narrow.negated &&
    !wide.negated &&
    narrow.patterns.every((pattern) => wide.patterns.includes(pattern))
  );
}

function sameElement(a: PatternElement | null, b: PatternElement | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.negated === b.negated &&
    a.patterns.length === b.patterns.length &&
    a.patterns.every((pattern, at) => pattern === b.patterns[at])
  );
}

function sameConditions(a: readonly ConditionClause[], b: readonly ConditionClause[]): boolean {
  const text = (clauses: readonly ConditionClause[]) =>
    JSON.stringify(clauses.map(({ operator, key, values }) => [operator, key, values]));
  return text(a) === text(b);
}

function hasVariable({ resource, conditions }: Statement): boolean {
  const texts = [...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return texts.some((text) => text.includes("${"));
}
