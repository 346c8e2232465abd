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

export class ResourceSupport {
  readonly #table: ActionTable;
  #index: Index | null = null;
  readonly #found = new WeakMap<ResourcePattern, Support>();

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
    if (element.negated) {
      const nothing = element.patterns.some(({ kind }) => kind === "any");
      return nothing ? { possible: ActionSet.EMPTY, certain: ActionSet.EMPTY } : null;
    }
    if (element.patterns.length === 1) return this.onPattern(element.patterns[0]!);
    const found = element.patterns.map((pattern) => this.onPattern(pattern));
    return {
      possible: ActionSet.unionOf(found.map(({ possible }) => possible)),
      certain: ActionSet.unionOf(found.map(({ certain }) => certain)),
    };
  }

  /** The actions that a single pattern can be about; for "*", those with any resource type. */
  onPattern(pattern: ResourcePattern): Support {
    const known = this.#found.get(pattern);
    if (known) return known;
    const support = this.#find(pattern);
    this.#found.set(pattern, support);
    return support;
  }

  #find(pattern: ResourcePattern): Support {
    if (pattern.kind === "none") return { possible: ActionSet.EMPTY, certain: ActionSet.EMPTY };
    const { types, possible, typed } = this.#loaded();
    const service = pattern.segments[2]?.literal ?? null;
    if (service === null) {
      const all = [...types.values()].flat().filter((entry) => mayMeet(pattern, entry.pattern));
      return { possible: typed, certain: ActionSet.unionOf(all.map(({ actions }) => actions)) };
    }
    const near = [...(types.get(service) ?? []), ...(types.get("") ?? [])];
    const matching = near.filter((entry) => mayMeet(pattern, entry.pattern));
    return {
      possible: possible.get(service) ?? possible.get("") ?? ActionSet.EMPTY,
      certain: ActionSet.unionOf(matching.map(({ actions }) => actions)),
    };
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
    const actions = ActionSet.fromIds(ids);
    add(types, pattern.segments[2]?.literal ?? "", { pattern, actions });
    typed.push(actions);
  }
  const all = ActionSet.unionOf(typed);
  const ranges = new Map<string, number[]>();
  for (const service of table.services) {
    const { start, end } = table.serviceRange(service)!;
    for (const { arn } of table.serviceResourceTypes(service)) {
      const segment = arn.split(":")[2] ?? "";
      const key = /[*$]/.test(segment) ? "" : segment;
      add(ranges, key, start);
      add(ranges, key, end);
    }
  }
  // Types with a wildcard in the service segment may be of any service.
  const anywhere = ranges.get("") ?? [];
  const possible = [...ranges].map(
    ([key, flat]) => [key, ActionSet.fromRanges([...flat, ...anywhere]).intersect(all)] as const,
  );
  return {
    types,
    possible: new Map([["", ActionSet.fromRanges(anywhere).intersect(all)] as const, ...possible]),
    typed: all,
  };
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
