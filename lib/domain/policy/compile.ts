import { ActionIndex } from "./action-index";
import type { Effect, PolicyDocument, PolicyVersion, Statement } from "./ast";
import { type CompiledClause, compileClause } from "./condition";
import { compileResource, type ResourcePattern, type ShortArns } from "./match/resource-pattern";
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
  return new Compiled(document, name, SHORT_ARNS[kind]);
}

class Compiled implements CompiledPolicy {
  readonly #index: ActionIndex;
  /** Compiled when an action first leads to them: most statements of a large policy never are. */
  readonly #statements: (CompiledStatement | undefined)[] = [];
  readonly #cache = new Map<string, Candidates>();
  #isPublic: boolean | null = null;

  constructor(
    readonly document: PolicyDocument,
    readonly name: string | null,
    readonly shortArns: ShortArns,
  ) {
    this.#index = new ActionIndex(document.statements);
  }

  isPublic(): boolean {
    this.#isPublic ??= isPublicPolicy(this.document);
    return this.#isPublic;
  }

  candidates(action: string, service: string, name: string): Candidates {
    const known = this.#cache.get(action);
    if (known !== undefined) return known;
    const found = this.#index.find(action, service, name).map((i) => this.#statement(i));
    const candidates: Candidates = {
      denies: found.filter((statement) => statement.effect === "Deny"),
      allows: found.filter((statement) => statement.effect === "Allow"),
    };
    if (this.#cache.size >= MAX_CACHED_ACTIONS) this.#cache.clear();
    this.#cache.set(action, candidates);
    return candidates;
  }

  #statement(i: number): CompiledStatement {
    const known = this.#statements[i];
    if (known !== undefined) return known;
    const compiled = compileStatement(this.document.statements[i]!, this.document.version, this.shortArns);
    this.#statements[i] = compiled;
    return compiled;
  }
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
