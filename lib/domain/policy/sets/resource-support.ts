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

const REMEMBERED = 50_000;
const NOTHING: Support = { possible: ActionSet.EMPTY, certain: ActionSet.EMPTY };

export class ResourceSupport {
  readonly #table: ActionTable;
  readonly #certain = new Map<ResourcePattern, ActionSet>();

  constructor(table: ActionTable) {
    this.#table = table;
  }

  /** Actions that Resource other than "*" can cover. */
  get typed(): ActionSet {
    return this.#index.typed;
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
    const service = pattern.segments[2]?.literal ?? null;
    return service === null ? this.#index.typed : this.#index.possible(service);
  }

  #certainOn(pattern: ResourcePattern): ActionSet {
    let certain = this.#certain.get(pattern);
    if (!certain) {
      const index = this.#index;
      const service = pattern.segments[2]?.literal ?? null;
      const near = service === null ? index.all() : [index.of(service), index.of(ANY_SERVICE)];
      const matching = near.flatMap((entries) => entries.filter((entry) => mayMeet(pattern, entry.pattern)));
      certain = setOfAll(matching.map(({ actions }) => actions));
      if (this.#certain.size >= REMEMBERED) this.#certain.clear();
      this.#certain.set(pattern, certain);
    }
    return certain;
  }

  get #index(): TypeIndex {
    return indexOf(this.#table);
  }
}

/** Stands for types whose ARN has a wildcard in the service segment: they may be of any service. */
const ANY_SERVICE = "";

/** One of each table, whoever asks. */
const indexes = new WeakMap<ActionTable, TypeIndex>();

function indexOf(table: ActionTable): TypeIndex {
  let index = indexes.get(table);
  if (!index) {
    index = new TypeIndex(table);
    indexes.set(table, index);
  }
  return index;
}

/** Resource types by the service segment of their ARN; what belongs to a segment is worked out when it is asked for. */
class TypeIndex {
  /** Actions with any resource type. */
  readonly typed: ActionSet;
  readonly #table: ActionTable;
  /** By segment: the services that list such types. */
  readonly #services = new Map<string, Set<string>>();
  readonly #entries = new Map<string, readonly TypeEntry[]>();
  readonly #possible = new Map<string, ActionSet>();

  constructor(table: ActionTable) {
    this.#table = table;
    const ids: number[] = [];
    for (let id = 0; id < table.size; id++) if (!table.wildcardOnly(id)) ids.push(id);
    this.typed = setOfIds(ids);
    for (const service of table.services) {
      for (const { arn } of table.serviceResourceTypes(service)) {
        const segment = segmentOf(arn);
        const services = this.#services.get(segment);
        if (services) services.add(service);
        else this.#services.set(segment, new Set([service]));
      }
    }
  }

  /** The typed actions of all services that have resources of such an ARN. */
  possible(segment: string): ActionSet {
    let possible = this.#possible.get(segment);
    if (!possible) {
      const ranges = [...this.#servicesOf(segment), ...this.#servicesOf(ANY_SERVICE)].map((service) => {
        const { start, end } = this.#table.serviceRange(service)!;
        return [start, end] as const;
      });
      possible = setOfRanges(ranges).intersect(this.typed);
      if (this.#possible.size >= REMEMBERED) this.#possible.clear();
      this.#possible.set(segment, possible);
    }
    return possible;
  }

  of(segment: string): readonly TypeEntry[] {
    let entries = this.#entries.get(segment);
    if (!entries) {
      entries = [...this.#servicesOf(segment)].flatMap((service) => this.#entriesIn(service, segment));
      // Segments that nobody lists come from documents: without end.
      if (this.#services.has(segment)) this.#entries.set(segment, entries);
    }
    return entries;
  }

  all(): readonly (readonly TypeEntry[])[] {
    return [...this.#services.keys()].map((segment) => this.of(segment));
  }

  #servicesOf(segment: string): Iterable<string> {
    return this.#services.get(segment) ?? [];
  }

  #entriesIn(service: string, segment: string): TypeEntry[] {
    const ids = this.#table.actionsByResourceType(service);
    return this.#table.serviceResourceTypes(service).flatMap(({ arn }, i) => {
      if (ids[i]!.length === 0 || segmentOf(arn) !== segment) return [];
      const pattern = parseResourcePattern(arn.replace(/\$\{[^}]*\}/g, "*"), "2008-10-17");
      return [{ pattern, actions: setOfIds(ids[i]!) }];
    });
  }
}

function segmentOf(arn: string): string {
  const segment = arn.split(":", 3)[2] ?? "";
  return /[*$?]/.test(segment) ? ANY_SERVICE : segment;
}
