/** Which roles can do something: over all roles at once, from what their policies were compiled to. */
import type { ActionSet } from "./action-set";
import { type ActionView, STAND_IN, TABLE_VIEW, unknownActionView } from "./grants";
import { Question, type QuestionAnswer } from "./question";
import { regionOf, resourcePattern } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import type { PermissionEngine, RolePermissions } from "./role-permissions";
import type { RolePolicySets } from "./role-policies";

export interface IndexedRole {
  /** Its ARN, or what else the caller knows it by. */
  readonly id: string;
  readonly policies: RolePolicySets;
}

export interface WhoCanMatch extends QuestionAnswer {
  readonly role: string;
  /**
   * allowed: all that the role may do of it is certain, on the whole resource that was asked about (on what its grants
   * name, where none was). conditional: under conditions, on a part of the resource, or limited. unknown: a layer that
   * bears on it was not read.
   */
  readonly verdict: "allowed" | "conditional" | "unknown";
  /** May the role do all actions that the pattern names, or a part of them. */
  readonly actions: Exclude<Overlap, "none">;
}

export interface WhoCanAnswer {
  /** The actions that were looked for; null where the pattern names nothing in the table. */
  readonly asked: ActionSet | null;
  /** In the order of the index. */
  readonly matches: readonly WhoCanMatch[];
}

export interface WhoCanOptions {
  /** RCP levels of the account that owns the resource: they bind every caller, and stand in for those of the roles. */
  readonly resourceControl?: RolePolicySets["resourceControl"];
}

export class RoleIndex {
  readonly roles: readonly IndexedRole[];
  readonly permissions: readonly RolePermissions[];
  readonly #engine: PermissionEngine;
  readonly #byService: ReadonlyMap<string, readonly number[]>;
  /** Roles with a policy that was not read: candidates for everything. */
  readonly #openEnded: readonly number[];

  constructor(engine: PermissionEngine, roles: readonly IndexedRole[]) {
    this.#engine = engine;
    this.roles = roles;
    this.permissions = roles.map(({ policies }) => engine.permissions(policies));
    const { table } = engine.compiler;
    const byService = new Map<string, number[]>();
    const openEnded: number[] = [];
    this.permissions.forEach(({ may, openEnded: open }, role) => {
      if (open) openEnded.push(role);
      for (const service of servicesOf(may, table.services, (name) => table.serviceRange(name)!.end)) {
        const known = byService.get(service);
        if (known) known.push(role);
        else byService.set(service, [role]);
      }
    });
    this.#byService = byService;
    this.#openEnded = openEnded;
  }

  /** Roles that may do something in a service. */
  rolesOf(service: string): readonly IndexedRole[] {
    return (this.#byService.get(service.toLowerCase()) ?? []).map((role) => this.roles[role]!);
  }

  /**
   * Roles that may do `action` ("s3:Get*", any case) on `resource` (an ARN or a pattern of ARNs; null or "*" = on whatever
   * their grants name).
   */
  whoCan(action: string, resource: string | null, options: WhoCanOptions = {}): WhoCanAnswer {
    const { compiler } = this.#engine;
    const { actions, unknown, literal } = compiler.matcher.match(action);
    const target = resource === null ? null : resourcePattern(resource, "2008-10-17");
    const region = target === null || target.kind === "any" ? null : regionOf([target]);
    // A wildcard asks for what can be done with the resource, not for every action of the service.
    const asked =
      region && !literal ? actions.intersect(compiler.support.onPattern(region.patterns[0]!).possible) : actions;
    const view: ActionView = unknown ? unknownActionView(action) : TABLE_VIEW;
    const within = unknown ? STAND_IN : asked;
    const question = new Question(this.#engine, view, within, region, options.resourceControl ?? null);
    const matches: WhoCanMatch[] = [];
    for (const index of unknown ? this.roles.keys() : this.#candidates(asked)) {
      const role = this.roles[index]!;
      const known = this.permissions[index]!;
      if (!unknown && !known.openEnded && !known.may.intersects(asked)) continue;
      const answer = question.ask(role.policies, known);
      if (answer) matches.push(toMatch(role.id, answer, within));
    }
    return { asked: unknown ? null : asked, matches };
  }

  /** Roles that may do something in a service of `asked`, in the order of the index. */
  #candidates(asked: ActionSet): Iterable<number> {
    const { table } = this.#engine.compiler;
    const services = [...servicesOf(asked, table.services, (name) => table.serviceRange(name)!.end)];
    if (services.length === 1 && this.#openEnded.length === 0) return this.#byService.get(services[0]!) ?? [];
    const marks = new Uint8Array(this.roles.length);
    for (const role of this.#openEnded) marks[role] = 1;
    for (const service of services) for (const role of this.#byService.get(service) ?? []) marks[role] = 1;
    const found: number[] = [];
    for (let role = 0; role < marks.length; role++) if (marks[role] === 1) found.push(role);
    return found;
  }
}

function toMatch(role: string, answer: QuestionAnswer, within: ActionSet): WhoCanMatch {
  const certain = answer.must.equals(answer.may);
  return {
    role,
    ...answer,
    verdict: answer.notRead.length > 0 ? "unknown" : certain ? "allowed" : "conditional",
    actions: within.isSubsetOf(answer.may) ? "all" : "part",
  };
}

/** The services that a set has actions of. */
function* servicesOf(
  set: ActionSet,
  services: readonly string[],
  endOf: (service: string) => number,
): Iterable<string> {
  const ranges = set.ranges();
  let range = ranges.next();
  for (const service of services) {
    if (range.done) return;
    const end = endOf(service);
    if (range.value[0] < end) yield service;
    while (!range.done && range.value[1] <= end) range = ranges.next();
  }
}
