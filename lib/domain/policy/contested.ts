import type { Bearing } from "./bearing";
import type { CompiledClause } from "./condition";
import type { Outcome } from "./decision";
import { actionNames } from "./match/action-pattern";
import { matchResource, type ResourcePattern } from "./match/resource-pattern";
import { splitTokens } from "./match/split-arn";
import { hasVariable, tokenize } from "./match/variables";
import { isEpochMilliseconds } from "./operators/date";
import { naming } from "./principal-match";
import { isUnmodifiable } from "./protected";
import type { AccessRequest } from "./request";
import type { Question } from "./statement";
import type { Traced } from "./trace";
import { NO, YES } from "./tri";

/** Points on which documentation and practice differ, or of which documentation does not speak. */
export type ContestedPoint =
  /** `inst*` before the first "/" of a resource: called incorrect, yet used by AWS's own policies. Matched. */
  | "resource-type-wildcard"
  /** An ARN with fewer than six components. Completed with "*" but in resource policies and RCPs. */
  | "short-arn"
  /** A variable among the first five components. Filled. */
  | "variable-before-resource"
  /** An entry of NotResource that can match nothing. The statement then covers everything else. */
  | "not-resource-unmatchable"
  /** A wildcard within the service part of an action. Matched. */
  | "service-wildcard"
  /** A negated operator over a value that is not of its type. True. */
  | "negated-malformed"
  /** An operator over a list, without ForAllValues or ForAnyValue: it looks for any value, a negated one for none. */
  | "list-without-qualifier"
  /** A policy variable in a Bool condition. Filled. */
  | "variable-in-bool"
  /** A number that can only be milliseconds. Read so. */
  | "epoch-milliseconds"
  /** An operator that we do not know. Never holds. */
  | "unknown-operator"
  /** A grant to everyone where the session policy does not allow. Allowed. */
  | "everyone-beyond-session"
  /** NotPrincipal lists the caller, its role or its account, but not all of them. Spared. */
  | "not-principal-partial"
  /** A change of a service-linked role: IAM refuses it to callers, and makes it for services that act for them. */
  | "unmodifiable-entity";

/** The contested points that a decision rests on. */
export function contestedPoints(
  outcome: Outcome,
  request: AccessRequest,
  question: Question,
  bearing: Bearing,
  traced: readonly Traced[],
  session: 0 | 1 | 2,
): ContestedPoint[] {
  const points = new Set<ContestedPoint>();
  const deciding = outcome === "ExplicitlyDenied" ? "Deny" : "Allow";
  for (const each of traced) {
    const { statement, result, named } = each;
    if (statement.effect === "Deny" && statement.principal?.negated && outcome !== "ExplicitlyDenied") {
      if (sparedInPart(each, request)) points.add("not-principal-partial");
    }
    if (statement.conditions.some((clause) => clause.operator.base === null)) points.add("unknown-operator");
    if (statement.effect !== deciding || result !== YES) continue;
    addActionPoints(points, each, question);
    addResourcePoints(points, each, question);
    for (const clause of statement.conditions) addConditionPoints(points, clause, question);
    const everyone = statement.principal?.everyone === true && named?.direct === YES;
    if (everyone && session === NO && bearing.relation === "same") points.add("everyone-beyond-session");
  }
  if (outcome === "Allowed" && isUnmodifiable(request.action, request.resource)) points.add("unmodifiable-entity");
  return [...points];
}

function sparedInPart({ statement }: Traced, { caller }: AccessRequest): boolean {
  const named = naming(statement.principal!, caller);
  const parts =
    caller.kind === "session" ? [named.direct, named.role] : [caller.kind === "role" ? named.role : named.direct];
  if ("accountId" in caller) parts.push(named.account);
  return parts.includes(YES) && parts.includes(NO) && !statement.principal!.everyone;
}

function addActionPoints(points: Set<ContestedPoint>, { statement }: Traced, question: Question): void {
  for (const text of statement.source.action.patterns) {
    if (!SERVICE_WITH_WILDCARD.test(text)) continue;
    if (actionNames(text, question.service, question.name)) points.add("service-wildcard");
  }
}

const SERVICE_WITH_WILDCARD = /^[^:*?]*[*?][^:]*:/;

function addResourcePoints(points: Set<ContestedPoint>, { statement, policy }: Traced, question: Question): void {
  const { resource } = statement.source;
  statement.resources?.forEach((pattern, i) => {
    const text = resource!.patterns[i]!;
    const matches = matchResource(pattern, question.target, question.context) !== NO;
    if (resource!.negated) {
      const unfilled = hasVariable(tokenize(text, policy.document.version)) && !matches;
      if (pattern.kind === "none" || unfilled || isShort(text, pattern)) points.add("not-resource-unmatchable");
    } else if (matches) {
      addMatchedPoints(points, text, pattern, policy.document.version);
    }
  });
}

function addMatchedPoints(
  points: Set<ContestedPoint>,
  text: string,
  pattern: ResourcePattern,
  version: Traced["policy"]["document"]["version"],
): void {
  if (pattern.kind !== "arn") return;
  if (isShort(text, pattern)) points.add("short-arn");
  if (pattern.parts.slice(0, 5).some((part) => part.kind === "variable")) points.add("variable-before-resource");
  const type = splitTokens(tokenize(text, version))[5]?.[0];
  if (type?.kind === "text" && TYPE_WITH_WILDCARD.test(type.text)) points.add("resource-type-wildcard");
}

const TYPE_WITH_WILDCARD = /^[^/*?]*[*?][^/]*\//;

function isShort(text: string, pattern: ResourcePattern): boolean {
  return pattern.kind !== "all" && text.split(":", 6).length < 6;
}

function addConditionPoints(points: Set<ContestedPoint>, clause: CompiledClause, { context }: Question): void {
  const { qualifier, base } = clause.operator;
  const fact = context.get(clause.key);
  if (base === null || base === "Null" || fact.state !== "known") return;
  const { values } = clause.source;
  if (fact.multivalued && qualifier === null) points.add("list-without-qualifier");
  const reads = base.negated && base.reads;
  if (reads && !(fact.values.every(reads) && values.every((value) => reads(value) || value.includes("${")))) {
    points.add("negated-malformed");
  }
  if (base.name === "Bool" && values.some((value) => value.includes("${"))) points.add("variable-in-bool");
  if (base.name.startsWith("Date") && [...values, ...fact.values].some(isEpochMilliseconds))
    points.add("epoch-milliseconds");
}
