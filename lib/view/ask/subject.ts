/** Who a question is about: a workload by its id or its name, or a role by its ARN. */
import type { RoleRef, WorkloadRef } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Profile } from "@/lib/domain/access/profile";
import { bindingLevel } from "@/lib/domain/access/who-can";
import { parseArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { workloadRef } from "./workloads-of";

export interface Subject {
  readonly workload: WorkloadRef | null;
  readonly role: RoleRef | null;
  /** Credentials that it can have; `binding` null for a role. */
  readonly credentials: readonly { readonly binding: Binding | null; readonly profile: Profile }[];
}

/** null where the snapshot has no such thing, or several of that name. */
export function subjectOf(view: SnapshotView, index: AccessIndex, text: string): Subject | null {
  const arn = roleArnOf(view, text);
  if (arn !== null) {
    if (!view.model.roleByArn.has(arn)) return null;
    return {
      workload: null,
      role: roleRef(view, arn),
      credentials: [{ binding: null, profile: index.book.ofRole(arn) }],
    };
  }
  const entry = workloadsNamed(view, text);
  if (entry.length !== 1) return null;
  const { row, bindings } = entry[0]!;
  const credentials = bindings.flatMap((binding) => {
    const profile = index.profileOf(binding);
    return profile && bindingLevel(binding) !== null ? [{ binding, profile }] : [];
  });
  return { workload: workloadRef(row), role: null, credentials };
}

/** A session's ARN stands for its role, whose path it does not tell. */
export function roleArnOf(view: SnapshotView, text: string): string | null {
  const arn = parseArn(text);
  if (arn?.service === "iam" && arn.resource.startsWith("role/")) return text;
  if (arn?.service !== "sts" || !arn.resource.startsWith("assumed-role/")) return null;
  const name = arn.resource.split("/")[1] ?? "";
  const byName = view.kept("role ARNs by name", () => {
    const names = new Map<string, string>();
    for (const role of view.model.roles)
      if (!names.has(`${role.accountId}/${role.name}`)) names.set(`${role.accountId}/${role.name}`, role.arn);
    return names;
  });
  return byName.get(`${arn.accountId}/${name}`) ?? null;
}

/** By id, by "namespace/name", or by "cluster/namespace/name". */
export function workloadsNamed(view: SnapshotView, text: string): readonly WorkloadEntry[] {
  const byName = view.kept("workloads by name", () => {
    const names = new Map<string, WorkloadEntry[]>();
    const add = (name: string, entry: WorkloadEntry) => {
      const known = names.get(name);
      if (known) known.push(entry);
      else names.set(name, [entry]);
    };
    for (const entry of view.workloads()) {
      const { id, namespace, serviceAccount, clusterName } = entry.row;
      add(id, entry);
      add(`${namespace}/${serviceAccount}`, entry);
      add(`${clusterName}/${namespace}/${serviceAccount}`, entry);
    }
    return names;
  });
  return byName.get(text) ?? [];
}
