/** The move of a workload from IRSA to Pod Identity, held against what its cluster is known to have. */
import type { PodIdentityMoveAnswer } from "@/lib/contracts/api";
import { agentDelivers, podIdentityAgent } from "@/lib/domain/identity/agent";
import { serviceAccountIndex } from "@/lib/domain/identity/annotations";
import type { Binding } from "@/lib/domain/identity/binding";
import { computeDelivers } from "@/lib/domain/identity/compute";
import { keysUsed } from "@/lib/domain/pod-identity-move/keys-used";
import { type PodIdentityMove, podIdentityMove } from "@/lib/domain/pod-identity-move/move";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import type { SnapshotView } from "./snapshot-view";

/** null where the snapshot has no such workload; no moves where nothing of it is IRSA, or its cluster is not known. */
export function showPodIdentityMove(
  view: SnapshotView,
  { workload: id }: { readonly workload: string },
): PodIdentityMoveAnswer | null {
  const workload = view.model.workloadById.get(id);
  if (!workload) return null;
  const byToken = workload.bindings.filter(({ mechanism, roleArn }) => mechanism === "irsa" && roleArn !== "");
  // Trust policies may let in more than the annotation asks for: what new pods get is what has to move.
  const inForce = byToken.filter(({ effective }) => effective !== false);
  const byRole = new Map<string, Binding>();
  for (const binding of inForce.length > 0 ? inForce : byToken) byRole.set(binding.roleArn, binding);
  const associated = workload.bindings.some(({ mechanism }) => mechanism === "pod-identity");
  return {
    moves: [...byRole.keys()].flatMap((roleArn) => moveOf(view, workload, roleArn, associated) ?? []),
  };
}

interface Named {
  readonly clusterArn: string | null;
  readonly namespace: string;
  readonly name: string;
}

function moveOf(view: SnapshotView, workload: Named, roleArn: string, associated: boolean): PodIdentityMove | null {
  const { estate } = view.model;
  const cluster = workload.clusterArn === null ? undefined : estate.clusterByArn.get(workload.clusterArn);
  if (!cluster) return null;
  const { namespace, name } = workload;
  const role = view.model.roleByArn.get(roleArn);
  const agent = agentDelivers(estate, cluster);
  const compute = computeDelivers(estate, cluster, namespace);
  const elsewhere = podsElsewhere(view, cluster.arn, namespace, name);
  const account = view.kept("service accounts by name", () => serviceAccountIndex(estate))(
    cluster.arn,
    namespace,
    name,
  );
  const annotated = account.kind === "present" ? account.annotated : null;
  const policies = [...(role?.policies ?? []), ...(role?.boundary ? [role.boundary] : [])];
  return podIdentityMove({
    clusterArn: cluster.arn,
    clusterAccountId: cluster.accountId,
    clusterName: cluster.name,
    region: cluster.region,
    issuer: cluster.oidcIssuer === null ? null : issuerKey(cluster.oidcIssuer),
    namespace,
    serviceAccount: name,
    roleArn,
    trust: role?.trust?.document ?? null,
    agent: {
      delivers: agent.delivers,
      text: agent.reason?.text ?? null,
      installed: !["absent", "unknown"].includes(podIdentityAgent(estate, cluster)),
    },
    compute: {
      delivers: compute.delivers === true && elsewhere !== null ? null : compute.delivers,
      texts: [...compute.reasons.map(({ text }) => text), ...(elsewhere === null ? [] : [elsewhere])],
    },
    annotated: account.kind === "unread" ? null : annotated !== null,
    audience: annotated?.audience ?? null,
    associated,
    othersByToken: view.model.bindings.filter(
      (binding) =>
        binding.mechanism === "irsa" &&
        binding.clusterArn === cluster.arn &&
        !(binding.namespace === namespace && binding.serviceAccount === name),
    ).length,
    keys: keysUsed(
      policies.flatMap(({ name: policy, document }) =>
        document?.document ? [{ name: policy, document: document.document }] : [],
      ),
    ),
  });
}

/** Running pods of the service account on nodes that hand out no Pod Identity, where pods and nodes were read. */
function podsElsewhere(view: SnapshotView, clusterArn: string, namespace: string, name: string): string | null {
  const { estate } = view.model;
  const pods = (estate.pods.get(clusterArn) ?? []).filter(
    (pod) => pod.namespace === namespace && pod.serviceAccount === name,
  );
  if (pods.length === 0) return null;
  const nodes = new Map((estate.nodes.get(clusterArn) ?? []).map((node) => [node.name, node]));
  const found = pods.filter((pod) => {
    const node = pod.nodeName === null ? undefined : nodes.get(pod.nodeName);
    return node?.compute === "fargate" || node?.os === "windows" || pod.os === "windows";
  });
  if (found.length === 0) return null;
  return `${found.length} of ${pods.length} running pods are on Fargate or Windows nodes, where there is no Pod Identity.`;
}
