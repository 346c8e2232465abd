/** Sets of actions in a few words. */
import type { ActionSet } from "@/lib/domain/policy/sets";
import type { AccessLevel, ActionTable } from "@/lib/domain/policy/table";

/** The gravest first. */
const GRAVITY: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

const NAMED = 3;

/** "iam:PassRole, s3:PutObject and 12 more (permissions management, write)". */
export function actionsInWords(table: ActionTable, actions: ActionSet): string {
  const total = actions.size;
  const byLevel = new Map<AccessLevel, string[]>();
  for (const id of actions) {
    const level = table.accessLevel(id);
    const names = byLevel.get(level);
    if (names === undefined) byLevel.set(level, [table.actionName(id)]);
    else if (names.length < NAMED) names.push(table.actionName(id));
  }
  const levels = GRAVITY.filter((level) => byLevel.has(level));
  const names = levels.flatMap((level) => byLevel.get(level) ?? []).slice(0, NAMED);
  const more = total > names.length ? ` and ${total - names.length} more` : "";
  return `${names.join(", ")}${more} (${levels.map((level) => level.toLowerCase()).join(", ")})`;
}

/** "s3 4, iam 1": services with the number of their actions, most first. */
export function serviceWords(table: ActionTable, actions: ActionSet): string {
  const counts = countByService(table, actions);
  const sorted = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = sorted.slice(0, 4).map(([service, count]) => `${service} ${count}`);
  return `${shown.join(", ")}${sorted.length > 4 ? ` and ${sorted.length - 4} more services` : ""}`;
}

function countByService(table: ActionTable, actions: ActionSet): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [start, end] of actions.ranges()) {
    for (let id = start; id < end; ) {
      const service = table.serviceOf(id);
      const stop = Math.min(end, table.serviceRange(service)!.end);
      counts.set(service, (counts.get(service) ?? 0) + stop - id);
      id = stop;
    }
  }
  return counts;
}
