import type { WorkloadRef } from "@/lib/contracts/api";

/** What people call it: "payments/api"; a pattern as the trust policy writes it; the node of a cluster. */
export function workloadName(workload: WorkloadRef): string {
  if (workload.kind === "node") return `nodes of ${workload.clusterName ?? workload.issuer ?? "unknown cluster"}`;
  return `${workload.namespace ?? "*"}/${workload.serviceAccount ?? "*"}`;
}

/** Where it is: cluster name, or the issuer of a cluster that is not in scope. */
export function workloadPlace(workload: WorkloadRef): string {
  return workload.clusterName ?? workload.issuer ?? "unknown cluster";
}
