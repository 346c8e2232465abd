/** Differences of access as pages list them. */
import type { ServiceChange } from "@/lib/contracts/api";
import type { Difference } from "@/lib/domain/access/abilities";
import { ActionSet } from "@/lib/domain/policy/sets";
import { ACCESS_LEVELS, type ActionTable } from "@/lib/domain/policy/table";
import { take } from "./ask/path";

/** What somebody gains or loses, by service. A region tells on which resources; without one, only the actions are known. */
export function changesByService(
  table: ActionTable,
  differences: readonly { readonly actions: ActionSet; readonly region?: Difference["region"] }[],
): readonly ServiceChange[] {
  const found = new Map<string, { actions: ActionSet; resources: Set<string> }>();
  for (const { actions, region } of differences) {
    for (const [start, end] of actions.ranges()) {
      for (let id = start; id < end; ) {
        const service = table.serviceOf(id);
        const stop = Math.min(end, table.serviceRange(service)!.end);
        let entry = found.get(service);
        if (!entry) {
          entry = { actions: ActionSet.EMPTY, resources: new Set() };
          found.set(service, entry);
        }
        entry.actions = entry.actions.union(ActionSet.range(id, stop));
        for (const { text } of region?.patterns ?? [])
          if (entry.resources.size < 10) entry.resources.add(region?.negated ? `not ${text}` : text);
        id = stop;
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, { actions, resources }]) => {
      const levels = new Set([...actions].map((id) => table.accessLevel(id)));
      return {
        service,
        name: table.serviceName(service) ?? service,
        levels: ACCESS_LEVELS.filter((level) => levels.has(level)),
        actions: [...take(actions, 50)].map((id) => table.actionName(id)),
        actionCount: actions.size,
        resources: [...resources],
      };
    });
}
