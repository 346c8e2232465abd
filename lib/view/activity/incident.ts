/** What ends the access of a workload or of all that hold a role: from the bindings of the snapshot. */
import type { IncidentAnswer } from "@/lib/contracts/api";
import { containment } from "@/lib/domain/activity/containment";
import type { Binding } from "@/lib/domain/identity/binding";
import type { SnapshotView } from "@/lib/view/snapshot-view";

export interface IncidentInput {
  readonly workload: string | null;
  readonly role: string | null;
  /** ISO 8601 UTC: credentials issued before it are to be denied. */
  readonly now: string;
  /** ARNs of the roles that live sessions hold. */
  readonly live?: readonly string[];
}

/** Sessions come from the store; null where neither the workload nor the role is in the snapshot. */
export function showIncident(view: SnapshotView, input: IncidentInput): Omit<IncidentAnswer, "sessions"> | null {
  const bindings = bindingsOf(view, input);
  if (bindings === null) return null;
  const working = bindings.filter((binding) => binding.verdict !== "denied");
  const roles = new Set(working.map((binding) => binding.credentialRoleArn));
  const title = titleOf(view, input);
  return {
    title,
    sentence:
      roles.size === 0
        ? `Nothing leads ${title} to a role now; credentials that were handed out before may still live.`
        : `${title} can get credentials of ${[...roles].map(lastOf).join(", ")}. Taking the binding away ends none that are out.`,
    steps: containment(working.length > 0 ? working : bindings, input.now, input.live),
    limits: [
      "A session of which neither the assumption nor a call was recorded is not in the list.",
      ...(bindings.some((binding) => binding.mechanism === "node-role")
        ? ["The node's role is shared by every pod of the node."]
        : []),
    ],
  };
}

function bindingsOf(view: SnapshotView, { workload, role }: IncidentInput): readonly Binding[] | null {
  if (workload !== null) return view.model.workloadById.get(workload)?.bindings ?? null;
  const known = role === null ? undefined : view.model.roleByArn.get(role);
  return known?.bindings ?? null;
}

function titleOf(view: SnapshotView, { workload, role }: IncidentInput): string {
  const known = workload === null ? undefined : view.model.workloadById.get(workload);
  if (known) return `${known.namespace}/${known.name}`;
  return lastOf(role ?? "");
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
