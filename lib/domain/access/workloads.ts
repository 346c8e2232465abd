/** Workloads of a snapshot: every service account that an association or an exact trust names, with what reaches it. */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { matchesGlob } from "@/lib/domain/identity/irsa-subject";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { Workload } from "./model";

/** Namespaces of Kubernetes and of EKS's own components. */
const SYSTEM_NAMESPACES = new Set([
  "kube-system",
  "kube-public",
  "kube-node-lease",
  "amazon-cloudwatch",
  "amazon-guardduty",
]);

export function workloadId(place: string, namespace: string, name: string): string {
  return `${place}|${namespace}|${name}`;
}

/** The cluster a binding belongs to, or the issuer where no cluster in scope has it. */
function placeOf(binding: Binding): string {
  return binding.clusterArn ?? binding.issuer ?? "";
}

/** Linear in bindings, plus patterns × workloads of the pattern's cluster. */
export function buildWorkloads(estate: Estate, bindings: readonly Binding[]): readonly Workload[] {
  const drafts = new Map<string, { binding: Binding; bindings: Binding[] }>();
  const patterns: Binding[] = [];
  for (const binding of bindings) {
    if (binding.namespace === null || binding.serviceAccount === null) continue;
    if (binding.pattern) {
      patterns.push(binding);
      continue;
    }
    const id = workloadId(placeOf(binding), binding.namespace, binding.serviceAccount);
    const draft = drafts.get(id);
    if (draft) draft.bindings.push(binding);
    else drafts.set(id, { binding, bindings: [binding] });
  }
  const byPlace = new Map<string, { binding: Binding; bindings: Binding[] }[]>();
  for (const draft of patterns.length > 0 ? drafts.values() : []) {
    const place = placeOf(draft.binding);
    const known = byPlace.get(place);
    if (known) known.push(draft);
    else byPlace.set(place, [draft]);
  }
  for (const pattern of patterns) {
    for (const draft of byPlace.get(placeOf(pattern)) ?? []) {
      const { namespace, serviceAccount } = draft.binding;
      if (
        matchesGlob(pattern.namespace ?? "", namespace ?? "") &&
        matchesGlob(pattern.serviceAccount ?? "", serviceAccount ?? "")
      ) {
        draft.bindings.push(pattern);
      }
    }
  }
  const workloads: Workload[] = [];
  for (const [id, draft] of drafts) workloads.push(toWorkload(estate, id, draft.binding, draft.bindings));
  return workloads;
}

function toWorkload(estate: Estate, id: string, binding: Binding, bindings: readonly Binding[]): Workload {
  const cluster = binding.clusterArn === null ? undefined : estate.clusterByArn.get(binding.clusterArn);
  const arn = binding.clusterArn === null || cluster ? null : parseArn(binding.clusterArn);
  return {
    id,
    clusterArn: binding.clusterArn,
    issuer: binding.issuer,
    clusterName: cluster?.name ?? arn?.resource.replace(/^cluster\//, "") ?? "",
    accountId: cluster?.accountId ?? arn?.accountId ?? parseRoleArn(binding.roleArn)?.accountId ?? "",
    region: cluster?.region ?? arn?.region ?? "",
    namespace: binding.namespace ?? "",
    name: binding.serviceAccount ?? "",
    system: SYSTEM_NAMESPACES.has(binding.namespace ?? ""),
    bindings,
  };
}
