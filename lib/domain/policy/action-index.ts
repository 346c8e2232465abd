import type { Statement } from "./ast";
import { type ActionPattern, compileAction, matchAction, matchActionPart } from "./match/action-pattern";
import type { TextPattern } from "./match/text-pattern";

interface Indexed<T> {
  readonly pattern: T;
  readonly statement: number;
}

/** Finds the statements about an action: by its exact name, or among the wildcard patterns of its service. */
export class ActionIndex {
  /** By "service:name"; mostly one statement each. */
  readonly #exact = new Map<string, number | number[]>();
  readonly #byService = new Map<string, Indexed<TextPattern>[]>();
  /** Patterns whose service part holds a wildcard, "*" among them. */
  readonly #anyService: Indexed<ActionPattern>[] = [];
  /** Statements with NotAction. */
  readonly #negated: Indexed<readonly ActionPattern[]>[] = [];

  constructor(statements: readonly Statement[]) {
    for (let i = 0; i < statements.length; i++) {
      const { negated, patterns } = statements[i]!.action;
      if (negated) this.#addNegated(patterns, i);
      else for (const text of patterns) this.#add(text, i);
    }
  }

  #addNegated(texts: readonly string[], statement: number): void {
    const pattern = texts.map(compileAction).filter((action) => action !== null);
    this.#negated.push({ pattern, statement });
  }

  #add(text: string, statement: number): void {
    if (!text.includes("*") && !text.includes("?")) {
      this.#addExact(text.toLowerCase(), statement);
      return;
    }
    const action = compileAction(text);
    if (action === null) return;
    if (action.service.kind !== "exact") {
      this.#anyService.push({ pattern: action, statement });
      return;
    }
    const patterns = this.#byService.get(action.service.text);
    const indexed = { pattern: action.name, statement };
    if (patterns === undefined) this.#byService.set(action.service.text, [indexed]);
    else patterns.push(indexed);
  }

  #addExact(action: string, statement: number): void {
    const known = this.#exact.get(action);
    if (known === undefined) this.#exact.set(action, statement);
    else if (typeof known === "number") this.#exact.set(action, [known, statement]);
    else known.push(statement);
  }

  /** Positions of the statements, ascending. All in lower case; `action` is `service` and `name` with their colon. */
  find(action: string, service: string, name: string): number[] {
    const found = new Set<number>([this.#exact.get(action) ?? []].flat());
    for (const { pattern, statement } of this.#byService.get(service) ?? []) {
      if (!found.has(statement) && matchActionPart(pattern, name)) found.add(statement);
    }
    for (const { pattern, statement } of this.#anyService) {
      if (!found.has(statement) && matchAction(pattern, service, name)) found.add(statement);
    }
    for (const { pattern, statement } of this.#negated) {
      if (!pattern.some((each) => matchAction(each, service, name))) found.add(statement);
    }
    return [...found].sort((a, b) => a - b);
  }
}
