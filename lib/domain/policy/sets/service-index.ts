/** Roles by the services that they may do something in, and statements by the services that they are about. */
import type { ActionTable } from "@/lib/domain/policy/table";
import type { ActionSet } from "./action-set";
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
  readonly #size: number;
  readonly #byService = new Map<string, number[]>();
  /** Roles with a policy that was not read: candidates for everything. */
  readonly #openEnded: number[] = [];
  readonly #statements = new Map<string, IndexedStatement[]>();
  readonly #wide: IndexedStatement[] = [];

  /** Roles and documents are numbered as they come. */
  constructor(table: ActionTable, permissions: readonly RolePermissions[], documents: readonly PolicySets[]) {
    this.#table = table;
    this.#size = permissions.length;
    permissions.forEach(({ may, openEnded }, role) => {
      if (openEnded) this.#openEnded.push(role);
      for (const service of this.#servicesOf(may)) {
        add(this.#byService, service, role);
      }
    });
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
    return this.#byService.get(service) ?? [];
  }

  /** Roles that may do something in a service of the actions, ascending. */
  candidates(actions: ActionSet): Iterable<number> {
    const services = [...this.#servicesOf(actions)];
    if (services.length === 1 && this.#openEnded.length === 0) return this.rolesOf(services[0]!);
    const marks = new Uint8Array(this.#size);
    for (const role of this.#openEnded) marks[role] = 1;
    for (const service of services) for (const role of this.rolesOf(service)) marks[role] = 1;
    const found: number[] = [];
    for (let role = 0; role < marks.length; role++) if (marks[role] === 1) found.push(role);
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
