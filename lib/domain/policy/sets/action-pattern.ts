/** Action patterns as sets over the table. */
import type { ActionTable, IdRange } from "@/lib/domain/policy/table";
import { ActionSet } from "./action-set";
import { matchText, parseGlob } from "./glob";
import { setOfIds } from "./set-builder";

export interface ActionMatch {
  readonly actions: ActionSet;
  /** The pattern is neither "*" nor "service:…": AWS does not document how a wildcard in the service prefix matches. */
  readonly contested: boolean;
  /** It has no wildcards. */
  readonly literal: boolean;
  /** Nothing in the table matches: a new action or service, or a misspelt one. */
  readonly unknown: boolean;
}

const REMEMBERED = 50_000;

/** Matches patterns against the table; keeps what it found, since the same patterns stand in many documents. */
export class ActionMatcher {
  readonly table: ActionTable;
  readonly everything: ActionSet;
  readonly #matches = new Map<string, ActionMatch>();

  constructor(table: ActionTable) {
    this.table = table;
    this.everything = ActionSet.range(0, table.size);
  }

  /** `service:Action` with * and ?, in any case. Without a colon, only "*" matches anything. */
  match(pattern: string): ActionMatch {
    const known = this.#matches.get(pattern);
    if (known) return known;
    const match = this.#find(pattern.toLowerCase());
    if (this.#matches.size >= REMEMBERED) this.#matches.clear();
    if (pattern.length <= 256) this.#matches.set(pattern, match);
    return match;
  }

  /** `pattern` in lower case. */
  #find(pattern: string): ActionMatch {
    const colon = pattern.indexOf(":");
    const wild = firstWildcard(pattern);
    if (wild === 0 && /^\*+(:\*+)?$/.test(pattern)) return toMatch(this.everything);
    if (colon < 0) return toMatch(ActionSet.EMPTY);
    if (wild >= 0 && wild < colon) return { ...toMatch(this.#acrossServices(pattern)), contested: true };
    const range = this.table.serviceRange(pattern.slice(0, colon));
    if (range === null) return { ...toMatch(ActionSet.EMPTY), literal: wild < 0 };
    if (wild >= 0) return toMatch(this.#withinService(range, pattern.slice(colon + 1), wild - colon - 1));
    const name = pattern.slice(colon + 1);
    const id = this.#firstFrom(name, range);
    const found = id < range.end && this.table.lowerName(id) === name;
    return { ...toMatch(found ? ActionSet.of(id) : ActionSet.EMPTY), literal: true };
  }

  /** `wild`: where the first wildcard stands in the pattern. */
  #withinService(range: IdRange, pattern: string, wild: number): ActionSet {
    // Names are sorted: those that share the literal beginning are one run.
    const prefix = pattern.slice(0, wild);
    const start = wild === 0 ? range.start : this.#firstFrom(prefix, range);
    const end = wild === 0 ? range.end : this.#firstFrom(`${prefix}\uffff`, range);
    if (wild === pattern.length - 1 && pattern.endsWith("*")) return ActionSet.range(start, end);
    const glob = parseGlob(pattern.slice(wild));
    return filter(start, end, (id) => matchText(glob, this.table.lowerName(id), wild));
  }

  #acrossServices(pattern: string): ActionSet {
    const { table } = this;
    const glob = parseGlob(pattern);
    return filter(0, table.size, (id) => matchText(glob, `${table.serviceOf(id)}:${table.lowerName(id)}`));
  }

  /** The first id of the range whose name is not before `text`; the range's end where there is none. */
  #firstFrom(text: string, { start, end }: IdRange): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.table.lowerName(middle) < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function toMatch(actions: ActionSet): ActionMatch {
  return { actions, contested: false, literal: false, unknown: actions.isEmpty };
}

/** -1 where there is none. */
function firstWildcard(pattern: string): number {
  const star = pattern.indexOf("*");
  const one = pattern.indexOf("?");
  return star < 0 || (one >= 0 && one < star) ? one : star;
}

function filter(start: number, end: number, matches: (id: number) => boolean): ActionSet {
  const ids: number[] = [];
  for (let id = start; id < end; id++) if (matches(id)) ids.push(id);
  return setOfIds(ids);
}
