import type { ConditionClause, PolicyVersion } from "./ast";
import type { Fact, Facts } from "./facts";
import { wildcardUnits } from "./match/units";
import { tokenize } from "./match/variables";
import type { Matcher, Operator } from "./operators/operator";
import { type QualifiedOperator, readOperator } from "./operators/registry";
import { and, fromBoolean, MAYBE, NO, not, or, type Tri, YES } from "./tri";

/** One key under one operator, ready to be evaluated. */
export interface CompiledClause {
  readonly source: ConditionClause;
  /** In lower case. */
  readonly key: string;
  readonly operator: QualifiedOperator;
  readonly matcher: Matcher | null;
  /** Of each value the keys of its variables without a default; null where some value has none. */
  readonly needs: readonly (readonly string[])[] | null;
}

export function compileClause(source: ConditionClause, version: PolicyVersion): CompiledClause {
  const operator = readOperator(source.operator);
  const base = operator.base;
  return {
    source,
    key: source.key.toLowerCase(),
    operator,
    matcher: base === null || base === "Null" ? null : base.compile(source.values, version),
    needs: needsOf(source.values, version),
  };
}

function needsOf(values: readonly string[], version: PolicyVersion): CompiledClause["needs"] {
  if (values.length === 0 || !values.every((value) => value.includes("${"))) return null;
  const keys = values.map((value) =>
    tokenize(value, version).flatMap((token) =>
      token.kind === "variable" && token.fallback === null ? [token.key] : [],
    ),
  );
  return keys.every((each) => each.length > 0) ? keys : null;
}

/**
 * Whether a clause holds. `unknownOperator` is what an operator that we do not know gives.
 * Source: IAM User Guide, "Condition operators", "Single-valued vs. multivalued context keys".
 */
export function evaluateClause(clause: CompiledClause, facts: Facts, unknownOperator: Tri): Tri {
  const { operator, matcher } = clause;
  const fact = facts.get(clause.key);
  if (operator.base === null) return unknownOperator;
  if (operator.base === "Null") return evaluateNull(clause.source.values, fact);
  if (fact.state === "absent") return whenAbsent(operator, operator.base);
  if (fact.state === "unknown")
    return isUnfillable(clause, facts) ? whenNothingMatches(operator, operator.base) : MAYBE;
  if (fact.state === "pattern") return apply(operator.base, matcher!.relate(wildcardUnits(fact.pattern), facts));
  return overValues(operator, operator.base, matcher!, fact.values, facts);
}

/** "true" = the key is absent, "false" = it is there. */
function evaluateNull(values: readonly string[], fact: Fact): Tri {
  if (fact.state === "unknown") return MAYBE;
  const wanted = fact.state === "absent" ? "true" : "false";
  return fromBoolean(values.some((value) => value.toLowerCase() === wanted));
}

function whenAbsent(operator: QualifiedOperator, base: Operator): Tri {
  if (operator.ifExists || operator.qualifier === "ForAllValues") return YES;
  if (operator.qualifier === "ForAnyValue") return NO;
  return fromBoolean(base.negated);
}

/** Every value has a variable that nothing fills: whatever the key holds, none of them matches. */
function isUnfillable({ needs }: CompiledClause, facts: Facts): boolean {
  if (needs === null) return false;
  return needs.every((keys) =>
    keys.some((key) => {
      const fact = facts.get(key);
      return fact.state === "absent" || (fact.state === "known" && fact.multivalued);
    }),
  );
}

/** For a key that is absent or has some value. */
function whenNothingMatches(operator: QualifiedOperator, base: Operator): Tri {
  const present = fromBoolean(base.negated);
  return whenAbsent(operator, base) === present ? present : MAYBE;
}

function apply(base: Operator, matched: Tri): Tri {
  return base.negated ? not(matched) : matched;
}

function overValues(
  operator: QualifiedOperator,
  base: Operator,
  matcher: Matcher,
  values: readonly string[],
  facts: Facts,
): Tri {
  if (operator.qualifier === "ForAllValues") {
    // A list of nothing but empty texts counts as no values at all.
    if (values.every((value) => value === "")) return YES;
    let all: Tri = YES;
    for (const value of values) all = and(all, apply(base, matcher.match(value, facts)));
    return all;
  }
  let any: Tri = NO;
  if (operator.qualifier === "ForAnyValue") {
    for (const value of values) any = or(any, apply(base, matcher.match(value, facts)));
    return any;
  }
  // Without a qualifier a negated operator asks that no value matches.
  for (const value of values) any = or(any, matcher.match(value, facts));
  return apply(base, any);
}
