/** Who else holds a role: what is taken from it is taken from them. */
import type { OtherUser, UsageRow, UsedAction } from "@/lib/contracts/api";
import type { RoleModel } from "@/lib/domain/access/model";
import { usesOf } from "@/lib/view/role-rows";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { workloadRef, workloadsById } from "./subject";

/** `rows`: of the role. `subject`: the workload that was asked about; null = the role itself. */
export function otherUsers(
  view: SnapshotView,
  role: RoleModel,
  subject: string | null,
  rows: readonly UsageRow[],
): readonly OtherUser[] {
  const own = new Set(rows.flatMap((row) => (row.workloadId === subject && worked(row) ? name(row) : [])));
  const ids = new Set(usesOf(view, role).map(({ workloadId }) => workloadId));
  for (const { workloadId } of rows) if (workloadId !== null) ids.add(workloadId);
  if (subject !== null) ids.delete(subject);
  return [...ids].sort().flatMap((id) => {
    const entry = workloadsById(view).get(id);
    if (!entry) return [];
    const used = rows.filter((row) => row.workloadId === id);
    const onlyTheirs = new Set(
      used
        .filter(worked)
        .map(name)
        .filter((each) => !own.has(each)),
    );
    return [
      {
        workload: workloadRef(entry),
        calls: used.reduce((sum, row) => sum + row.calls, 0),
        onlyTheirs: subject === null ? [] : [...onlyTheirs].sort().slice(0, 200),
      },
    ];
  });
}

/** By action in lower case: whose calls they were. */
export function whoseCalls(
  rows: readonly UsageRow[],
  subject: string | null,
): ReadonlyMap<string, ReadonlySet<UsedAction["by"][number]>> {
  const found = new Map<string, Set<UsedAction["by"][number]>>();
  for (const row of rows) {
    if (!worked(row)) continue;
    const by = row.workloadId === null ? "unknown" : subject === null || row.workloadId === subject ? "this" : "others";
    const key = name(row).toLowerCase();
    const known = found.get(key);
    if (known) known.add(by);
    else found.set(key, new Set([by]));
  }
  return found;
}

/** Principals that are no pods: their calls count as the role's, and what is taken away is taken from them too. */
export function otherPrincipals(role: RoleModel): readonly string[] {
  const found = new Set<string>();
  for (const { effect, principal } of role.trust?.document?.statements ?? []) {
    if (effect !== "Allow" || principal === null) continue;
    if (principal.negated) found.add("everyone but those that a NotPrincipal names");
    else
      for (const { kind, value } of principal.entries)
        if (value !== "pods.eks.amazonaws.com" && !(kind === "Federated" && value.includes(":oidc-provider/")))
          found.add(value);
  }
  return [...found].sort();
}

function worked(row: UsageRow): boolean {
  return row.calls > row.denied;
}

function name(row: UsageRow): string {
  return row.action ?? `${row.service}:${row.eventName}`;
}
