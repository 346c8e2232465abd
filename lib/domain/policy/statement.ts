import type { CompiledStatement } from "./compile";
import { evaluateClause } from "./condition";
import type { Facts } from "./facts";
import { matchResource, ResourceTarget } from "./match/resource-pattern";
import type { AccessRequest } from "./request";
import { and, NO, not, or, type Tri, YES } from "./tri";

/** A request made ready for matching against statements: what is needed many times is worked out once. */
export interface Question {
  /** In lower case: "s3:getobject". */
  readonly action: string;
  readonly service: string;
  readonly name: string;
  readonly target: ResourceTarget;
  readonly context: Facts;
  /** What a condition with an operator that we do not know gives: NO for decisions, MAYBE for analyses. */
  readonly unknownOperator: Tri;
}

export function questionOf(request: AccessRequest, unknownOperator: Tri): Question {
  const action = request.action.toLowerCase();
  const colon = action.indexOf(":");
  return {
    action,
    service: action.slice(0, colon),
    name: action.slice(colon + 1),
    target: new ResourceTarget(request.resource, request.wildcardOnly),
    context: request.context,
    unknownOperator,
  };
}

/** Whether Resource or NotResource covers the request's resource. */
export function resourceApplies(statement: CompiledStatement, question: Question): Tri {
  if (statement.resources === null) return YES;
  let covered: Tri = NO;
  for (const pattern of statement.resources) {
    covered = or(covered, matchResource(pattern, question.target, question.context));
    if (covered === YES) break;
  }
  return statement.resourcesNegated ? not(covered) : covered;
}

/** Whether all conditions hold. */
export function conditionsHold(statement: CompiledStatement, question: Question): Tri {
  let all: Tri = YES;
  for (const clause of statement.conditions) {
    all = and(all, evaluateClause(clause, question.context, question.unknownOperator));
    if (all === NO) return NO;
  }
  return all;
}

/** Whether a statement that is about the request's action applies to it, its principal element apart. */
export function statementApplies(statement: CompiledStatement, question: Question): Tri {
  const resource = resourceApplies(statement, question);
  return resource === NO ? NO : and(resource, conditionsHold(statement, question));
}
