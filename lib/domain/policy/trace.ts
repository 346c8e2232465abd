import type { Bearing } from "./bearing";
import type { CompiledPolicy, CompiledStatement } from "./compile";
import { evaluateClause } from "./condition";
import { actionNames } from "./match/action-pattern";
import type { Caller } from "./principal";
import { deniesTo, grantsTo, type Naming } from "./principal-match";
import type { Layer, LayerName } from "./request";
import { type Question, resourceApplies, statementApplies } from "./statement";
import { and, NO, or, type Tri, YES } from "./tri";

/** A statement that is about the request's action, and what came of it. */
export interface Traced {
  readonly layer: LayerName;
  readonly level: number | null;
  readonly policyIndex: number;
  readonly policy: CompiledPolicy;
  readonly statement: CompiledStatement;
  readonly result: Tri;
  /** Whether the statement's principal element is about the caller. */
  readonly about: Tri;
  /** How a resource policy's statement names the caller; null in other layers and for Deny. */
  readonly named: Naming | null;
}

/** Goes through all layers again, this time keeping everything: for explanations only. */
export function trace(bearing: Bearing, question: Question, caller: Caller): Traced[] {
  const traced: Traced[] = [];
  const { layers } = bearing;

  const add = (layer: LayerName, level: number | null, policyIndex: number, policy: CompiledPolicy) => {
    const { denies, allows } = policy.candidates(question.action, question.service, question.name);
    for (const statement of [...denies, ...allows]) {
      const { about, named } = aboutCaller(statement, layer, bearing, caller);
      const result = about === NO ? NO : and(about, statementApplies(statement, question));
      traced.push({ layer, level, policyIndex, policy, statement, result, about, named });
    }
  };
  const addAll = (name: LayerName, level: number | null, layer: Layer | null) => {
    if (layer === null || layer === "unknown") return;
    for (const [i, policy] of layer.entries()) add(name, level, i, policy);
  };

  addAll("identity", null, layers.identity);
  addAll("permissionsBoundary", null, layers.permissionsBoundary);
  addAll("session", null, layers.session);
  for (const name of ["serviceControl", "resourceControl"] as const) {
    const levels = layers[name];
    if (levels !== "unknown") for (const [i, level] of levels.entries()) addAll(name, i, level);
  }
  if (layers.resource !== null && layers.resource !== "unknown") add("resource", null, 0, layers.resource);
  return traced;
}

function aboutCaller(
  { principal, effect }: CompiledStatement,
  layer: LayerName,
  bearing: Bearing,
  caller: Caller,
): { about: Tri; named: Naming | null } {
  if (effect === "Deny") {
    return { about: principal === null ? YES : deniesTo(principal, caller, bearing.hasBoundary), named: null };
  }
  if (layer !== "resource") return { about: principal === null ? YES : NO, named: null };
  if (principal === null || bearing.resourceGrantsBlocked) return { about: NO, named: null };
  const named = grantsTo(principal, caller);
  return { about: or(named.direct, or(named.role, named.account)), named };
}

/** Which entry of Action names the request's action, such as "Action[2]". */
export function actionElement({ source }: CompiledStatement, question: Question): string {
  if (source.action.negated) return "NotAction";
  const i = source.action.patterns.findIndex((text) => actionNames(text, question.service, question.name));
  return `Action[${i}]`;
}

/** The first element that keeps a statement from applying, such as "Condition.StringEquals.aws:SourceVpc". */
export function failingElement(statement: CompiledStatement, question: Question): string {
  const { source } = statement;
  if (resourceApplies(statement, question) === NO) return source.resource?.negated ? "NotResource" : "Resource";
  const clause = statement.conditions.find(
    (candidate) => evaluateClause(candidate, question.context, question.unknownOperator) === NO,
  );
  if (clause !== undefined) return `Condition.${clause.source.operator}.${clause.source.key}`;
  return source.principal?.negated ? "NotPrincipal" : "Principal";
}
