/** Holders of a role that are copies of one another: the same service account in namespace after namespace of a cluster. */
import { groupedBy } from "../../broken";
import type { Holder, SharedRole } from "./shared-role";

/** Associations take no wildcard, so that each tenant's namespace needs one; fewer may be different applications. */
const FEWEST = 4;

export function tenantsOf({ holders }: SharedRole): readonly Holder[] {
  if (holders.length < FEWEST) return [];
  const groups = groupedBy(holders, ({ place, serviceAccount }) => `${place}|${serviceAccount}`);
  return [...groups.values()].filter((group) => group.length >= FEWEST).flat();
}
