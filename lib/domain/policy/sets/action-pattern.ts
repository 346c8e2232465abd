/** Action patterns as sets over the table. */
import type { ActionTable } from "@/lib/domain/policy/table";
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

  #find(pattern: string): ActionMatch {
    if (/^\*+(:\*+)?$/.test(pattern))
      return { actions: this.everything, contested: false, literal: false, unknown: false };
    const colon = pattern.indexOf(":");
    if (colon < 0) return { actions: ActionSet.EMPTY, contested: false, literal: false, unknown: true };
    const service = pattern.slice(0, colon);
    const contested = /[*?]/.test(service);
    const actions = contested ? this.#acrossServices(pattern) : this.#withinService(service, pattern.slice(colon + 1));
    return { actions, contested, literal: !/[*?]/.test(pattern), unknown: actions.isEmpty };
  }

  #withinService(service: string, pattern: string): ActionSet {
    const range = this.table.serviceRange(service);
    if (range === null) return ActionSet.EMPTY;
    const wild = pattern.search(/[*?]/);
    if (wild < 0) {
      const id = this.table.actionId(`${service}:${pattern}`);
      return id === null ? ActionSet.EMPTY : ActionSet.of(id);
    }
    // Names are sorted: those that share the literal beginning are one run.
    const prefix = pattern.slice(0, wild);
    const start = this.#first(range.start, range.end, (name) => name >= prefix);
    const end = prefix === "" ? range.end : this.#first(start, range.end, (name) => !name.startsWith(prefix));
    if (/^\*+$/.test(pattern.slice(wild))) return ActionSet.range(start, end);
    const glob = parseGlob(pattern.slice(wild));
    return filter(start, end, (id) => matchText(glob, this.table.lowerName(id), wild));
  }

  #acrossServices(pattern: string): ActionSet {
    const { table } = this;
    const glob = parseGlob(pattern);
    return filter(0, table.size, (id) => matchText(glob, `${table.serviceOf(id)}:${table.lowerName(id)}`));
  }

  /** The first id of the range for which `holds`, which must hold for all behind it too. */
  #first(start: number, end: number, holds: (name: string) => boolean): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (holds(this.table.lowerName(middle))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function filter(start: number, end: number, matches: (id: number) => boolean): ActionSet {
  const ids: number[] = [];
  for (let id = start; id < end; id++) if (matches(id)) ids.push(id);
  return setOfIds(ids);
}
