/** Roles that may do some of given actions, and statements by the services that they are about. */
import type { ActionTable } from "@/lib/domain/policy/table";
import { ActionSet } from "./action-set";
import type { PolicySets, StatementSets } from "./policy-sets";
import type { RolePermissions } from "./role-permissions";

export interface IndexedStatement {
  /** Number of its document. */
  readonly document: number;
  readonly statement: StatementSets;
}

/** A statement about more services than this is held against every question. */
const WIDE = 24;

export class ServiceIndex {
  readonly #table: ActionTable;
  /** By role. Not listed by service: the few roles that a question is about are found as fast as they are read. */
  readonly #permissions: readonly RolePermissions[];
  readonly #statements = new Map<string, IndexedStatement[]>();
  readonly #wide: IndexedStatement[] = [];

  /** Roles and documents are numbered as they come. */
  constructor(table: ActionTable, permissions: readonly RolePermissions[], documents: readonly PolicySets[]) {
    this.#table = table;
    this.#permissions = permissions;
    documents.forEach(({ statements }, document) => {
      for (const statement of statements) this.#index({ document, statement });
    });
  }

  #index(entry: IndexedStatement): void {
    const services = [...this.#servicesOf(entry.statement.possible)];
    if (services.length > WIDE) this.#wide.push(entry);
    else for (const service of services) add(this.#statements, service, entry);
  }

  /** The statements that may be about the actions, in no order; null where that is not worked out. */
  statements(actions: ActionSet): readonly (readonly IndexedStatement[])[] | null {
    const services = [...this.#servicesOf(actions)];
    if (services.length !== 1) return null;
    return [this.#statements.get(services[0]!) ?? [], this.#wide];
  }

  /** `service` in lower case. */
  rolesOf(service: string): readonly number[] {
    const range = this.#table.serviceRange(service);
    return range ? this.#having(ActionSet.range(range.start, range.end), false) : [];
  }

  /** Roles that may do some of the actions, and those with a policy that was not read; ascending. */
  candidates(actions: ActionSet): readonly number[] {
    return this.#having(actions, true);
  }

  #having(actions: ActionSet, orOpenEnded: boolean): readonly number[] {
    const found: number[] = [];
    this.#permissions.forEach(({ may, openEnded }, role) => {
      if ((orOpenEnded && openEnded) || may.intersects(actions)) found.push(role);
    });
    return found;
  }

  /** The services that a set has actions of. */
  *#servicesOf(set: ActionSet): Iterable<string> {
    const ranges = set.ranges();
    let range = ranges.next();
    while (!range.done) {
      const service = this.#table.serviceOf(range.value[0]);
      yield service;
      // What is left of the range, or the next one, begins in a later service.
      const { end } = this.#table.serviceRange(service)!;
      while (!range.done && range.value[1] <= end) range = ranges.next();
      if (!range.done && range.value[0] < end) range = { done: false, value: [end, range.value[1]] };
    }
  }
}

function add<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
