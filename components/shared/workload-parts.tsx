import type { WorkloadRef } from "@/lib/contracts/api";

/** Namespace and service account in one line: where there is no room, each is cut, so that neither pushes the other out. */
export function WorkloadParts({ workload }: { workload: Pick<WorkloadRef, "namespace" | "serviceAccount"> }) {
  return (
    <span className="grid min-w-0 grid-cols-[minmax(0,max-content)_max-content_minmax(0,max-content)] justify-start">
      <span className="truncate text-n8">{workload.namespace ?? "*"}</span>
      <span className="text-n8">/</span>
      <span className="truncate font-medium">{workload.serviceAccount ?? "*"}</span>
    </span>
  );
}
