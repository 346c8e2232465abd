import type { Effect, PolicyDocument, PolicyVersion, Statement } from "./ast";
import { type CompiledClause, compileClause } from "./condition";
import { type ActionPattern, compileAction, matchAction, matchActionPart } from "./match/action-pattern";
import { compileResource, type ResourcePattern, type ShortArns } from "./match/resource-pattern";
import type { TextPattern } from "./match/text-pattern";
import type { PolicyKind } from "./parse";
import { type CompiledPrincipal, compilePrincipal } from "./principal-match";
import { isPublicPolicy } from "./public-policy";

export interface CompiledStatement {
  readonly source: Statement;
  readonly effect: Effect;
  readonly principal: CompiledPrincipal | null;
  /** null = no Resource element: the resource that the policy is attached to. */
  readonly resources: readonly ResourcePattern[] | null;
  readonly resourcesNegated: boolean;
  readonly conditions: readonly CompiledClause[];
}

/** The statements of a document that are about one action. */
export interface Candidates {
  readonly denies: readonly CompiledStatement[];
  readonly allows: readonly CompiledStatement[];
}

/** A document made ready for fast decisions. Compile once per content, keep, and use for any number of requests. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** As shown in explanations: "trust", a policy name or ARN; null = none. */
  readonly name: string | null;
  /** As a bucket policy: see isPublicPolicy. */
  isPublic(): boolean;
  /** `service` and `name` in lower case, `action` both with their colon. */
  candidates(action: string, service: string, name: string): Candidates;
}

/** Which entries of Resource with too few components still mean something depends on the kind of policy. */
const SHORT_ARNS: Readonly<Record<PolicyKind, ShortArns>> = {
  identity: "expand",
  scp: "expand",
  any: "expand",
  resource: "expand-wildcard",
  trust: "expand-wildcard",
  rcp: "reject",
};

/** `kind` matters for incomplete ARNs only; "any" is read like an identity policy. */
export function compilePolicy(
  document: PolicyDocument,
  name: string | null = null,
  kind: PolicyKind = "any",
): CompiledPolicy {
  const index = new ActionIndex(document.statements);
  const statements: (CompiledStatement | undefined)[] = [];
  // Statements are compiled when an action first leads to them: most of a large policy never is.
  const statementAt = (i: number) => {
    statements[i] ??= compileStatement(document.statements[i]!, document.version, SHORT_ARNS[kind]);
    return statements[i];
  };
  let cache = new Map<string, Candidates>();
  let isPublic: boolean | null = null;
  return {
    document,
    name,
    isPublic() {
      isPublic ??= isPublicPolicy(document);
      return isPublic;
    },
    candidates(action, service, actionName) {
      const known = cache.get(action);
      if (known !== undefined) return known;
      const found = index.find(service, actionName).map(statementAt);
      const candidates: Candidates = {
        denies: found.filter((statement) => statement.effect === "Deny"),
        allows: found.filter((statement) => statement.effect === "Allow"),
      };
      if (cache.size >= MAX_CACHED_ACTIONS) cache = new Map();
      cache.set(action, candidates);
      return candidates;
    },
  };
}

/** Actions come from requests, so their number has no bound of its own. */
const MAX_CACHED_ACTIONS = 1024;

function compileStatement(source: Statement, version: PolicyVersion, short: ShortArns): CompiledStatement {
  return {
    source,
    effect: source.effect,
    principal: source.principal === null ? null : compilePrincipal(source.principal),
    resources: source.resource?.patterns.map((pattern) => compileResource(pattern, version, short)) ?? null,
    resourcesNegated: source.resource?.negated ?? false,
    conditions: source.conditions.map((clause) => compileClause(clause, version)),
  };
}

interface NamePattern {
  readonly name: TextPattern;
  readonly statement: number;
}

/** Finds the statements about an action: by service, then by exact name or by the service's few wildcard patterns. */
class ActionIndex {
  readonly #services = new Map<string, { exact: Map<string, number[]>; patterns: NamePattern[] }>();
  /** Patterns whose service part holds a wildcard, "*" among them. */
  readonly #anyService: { readonly action: ActionPattern; readonly statement: number }[] = [];
  /** Statements with NotAction. */
  readonly #negated: { readonly actions: readonly ActionPattern[]; readonly statement: number }[] = [];

  constructor(statements: readonly Statement[]) {
    for (const [i, statement] of statements.entries()) {
      const actions = statement.action.patterns.map(compileAction).filter((action) => action !== null);
      if (statement.action.negated) this.#negated.push({ actions, statement: i });
      else for (const action of actions) this.#add(action, i);
    }
  }

  #add(action: ActionPattern, statement: number): void {
    if (action.service.kind !== "exact") {
      this.#anyService.push({ action, statement });
      return;
    }
    let service = this.#services.get(action.service.text);
    if (service === undefined) {
      service = { exact: new Map(), patterns: [] };
      this.#services.set(action.service.text, service);
    }
    if (action.name.kind !== "exact") {
      service.patterns.push({ name: action.name, statement });
      return;
    }
    const statements = service.exact.get(action.name.text);
    if (statements === undefined) service.exact.set(action.name.text, [statement]);
    else statements.push(statement);
  }

  /** Positions of the statements, ascending. */
  find(service: string, name: string): number[] {
    const found = new Set<number>();
    const own = this.#services.get(service);
    for (const statement of own?.exact.get(name) ?? []) found.add(statement);
    for (const { name: pattern, statement } of own?.patterns ?? []) {
      if (!found.has(statement) && matchActionPart(pattern, name)) found.add(statement);
    }
    for (const { action, statement } of this.#anyService) {
      if (!found.has(statement) && matchAction(action, service, name)) found.add(statement);
    }
    for (const { actions, statement } of this.#negated) {
      if (!actions.some((action) => matchAction(action, service, name))) found.add(statement);
    }
    return [...found].sort((a, b) => a - b);
  }
}
