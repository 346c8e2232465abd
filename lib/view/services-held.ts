/**
 * Services that credentials come to, once boundary, session policy, organization and denials count: what the pages and the
 * lists of workloads and roles say.
 */
import type { ServiceReach } from "@/lib/domain/access/model";
import type { Profile } from "@/lib/domain/access/profile";
import type { Binding } from "@/lib/domain/identity/binding";
import { ActionSet } from "@/lib/domain/policy/sets";
import type { SnapshotView } from "./snapshot-view";

const NONE: readonly string[] = [];

/** Names of the services that a role comes to by itself, whoever has it: as its page says. */
export function servicesOfRole(view: SnapshotView, roleArn: string): readonly string[] {
  const role = view.model.roleByArn.get(roleArn);
  if (!role || role.services.length === 0) return NONE;
  if (view.table === null) return role.services.map(({ service }) => service);
  const index = view.access();
  // Before roles by themselves get profiles: questions about workloads are not held against those.
  void index.roles;
  return namesHeld(view, [index.book.alone(roleArn)], role.services);
}

/** Services that a role comes to by itself, and how sure that is. */
export function statesOfRole(view: SnapshotView, roleArn: string): ReadonlyMap<string, ServiceReach["state"]> {
  const role = view.model.roleByArn.get(roleArn);
  if (!role || role.services.length === 0) return new Map();
  const index = view.access();
  // Before roles by themselves get profiles: questions about workloads are not held against those.
  void index.roles;
  return new Map(
    servicesHeld(view, [index.book.alone(roleArn)], role.services).map(({ service, state }) => [service, state]),
  );
}

/** Names of the services that bindings of one credential role come to together, under their own facts. */
export function servicesOfUses(view: SnapshotView, roleArn: string, uses: readonly Binding[]): readonly string[] {
  const named = view.model.roleByArn.get(roleArn)?.services ?? [];
  if (named.length === 0) return NONE;
  if (view.table === null) return named.map(({ service }) => service);
  const index = view.access();
  const profiles = [...new Set(uses.flatMap((binding) => index.profileOf(binding) ?? []))];
  const known = view.kept("services by profiles", () => new Map<string, readonly string[]>());
  // Profiles of one role: their numbers tell which.
  const key = profiles.length === 0 ? roleArn : profiles.map(({ number }) => number).join(",");
  let services = known.get(key);
  if (!services) {
    services = namesHeld(view, profiles, named);
    known.set(key, services);
  }
  return services;
}

/** `servicesHeld`'s names, which most lists of ten thousand roles are told by without how sure they are. */
function namesHeld(
  view: SnapshotView,
  profiles: readonly Profile[],
  named: readonly ServiceReach[],
): readonly string[] {
  if (named.some(({ service }) => /[*?]/.test(service)) || profiles.some(({ role }) => role === null))
    return servicesHeld(view, profiles, named).map(({ service }) => service);
  const index = view.access();
  const held = (service: string) => {
    const range = rangeOf(view, service);
    return range === null || profiles.some((profile) => index.permissions(profile).may.intersects(range));
  };
  // They are sorted, and each stands once.
  const names: string[] = [];
  for (const { service } of named) if (profiles.length === 0 || held(service)) names.push(service);
  return names;
}

/** The actions of a service; null where the table has no such service. */
function rangeOf(view: SnapshotView, service: string): ActionSet | null {
  const known = view.kept("actions of services", () => new Map<string, ActionSet | null>());
  let range = known.get(service);
  if (range === undefined) {
    const found = view.access().table.serviceRange(service);
    range = found && ActionSet.range(found.start, found.end);
    known.set(service, range);
  }
  return range;
}

/** `named`: what the statements of the role name. Where the action table was not given, that is all there is to say. */
export function servicesHeld(
  view: SnapshotView,
  profiles: readonly Profile[],
  named: readonly ServiceReach[],
): readonly ServiceReach[] {
  if (view.table === null || profiles.length === 0 || profiles.some(({ role }) => role === null)) return named;
  const found = named.flatMap((reach) => heldOf(view, profiles, reach));
  const seen = new Set<string>();
  // A service of its own comes before the same that "every service" came to.
  const own = found.filter(({ service }) => named.some((reach) => reach.service === service));
  return [...own, ...found.filter((reach) => !own.includes(reach))]
    .filter(({ service }) => !seen.has(service) && seen.add(service))
    .sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

function heldOf(view: SnapshotView, profiles: readonly Profile[], reach: ServiceReach): readonly ServiceReach[] {
  const { table } = view.access();
  if (/[*?]/.test(reach.service)) {
    const states = table.services.flatMap((service) => {
      const state = stateOf(view, profiles, service);
      return state ? [{ ...reach, service, state }] : [];
    });
    // With most of them left it is still "every service", and something was taken from it.
    if (reach.service !== "*" || states.length <= table.services.length / 2) return states;
    const whole = states.length === table.services.length && states.every(({ state }) => state === "allowed");
    const worst = states.some(({ state }) => state === "unknown") ? "unknown" : "conditional";
    return [{ ...reach, state: whole ? "allowed" : worst }];
  }
  if (table.serviceRange(reach.service) === null) return [reach];
  const state = stateOf(view, profiles, reach.service);
  return state ? [{ ...reach, state }] : [];
}

/** The best of the credentials; null where none of them can do anything in it. As `what can` says it. */
function stateOf(view: SnapshotView, profiles: readonly Profile[], service: string): ServiceReach["state"] | null {
  const index = view.access();
  const range = rangeOf(view, service) ?? ActionSet.EMPTY;
  let best: ServiceReach["state"] | null = null;
  for (const profile of profiles) {
    const { may, must, openEnded, notRead } = index.permissions(profile);
    if (!may.intersects(range)) continue;
    if (must.intersects(range)) return "allowed";
    if (best !== "conditional") best = openEnded || notRead.length > 0 ? "unknown" : "conditional";
  }
  return best;
}
