/** The rows of the list of roles: those that were read, and those that a binding names. */
import type { RoleRow } from "@/lib/contracts/api";
import type { RoleModel } from "@/lib/domain/access/model";
import type { Binding } from "@/lib/domain/identity/binding";
import { roleRef } from "./refs";
import { servicesOfRole } from "./services-held";
import type { SnapshotView } from "./snapshot-view";

export function buildRoleRows(view: SnapshotView): readonly RoleRow[] {
  return view.model.roles.map((role) => {
    const facts = role.state.kind === "present" ? role.state.role : null;
    return {
      ...roleRef(view, role.arn),
      path: facts?.path ?? "",
      accountName: view.accountName(role.accountId),
      workloads: new Set(usesOf(view, role).map((use) => use.workloadId)).size,
      policies: role.policies.length,
      services: servicesOfRole(view, role.arn),
      servicesIncomplete: role.servicesIncomplete,
      boundaryArn: facts?.permissionsBoundaryArn ?? null,
      lastUsedAt: view.model.estate.roleUsage.get(role.arn)?.lastUsedAt ?? null,
      createdAt: facts?.createdAt ?? null,
    };
  });
}

export interface RoleUseEntry {
  readonly workloadId: string;
  readonly as: "role" | "target" | "both";
  readonly binding: Binding;
}

/** Every binding of every workload that gets or passes through the role. */
export function usesOf(view: SnapshotView, role: Pick<RoleModel, "arn">): readonly RoleUseEntry[] {
  return view.kept("uses of roles", () => collectUses(view)).get(role.arn) ?? [];
}

function collectUses(view: SnapshotView): ReadonlyMap<string, readonly RoleUseEntry[]> {
  const byRole = new Map<string, RoleUseEntry[]>();
  for (const entry of view.workloads()) {
    for (const binding of entry.bindings) {
      for (const arn of new Set([binding.roleArn, binding.targetRoleArn, binding.credentialRoleArn])) {
        if (arn === null) continue;
        const as = arn === binding.roleArn ? (arn === binding.targetRoleArn ? "both" : "role") : "target";
        const use: RoleUseEntry = { workloadId: entry.row.id, as, binding };
        const known = byRole.get(arn);
        if (known) known.push(use);
        else byRole.set(arn, [use]);
      }
    }
  }
  return byRole;
}
