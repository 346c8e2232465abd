/**
 * Which actions a resource pattern can be about. An action works on resources of the types that AWS lists for it; one
 * without types is covered by Resource "*" only.
 * The list of types has gaps, the list of services has not: a type that is not listed leaves an action possible, a
 * service that has nothing of the kind does not.
 * Source: Service Authorization Reference, "Resource types defined by …"; IAM User Guide, "Resource".
 */
import type { ActionTable } from "@/lib/domain/policy/table";
import { ActionSet } from "./action-set";
import type { ResourceElement } from "./resource-element";
import { mayMeet, parseResourcePattern, type ResourcePattern } from "./resource-pattern";
import { setOfAll, setOfIds, setOfRanges } from "./set-builder";

export interface Support {
  /** Actions of the services that have resources of the pattern's service, without those that only "*" covers. */
  readonly possible: ActionSet;
  /** Actions with a listed resource type of which some resource matches. */
  readonly certain: ActionSet;
}

interface TypeEntry {
  readonly pattern: ResourcePattern;
  readonly actions: ActionSet;
}

interface Index {
  /** By the literal service segment of the type's ARN; "" where that has a wildcard. */
  readonly types: ReadonlyMap<string, readonly TypeEntry[]>;
  readonly possible: ReadonlyMap<string, ActionSet>;
  /** Actions with any resource type. */
  readonly typed: ActionSet;
}

const REMEMBERED = 50_000;
const NOTHING: Support = { possible: ActionSet.EMPTY, certain: ActionSet.EMPTY };

export class ResourceSupport {
  readonly #table: ActionTable;
  #index: Index | null = null;
  readonly #certain = new Map<ResourcePattern, ActionSet>();

  constructor(table: ActionTable) {
    this.#table = table;
  }

  /** Actions that Resource other than "*" can cover. */
  get typed(): ActionSet {
    return this.#loaded().typed;
  }

  /** The actions that the element can be about; null where it does not limit them. */
  of(element: ResourceElement): Support | null {
    if (element.any) return null;
    if (element.negated) return element.patterns.some(({ kind }) => kind === "any") ? NOTHING : null;
    const { patterns } = element;
    if (patterns.length === 1) return this.onPattern(patterns[0]!);
    const support = this;
    return {
      // Most lists name resources of one service.
      possible: setOfAll(new Set(patterns.map((pattern) => this.#possible(pattern)))),
      get certain() {
        return setOfAll(patterns.map((pattern) => support.#certainOn(pattern)));
      },
    };
  }

  /** The actions that a single pattern can be about; for "*", those with any resource type. */
  onPattern(pattern: ResourcePattern): Support {
    const support = this;
    return {
      possible: this.#possible(pattern),
      get certain() {
        return support.#certainOn(pattern);
      },
    };
  }

  #possible(pattern: ResourcePattern): ActionSet {
    if (pattern.kind === "none") return ActionSet.EMPTY;
    const { possible, typed } = this.#loaded();
    const service = pattern.segments[2]?.literal ?? null;
    return service === null ? typed : (possible.get(service) ?? possible.get("") ?? ActionSet.EMPTY);
  }

  #certainOn(pattern: ResourcePattern): ActionSet {
    let certain = this.#certain.get(pattern);
    if (!certain) {
      const { types } = this.#loaded();
      const service = pattern.segments[2]?.literal ?? null;
      const near = service === null ? [...types.values()] : [types.get(service) ?? [], types.get("") ?? []];
      const matching = near.flatMap((entries) => entries.filter((entry) => mayMeet(pattern, entry.pattern)));
      certain = setOfAll(matching.map(({ actions }) => actions));
      if (this.#certain.size >= REMEMBERED) this.#certain.clear();
      this.#certain.set(pattern, certain);
    }
    return certain;
  }

  #loaded(): Index {
    this.#index ??= buildIndex(this.#table);
    return this.#index;
  }
}

function buildIndex(table: ActionTable): Index {
  const types = new Map<string, TypeEntry[]>();
  const typed: ActionSet[] = [];
  for (const [arn, ids] of table.actionsByResourceType()) {
    if (ids.length === 0) continue;
    const pattern = parseResourcePattern(arn.replace(/\$\{[^}]*\}/g, "*"), "2008-10-17");
    const actions = setOfIds(ids);
    add(types, pattern.segments[2]?.literal ?? "", { pattern, actions });
    typed.push(actions);
  }
  const all = setOfAll(typed);
  const ranges = new Map<string, [number, number][]>();
  for (const service of table.services) {
    const { start, end } = table.serviceRange(service)!;
    for (const { arn } of table.serviceResourceTypes(service)) {
      const segment = arn.split(":")[2] ?? "";
      add(ranges, /[*$]/.test(segment) ? "" : segment, [start, end]);
    }
  }
  // Types with a wildcard in the service segment may be of any service.
  const anywhere = ranges.get("") ?? [];
  const possible = new Map([["", setOfRanges(anywhere).intersect(all)]]);
  for (const [segment, own] of ranges) possible.set(segment, setOfRanges([...own, ...anywhere]).intersect(all));
  return { types, possible, typed: all };
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
