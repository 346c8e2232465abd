import type { Algebra } from "./algebra";
import type { ConditionClause } from "./ast";
import type { LayerName } from "./request";

export interface StatementSource {
  readonly layer: LayerName;
  /** Position of the level, root first, in SCPs and RCPs; else null. */
  readonly level: number | null;
  readonly policy: number;
  readonly policyName: string | null;
  readonly statement: number;
  readonly sid: string | null;
}

/** What cannot be decided from what is known. */
export type Atom =
  /** A condition of a statement, on a key that is unknown or partly known. */
  | { readonly kind: "condition"; readonly clause: ConditionClause; readonly source: StatementSource }
  /** The statement must cover the request's resource (its entries hold variables that are unknown). */
  | {
      readonly kind: "resource";
      readonly negated: boolean;
      readonly patterns: readonly string[];
      readonly source: StatementSource;
    }
  /** The statement must be about the caller (its session's name, or whether it has a boundary, is not known). */
  | {
      readonly kind: "principal";
      readonly negated: boolean;
      readonly values: readonly string[];
      readonly source: StatementSource;
    }
  /** A layer that was not read allows it, or denies it. */
  | { readonly kind: "layer"; readonly layer: LayerName; readonly effect: "allow" | "deny" }
  /** The resource is the caller's own account's. */
  | { readonly kind: "same-account" };

/** What must hold for an allow, as a tree. */
export type Expression =
  | { readonly kind: "true" }
  | { readonly kind: "false" }
  | { readonly kind: "all"; readonly of: readonly Expression[] }
  | { readonly kind: "any"; readonly of: readonly Expression[] }
  /** Negations stand at the leaves only. */
  | { readonly kind: "not"; readonly of: Atom }
  | Atom;

export const TRUE: Expression = { kind: "true" };
export const FALSE: Expression = { kind: "false" };

export const expressionAlgebra: Algebra<Expression> = {
  yes: TRUE,
  no: FALSE,
  and: (a, b) => allOf([a, b]),
  or: (a, b) => anyOf([a, b]),
  not: negate,
};

export function allOf(parts: readonly Expression[]): Expression {
  return join(parts, "all", "true", "false");
}

export function anyOf(parts: readonly Expression[]): Expression {
  return join(parts, "any", "false", "true");
}

/** Flattens, drops what adds nothing and what stands twice. */
function join(
  parts: readonly Expression[],
  kind: "all" | "any",
  neutral: "true" | "false",
  absorbing: "true" | "false",
): Expression {
  const kept = new Map<string, Expression>();
  for (const part of parts.flatMap((each) => (each.kind === kind ? each.of : [each]))) {
    if (part.kind === absorbing) return part;
    if (part.kind !== neutral) kept.set(identity(part), part);
  }
  const of = [...kept.values()];
  if (of.length === 0) return neutral === "true" ? TRUE : FALSE;
  return of.length === 1 ? of[0]! : { kind, of };
}

function negate(expression: Expression): Expression {
  switch (expression.kind) {
    case "true":
      return FALSE;
    case "false":
      return TRUE;
    case "not":
      return expression.of;
    case "all":
      return anyOf(expression.of.map(negate));
    case "any":
      return allOf(expression.of.map(negate));
    default:
      return { kind: "not", of: expression };
  }
}

/** Equal for expressions that say the same, wherever they stand. */
function identity(expression: Expression): string {
  return JSON.stringify(expression, (key, value) => (key === "source" ? undefined : value));
}
