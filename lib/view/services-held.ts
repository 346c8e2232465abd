/**
 * Services that credentials come to, once boundary, session policy, organization and denials count: what the pages of
 * workloads and roles say. Lists of thousands of rows tell what the statements and the boundary name.
 */
import type { ServiceReach } from "@/lib/domain/access/model";
import type { Profile } from "@/lib/domain/access/profile";
import { ActionSet } from "@/lib/domain/policy/sets";
import type { SnapshotView } from "./snapshot-view";

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
  const { start, end } = index.table.serviceRange(service)!;
  const range = ActionSet.range(start, end);
  let best: ServiceReach["state"] | null = null;
  for (const profile of profiles) {
    const { may, must, openEnded, notRead } = index.permissions(profile);
    if (!may.intersects(range)) continue;
    if (must.intersects(range)) return "allowed";
    if (best !== "conditional") best = openEnded || notRead.length > 0 ? "unknown" : "conditional";
  }
  return best;
}
