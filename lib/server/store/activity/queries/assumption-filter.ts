/** The filter of the activity pages, over `a` (activity_assumption) and `w` (activity_workload). */
import type { RangedFilter } from "@/lib/server/usecases/activity/ports";
import { anyHolds, Conditions, inAnyCase, timestamp } from "./sql";

/** One assumption once: not the agent's request beside EKS's assumption, not the other account's record. */
const VISIBLE = "(a.form <> 'eks-auth' OR a.outcome = 'denied') AND a.twin_of IS NULL";

export const ASSUMPTIONS = "activity_assumption a LEFT JOIN activity_workload w ON w.id = a.workload";

export function assumptionConditions(filter: RangedFilter): Conditions {
  const conditions = new Conditions().add(VISIBLE);
  conditions.add(`a.ts >= ${timestamp("?")}`, filter.from).add(`a.ts < ${timestamp("?")}`, filter.to);
  conditions
    .any("a.account IN ?", filter.account)
    .any("a.region IN ?", filter.region)
    .any("a.role_arn IN ?", filter.role)
    .any("a.pod IN ?", filter.pod)
    .any("a.node IN ?", filter.node)
    .any("a.outcome IN ?", filter.outcome)
    .any("a.mechanism IN ?", filter.mechanism)
    .any("a.confidence IN ?", filter.confidence);
  workloadConditions(conditions, filter);
  if (filter.unrelated === "no")
    conditions.add(
      "(a.mechanism IS NOT NULL OR a.role_arn IN (SELECT role_arn FROM activity_assumption WHERE mechanism IS NOT NULL))",
    );
  if (filter.q !== "")
    conditions.add(
      anyHolds(["a.role_arn", "a.session_name", "a.pod", "w.service_account", "w.namespace", "a.issued_key"]),
      inAnyCase(filter.q),
    );
  return conditions;
}

/** Over `w` alone. */
export function workloadConditions(
  conditions: Conditions,
  filter: Pick<RangedFilter, "cluster" | "namespace" | "serviceAccount" | "workload">,
): void {
  if (filter.cluster.length > 0) {
    const list = conditions.bind(filter.cluster);
    conditions.add(
      `(coalesce(w.cluster_arn, w.issuer) IN ${list} OR split_part(w.cluster_arn, ':cluster/', 2) IN ${list})`,
    );
  }
  conditions
    .any("w.namespace IN ?", filter.namespace)
    .any("w.service_account IN ?", filter.serviceAccount)
    .any("w.key IN ?", filter.workload);
}
