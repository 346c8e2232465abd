/** Which roles and workloads each policy bears on: attached, as boundary, or from the organization. */
import type { RoleModel } from "@/lib/domain/access/model";
import { organizationLevels } from "@/lib/domain/identity/organization-levels";
import type { SnapshotView } from "./snapshot-view";
import type { WorkloadEntry } from "./workload-rows";

export interface PolicyUses {
  readonly attached: RoleModel[];
  readonly boundary: RoleModel[];
  /** Whose credentials it bears on. */
  readonly workloads: WorkloadEntry[];
}

/** By ARN of a managed policy, or id of a control policy. */
export function policyUses(view: SnapshotView): ReadonlyMap<string, PolicyUses> {
  return view.kept("uses of policies", () => collect(view));
}

/** ARNs and ids of the policies that bear on a workload's credentials. */
export function policiesOf(view: SnapshotView, entry: WorkloadEntry): ReadonlySet<string> {
  const found = new Set<string>();
  const scps = scpsByAccount(view);
  for (const binding of entry.bindings) {
    const role = view.model.roleByArn.get(binding.credentialRoleArn);
    if (!role) continue;
    for (const policy of role.policies) if (policy.arn !== null) found.add(policy.arn);
    if (role.boundary?.arn) found.add(role.boundary.arn);
    for (const id of scps(role.accountId)) found.add(id);
  }
  return found;
}

function collect(view: SnapshotView): ReadonlyMap<string, PolicyUses> {
  const all = new Map<string, PolicyUses>();
  const of = (key: string): PolicyUses => {
    let uses = all.get(key);
    if (!uses) {
      uses = { attached: [], boundary: [], workloads: [] };
      all.set(key, uses);
    }
    return uses;
  };
  for (const role of view.model.roles) {
    for (const policy of role.policies) if (policy.arn !== null) of(policy.arn).attached.push(role);
    if (role.boundary?.arn) of(role.boundary.arn).boundary.push(role);
  }
  for (const entry of view.workloads()) for (const key of policiesOf(view, entry)) of(key).workloads.push(entry);
  return all;
}

/** Ids of the SCPs and RCPs that bind the principals (SCP) and own resources (RCP) of an account. */
function scpsByAccount(view: SnapshotView): (accountId: string) => readonly string[] {
  const known = view.kept("control policies by account", () => new Map<string, readonly string[]>());
  return (accountId) => {
    let ids = known.get(accountId);
    if (!ids) {
      ids = (["SCP", "RCP"] as const).flatMap((type) => {
        const levels = organizationLevels(view.model.estate, accountId, type);
        return levels.kind === "levels" ? levels.levels.flat().map((policy) => policy.id) : [];
      });
      known.set(accountId, ids);
    }
    return ids;
  };
}
