import { cx } from "@/components/ui/cx";
import type { WorkloadRef } from "@/lib/contracts/api";
import { Link } from "./link";

/** What people call it: "payments/api"; for nodes and patterns what stands for them. */
export function workloadTitle(workload: WorkloadRef): string {
  if (workload.kind === "node") return `nodes of ${workload.clusterName ?? workload.issuer ?? "unknown cluster"}`;
  return `${workload.namespace ?? "*"}/${workload.serviceAccount ?? "*"}`;
}

/** A workload by name, with its cluster behind it. */
export function WorkloadLink({ workload, className }: { workload: WorkloadRef; className?: string }) {
  const place = workload.clusterName ?? workload.issuer;
  return (
    <span className={cx("min-w-0", className)}>
      <Link href={workload.href} prefetch={false} className="link font-medium">
        {workloadTitle(workload)}
      </Link>
      {workload.kind === "node" || place === null ? null : <span className="text-n8"> in {place}</span>}
    </span>
  );
}
