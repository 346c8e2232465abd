/** A cluster's own API: optional, and whatever of it cannot be read is a gap. Never ends a scan. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { attempt } from "./failure";
import { kubernetesConsequence, kubernetesMessage } from "./kubernetes-words";
import type { CallFailure, ClusterSource, KubernetesCluster, KubernetesKind } from "./ports";

/** Read first: where even this list does not come for another reason than RBAC, the others would not either. */
const FIRST: KubernetesKind = "namespaces";
const REST: readonly KubernetesKind[] = ["service-accounts", "nodes", "daemon-sets", "aws-auth", "rbac-grants", "pods"];

export async function readKubernetes(
  context: ScanContext,
  source: Pick<ClusterSource, "kubernetesToken">,
  cluster: ClusterFacts,
  scope: PartScope,
): Promise<void> {
  const { kubernetes } = context;
  // A cluster that could not be described has its gap already; where its API is, is part of what that hides.
  if (kubernetes === null || cluster.described === false) return;
  const api = kubernetes.open(cluster, () => source.kubernetesToken(cluster.name));
  try {
    const first = await readKind(context, api, FIRST, scope);
    if (first !== null) {
      const all = first.kind !== "denied";
      await report(context, all ? { ...fieldsOf(first), operation: "connect" } : first, scope);
      if (all) return;
    }
    for (const kind of REST) {
      const failure = await readKind(context, api, kind, scope);
      if (failure !== null) await report(context, failure, scope);
    }
  } finally {
    api.close();
  }
}

/** Saves the part; the failure where it could not be read. */
async function readKind(
  context: ScanContext,
  api: KubernetesCluster,
  kind: KubernetesKind,
  scope: PartScope,
): Promise<CallFailure | null> {
  const readAt = context.clock.now();
  const read = await attempt(() => api.read(kind));
  if (!read.ok) return read.failure;
  await savePart(context, kind, scope, readAt, read.value);
  return null;
}

type Failed = Pick<CallFailure, "kind" | "service" | "operation" | "error" | "message">;

function fieldsOf({ kind, service, operation, error, message }: CallFailure): Failed {
  return { kind, service, operation, error, message };
}

function report(context: ScanContext, failure: Failed, scope: PartScope): Promise<void> {
  return context.gaps.report(failure, scope, {
    message: kubernetesMessage(failure, scope.clusterArn),
    consequence: kubernetesConsequence(failure.operation),
  });
}
