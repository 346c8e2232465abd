/** How far a role is shared: the widest of it is told of, since it is one cause, and what ends it begins there. */
import type { Holder, SharedRole } from "./shared-role";
import { tenantsOf } from "./tenants";

export function widestOf(shared: SharedRole): "environments" | "clusters" | "namespaces" | null {
  if (environmentsOf(shared).length > 1) return "environments";
  const places = new Set(shared.holders.map(({ place }) => place));
  if (places.size > 1 && !isOneApplication(shared.holders, places.size)) return "clusters";
  return new Set(teamsOf(shared).map(({ namespace }) => namespace)).size > 1 ? "namespaces" : null;
}

/** Without those that have no label; letter case apart. */
export function environmentsOf({ holders }: SharedRole): readonly string[] {
  const found = new Map<string, string>();
  for (const { environment } of holders)
    if (environment !== null && !found.has(environment.toLowerCase()))
      found.set(environment.toLowerCase(), environment);
  return [...found.values()].sort();
}

/** Without namespaces of Kubernetes itself, and without tenants, of which a rule of their own tells. */
export function teamsOf(shared: SharedRole): readonly Holder[] {
  const tenants = new Set(tenantsOf(shared));
  return shared.holders.filter((holder) => !holder.system && !tenants.has(holder));
}

/** Each cluster has the same service accounts. */
function isOneApplication(holders: readonly Holder[], places: number): boolean {
  const names = new Set(holders.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  return names.size * places === holders.length;
}
