/** A policy document compiled to sets of actions: once for each content, used for every role that has it. */
import type { PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import type { ActionTable } from "@/lib/domain/policy/table";
import { actionElement, literalActions } from "./action-element";
import { ActionMatcher } from "./action-pattern";
import { ActionSet } from "./action-set";
import { type ResourceElement, resourceElement } from "./resource-element";
import { ResourceSupport } from "./resource-support";
import { SetBuilder, setOfAll } from "./set-builder";

export interface StatementSets {
  readonly statement: Statement;
  /** What the statement may be about, for any request. */
  readonly possible: ActionSet;
  /** What it is about under any reading of what documentation leaves open. Not to be relied on where `conditional`. */
  readonly certain: ActionSet;
  /** Action patterns as written that name nothing in the table. */
  readonly unknown: readonly string[];
  readonly resource: ResourceElement;
  /** Of `possible`, what no listed resource of the patterns' services is for: kept, since the lists have gaps. */
  readonly unlisted: ActionSet;
  readonly conditional: boolean;
}

const may = new SetBuilder();
const denied = new SetBuilder();

/**
 * A document's statements, and what they add up to. Where an allow or a deny bears on every resource, sets alone tell what
 * it does; the sets named `limited` are where it depends on the resource. Sums are made when first asked for.
 */
export class PolicySets {
  readonly document: PolicyDocument;
  readonly statements: readonly StatementSets[];
  /** Allowed by some statement, for some resource, under some conditions. */
  readonly allowMay: ActionSet;
  /** Denied by some statement, for some resource, under some conditions. */
  readonly denyMay: ActionSet;
  /** Action patterns of Allow statements that name nothing in the table. */
  readonly unknown: readonly string[];
  #allowMust: ActionSet | null = null;
  readonly #sums = new Map<keyof typeof SUMS, ActionSet>();

  constructor(document: PolicyDocument, statements: readonly StatementSets[]) {
    this.document = document;
    this.statements = statements;
    may.start();
    denied.start();
    const unknown: string[] = [];
    for (const sets of statements) {
      const { effect, action } = sets.statement;
      (effect === "Deny" ? denied : may).add(sets.possible);
      if (effect === "Allow" && !action.negated) unknown.push(...sets.unknown);
    }
    this.allowMay = may.finish();
    this.denyMay = denied.finish();
    this.unknown = unknown.length > 0 ? [...new Set(unknown)] : unknown;
  }

  /** Allowed by a statement without conditions, for some resource. */
  get allowMust(): ActionSet {
    this.#allowMust ??= this.#sum("allowMust");
    return this.#allowMust;
  }

  /** Allowed without conditions on every resource. */
  get allowEverywhere(): ActionSet {
    return this.#sum("allowEverywhere");
  }

  /** Denied without conditions on every resource. */
  get denySure(): ActionSet {
    return this.denyMay.isEmpty ? ActionSet.EMPTY : this.#sum("denySure");
  }

  /** Actions for which an Allow counts on some resources only. */
  get limitedAllow(): ActionSet {
    return this.#sum("limitedAllow");
  }

  /** Actions for which a Deny counts on some resources only. */
  get limitedDeny(): ActionSet {
    return this.denyMay.isEmpty ? ActionSet.EMPTY : this.#sum("limitedDeny");
  }

  #sum(name: keyof typeof SUMS): ActionSet {
    let sum = this.#sums.get(name);
    if (!sum) {
      const { effect, counts, pick } = SUMS[name];
      const counting = this.statements.filter((sets) => sets.statement.effect === effect && counts(sets));
      sum = setOfAll(counting.map((sets) => sets[pick]));
      if (sum.equals(this.allowMay)) sum = this.allowMay;
      this.#sums.set(name, sum);
    }
    return sum;
  }
}

const everywhere = ({ conditional, resource }: StatementSets) => !conditional && resource.any;
const limited = ({ resource }: StatementSets) => !resource.any;
const certainly = ({ conditional }: StatementSets) => !conditional;
const SUMS = {
  allowMust: { effect: "Allow", counts: certainly, pick: "certain" },
  allowEverywhere: { effect: "Allow", counts: everywhere, pick: "certain" },
  denySure: { effect: "Deny", counts: everywhere, pick: "certain" },
  limitedAllow: { effect: "Allow", counts: limited, pick: "possible" },
  limitedDeny: { effect: "Deny", counts: limited, pick: "possible" },
} as const;

/** Compiles documents, and keeps them by the hash of their content that the caller gives. */
export class SetCompiler {
  readonly table: ActionTable;
  readonly matcher: ActionMatcher;
  readonly support: ResourceSupport;
  readonly #compiled = new Map<string, PolicySets>();

  constructor(table: ActionTable) {
    this.table = table;
    this.matcher = new ActionMatcher(table);
    this.support = new ResourceSupport(table);
  }

  /** The sets of a document. `hash` names its content: what was compiled under it is given again. */
  compile(hash: string, document: PolicyDocument): PolicySets {
    const known = this.#compiled.get(hash);
    if (known) return known;
    const sets = this.compileOnce(document);
    this.#compiled.set(hash, sets);
    return sets;
  }

  /** For a document that comes once (a what-if question): not kept. */
  compileOnce(document: PolicyDocument): PolicySets {
    const statements = document.statements.map((statement) => this.#statement(statement, document));
    return new PolicySets(document, statements);
  }

  /** Forgets documents that the caller no longer holds. */
  keepOnly(hashes: ReadonlySet<string>): void {
    for (const hash of this.#compiled.keys()) if (!hashes.has(hash)) this.#compiled.delete(hash);
  }

  #statement(statement: Statement, document: PolicyDocument): StatementSets {
    const conditional = statement.conditions.length > 0;
    const action = actionElement(statement.action, this.matcher);
    const resource = resourceElement(statement.resource, document.version);
    const support = this.support.of(resource);
    let { possible, certain } = action;
    let unlisted = ActionSet.EMPTY;
    if (support) {
      const listed = possible.intersect(support.possible);
      // A pattern without wildcards was written for a reason; what a wildcard brings along was not.
      if (listed !== possible && !resource.negated) {
        const named = literalActions(statement.action, this.matcher);
        unlisted = named.intersect(this.support.typed).subtract(support.possible);
      }
      possible = listed.union(unlisted);
      const allows = statement.effect === "Allow";
      // Under conditions nothing is certain: what would be need not be known.
      if (conditional && allows) certain = ActionSet.EMPTY;
      else certain = certain.intersect(allows ? support.certain : possible);
    }
    return { statement, possible, certain, unknown: action.unknown, resource, unlisted, conditional };
  }
}
