/** Roles by the services that they may do something in. */
import type { ActionTable } from "@/lib/domain/policy/table";
import type { ActionSet } from "./action-set";
import type { RolePermissions } from "./role-permissions";

export class ServiceIndex {
  readonly #table: ActionTable;
  readonly #size: number;
  readonly #byService = new Map<string, number[]>();
  /** Roles with a policy that was not read: candidates for everything. */
  readonly #openEnded: number[] = [];

  /** Roles are numbered as in `permissions`. */
  constructor(table: ActionTable, permissions: readonly RolePermissions[]) {
    this.#table = table;
    this.#size = permissions.length;
    permissions.forEach(({ may, openEnded }, role) => {
      if (openEnded) this.#openEnded.push(role);
      for (const service of this.#servicesOf(may)) {
        const known = this.#byService.get(service);
        if (known) known.push(role);
        else this.#byService.set(service, [role]);
      }
    });
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
