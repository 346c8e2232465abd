/**
 * A document as it reads for one caller: conditions that the caller's own facts decide are gone, variables that they
 * fill are filled. What is left open depends on the request. Documents that come out the same share one form.
 */

import type { Facts } from "@/lib/domain/policy";
import type { ConditionClause, PatternElement, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { type CompiledClause, compileClause, evaluateClause } from "@/lib/domain/policy/condition";
import { type Token, tokenize } from "@/lib/domain/policy/match/variables";
import { MAYBE, NO, type Tri, YES } from "@/lib/domain/policy/tri";
import { isAboutTheCaller, isOfTheAccount, keysOf, tellsSessionsApart } from "./caller-keys";

/** A document for one caller; `id` names its content. */
export interface CallerDocument {
  readonly id: string;
  readonly document: PolicyDocument;
}

interface Prepared {
  readonly statement: Statement;
  /** null: it is about the request alone, and stays open whoever calls. */
  readonly clauses: readonly (CompiledClause | null)[];
  /** Per pattern; null where it has no variable. */
  readonly variables: readonly (readonly Token[] | null)[] | null;
}

/** One document, ready to be read for many callers. */
export class SpecialisableDocument {
  /** In lower case. */
  readonly keys: ReadonlySet<string>;
  /** Those that tell sessions of one role apart. */
  readonly tellingKeys: readonly string[];
  /** What it looks at of the caller: what callers of an account have in common is found once an account. */
  readonly looksAt: "nothing" | "account" | "role";
  /** At more than the role's ARN and its account: tags, the session, the time. */
  readonly looksCloserThanArn: boolean;
  readonly #hash: string;
  readonly document: PolicyDocument;
  readonly #forms = new Map<string, CallerDocument>();
  readonly #whole: CallerDocument;
  #prepared: readonly Prepared[] | null = null;

  /** `hash` names the document's content. */
  constructor(hash: string, document: PolicyDocument) {
    this.#hash = hash;
    this.document = document;
    this.#whole = { id: hash, document };
    this.keys = keysOf(document);
    const about = [...this.keys].filter(isAboutTheCaller);
    this.looksAt = about.length === 0 ? "nothing" : about.every(isOfTheAccount) ? "account" : "role";
    this.looksCloserThanArn = !about.every((key) => key === "aws:principalarn" || isOfTheAccount(key));
    this.tellingKeys = [...this.keys].filter(tellsSessionsApart);
  }

  /** The same object for callers for whom it reads the same. */
  for(facts: () => Facts): CallerDocument {
    if (this.looksAt === "nothing") return this.#whole;
    this.#prepared ??= this.document.statements.map((statement) => prepare(statement, this.document));
    const known = facts();
    let key = "";
    let changed = false;
    for (const prepared of this.#prepared) {
      const outcome = outcomeOf(prepared, known);
      if (prepared !== this.#prepared[0]) key += ";";
      key += outcome;
      changed ||= outcome !== "";
    }
    if (!changed) return this.#whole;
    let found = this.#forms.get(key);
    if (!found) {
      const statements = this.#prepared.flatMap((prepared) => specialise(prepared, known).statement ?? []);
      found = { id: `${this.#hash}#${key}`, document: { ...this.document, statements } };
      this.#forms.set(key, found);
    }
    return found;
  }
}

function prepare(statement: Statement, { version }: PolicyDocument): Prepared {
  const patterns = statement.resource?.patterns ?? [];
  const variables = patterns.map((text) => {
    const tokens = tokenize(text, version);
    return tokens.some(({ kind }) => kind === "variable") ? tokens : null;
  });
  return {
    statement,
    clauses: statement.conditions.map((clause) => (readsCaller(clause) ? compileClause(clause, version) : null)),
    variables: variables.some((tokens) => tokens !== null) ? variables : null,
  };
}

/** Nothing else is known before a call is made, so that any other clause stays open. */
function readsCaller({ key, values }: ConditionClause): boolean {
  return isAboutTheCaller(key.toLowerCase()) || values.some((value) => value.includes("${"));
}

/** `specialise`'s outcome alone: most callers share a form that is there. */
function outcomeOf(prepared: Prepared, facts: Facts): string {
  const { clauses, variables } = prepared;
  if (variables !== null) return specialise(prepared, facts).outcome;
  let outcome = "";
  let settled = false;
  for (const clause of clauses) {
    const result = clause ? evaluateClause(clause, facts, MAYBE) : MAYBE;
    if (result === NO) return "0";
    settled ||= result === YES;
    outcome += result;
  }
  return settled ? outcome : "";
}

/** null: the statement never applies to the caller. `outcome` tells forms apart; "" = it stays as it is. */
function specialise(
  { statement, clauses, variables }: Prepared,
  facts: Facts,
): { readonly statement: Statement | null; readonly outcome: string } {
  if (clauses.length === 0 && variables === null) return { statement, outcome: "" };
  const results: Tri[] = [];
  for (const clause of clauses) {
    const result = clause ? evaluateClause(clause, facts, MAYBE) : MAYBE;
    if (result === NO) return { statement: null, outcome: "0" };
    results.push(result);
  }
  const resource = variables && fillElement(statement.resource!, variables, facts);
  if (resource && !resource.negated && resource.patterns.length === 0) return { statement: null, outcome: "0" };
  const settled = results.includes(YES);
  if (!settled && !resource) return { statement, outcome: "" };
  const conditions = settled ? statement.conditions.filter((_, i) => results[i] !== YES) : statement.conditions;
  const outcome = results.join("") + (resource ? JSON.stringify(resource.patterns) : "");
  return { statement: { ...statement, conditions, resource: resource ?? statement.resource }, outcome };
}

/** null where nothing could be filled. */
function fillElement(
  element: PatternElement,
  variables: readonly (readonly Token[] | null)[],
  facts: Facts,
): PatternElement | null {
  let changed = false;
  const patterns: string[] = [];
  element.patterns.forEach((text, i) => {
    const tokens = variables[i];
    const filled = tokens ? fill(text, tokens, facts) : text;
    changed ||= filled !== text;
    if (filled !== null) patterns.push(filled);
  });
  return changed ? { negated: element.negated, patterns } : null;
}

/**
 * null: a variable has no value, so that the pattern matches nothing. A value is literal, and does not add components to
 * the ARN. Variables that are not known beforehand stay.
 */
function fill(written: string, tokens: readonly Token[], facts: Facts): string | null {
  let text = "";
  let filled = false;
  for (const token of tokens) {
    if (token.kind === "text") text += token.text;
    else if (token.kind === "literal") text += `\${${token.text}}`;
    else {
      const fact = facts.get(token.key);
      if (fact.state === "unknown" || fact.state === "pattern") text += variable(token);
      else {
        const value = fact.state === "known" && !fact.multivalued ? fact.values[0]! : null;
        const filling = value ?? (fact.state === "absent" ? token.fallback : null);
        if (filling === null) return null;
        if (filling.includes(":") && text.split(":").length < 6) return null;
        text += filling.replace(/[*?$]/g, (character) => `\${${character}}`);
        filled = true;
      }
    }
  }
  return filled ? text : written;
}

function variable({ key, fallback }: Extract<Token, { kind: "variable" }>): string {
  return fallback === null ? `\${${key}}` : `\${${key}, '${fallback}'}`;
}
