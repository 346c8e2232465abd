/** Whom a proposal is about, and which roles that comes to. */
import type { WorkloadRef } from "@/lib/contracts/api";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { bindingsInForce, type WorkloadEntry } from "@/lib/view/workload-rows";

export interface SubjectInput {
  readonly workload: string | null;
  readonly role: string | null;
}

export interface Subject {
  readonly title: string;
  readonly workload: WorkloadRef | null;
  /** ARNs, each once. */
  readonly roles: readonly string[];
}

/** null where the snapshot knows neither the workload nor the role. A workload comes before a role. */
export function findSubject(view: SnapshotView, { workload, role }: SubjectInput): Subject | null {
  if (workload !== null) {
    const entry = workloadsById(view).get(workload);
    return entry ? { title: titleOf(entry), workload: workloadRef(entry), roles: rolesOf(entry, role) } : null;
  }
  if (role === null || !view.model.roleByArn.has(role)) return null;
  return { title: parseRoleArn(role)?.name ?? role, workload: null, roles: [role] };
}

/** Workloads by `NAMESPACE/NAME` or by id: for the command line. */
export function findWorkloads(view: SnapshotView, { name }: { readonly name: string }): readonly WorkloadRef[] {
  return view
    .workloads()
    .filter((entry) => entry.row.id === name || titleOf(entry) === name)
    .map(workloadRef);
}

export function workloadsById(view: SnapshotView): ReadonlyMap<string, WorkloadEntry> {
  return view.kept("workload entries by id", () => new Map(view.workloads().map((entry) => [entry.row.id, entry])));
}

function rolesOf(entry: WorkloadEntry, only: string | null): readonly string[] {
  const held = bindingsInForce(entry.bindings).filter(({ verdict }) => verdict !== "denied");
  const arns = new Set(held.map(({ credentialRoleArn }) => credentialRoleArn));
  arns.delete("");
  return [...arns].filter((arn) => only === null || arn === only);
}

export function titleOf({ row }: WorkloadEntry): string {
  return row.namespace === null || row.serviceAccount === null
    ? `nodes of ${row.clusterName ?? row.issuer ?? "a cluster"}`
    : `${row.namespace}/${row.serviceAccount}`;
}

export function workloadRef({ row }: WorkloadEntry): WorkloadRef {
  const { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount } = row;
  return { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount };
}
