/**
 * What each running pod really carries, beside what its service account's bindings would give a new pod. Pods never change
 * when an association or annotation does: only the pod's own environment tells. Needs the Kubernetes API.
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ContainerCredentialFacts, NodeFacts, PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { Binding, Reason } from "./binding";
import { reason } from "./verdict";

/** In the order in which the SDK's default chain looks: the first that a container carries is the one it uses. */
export type Carried = "static-key" | "irsa" | "pod-identity" | "none" | "unknown";

export interface PodAnswer {
  readonly pod: PodFacts;
  readonly node: NodeFacts | null;
  /** Of the container that differs most from what is expected; "none" = the SDK falls through to the node's role, if it reaches it. */
  readonly carries: Carried;
  /** Role in AWS_ROLE_ARN, or of the association; null where none is named. */
  readonly roleArn: string | null;
  /** What a new pod of the same service account would get. */
  readonly expected: Carried;
  readonly reasons: readonly Reason[];
}

/** Answers for the running pods of one workload. `bindings` are the workload's own, with patterns that match it. */
export function podAnswers(
  estate: Estate,
  clusterArn: string,
  pods: readonly PodFacts[],
  bindings: readonly Binding[],
): readonly PodAnswer[] {
  const { nodes, associatedAt } = indexOf(estate);
  const association = bindings.find((binding) => binding.mechanism === "pod-identity") ?? null;
  const irsa = bindings.find((binding) => binding.mechanism === "irsa" && binding.effective === true) ?? null;
  const expected: Carried = association ? "pod-identity" : irsa ? "irsa" : "none";
  const createdAt = association ? (associatedAt.get(association.associationArn ?? "") ?? null) : null;
  const handsOut = estate.daemonSets?.get(clusterArn)?.find((each) => each.role !== "pod-identity-agent")?.role ?? null;
  const daemonSetsRead = estate.daemonSets?.has(clusterArn) ?? false;
  return pods
    .filter((pod) => pod.phase === "Running" || pod.phase === "Pending")
    .map((pod) => {
      const node = nodes.get(`${clusterArn}|${pod.nodeName ?? ""}`) ?? null;
      const answer = podAnswer(pod, node, { association, irsa, expected, createdAt });
      return {
        ...answer,
        reasons: [...answer.reasons, ...surroundings(pod, node, answer.carries, { handsOut, read: daemonSetsRead })],
      };
    });
}

interface PodIndex {
  readonly nodes: ReadonlyMap<string, NodeFacts>;
  /** When each association was made, by its ARN. */
  readonly associatedAt: ReadonlyMap<string, string | null>;
}

/** Made once for an estate: pods are asked for one workload at a time. */
const indexes = new WeakMap<Estate, PodIndex>();

function indexOf(estate: Estate): PodIndex {
  let index = indexes.get(estate);
  if (!index) {
    const nodes = [...estate.nodes].flatMap(([arn, list]) =>
      list.map((node) => [`${arn}|${node.name}`, node] as const),
    );
    index = {
      nodes: new Map(nodes),
      associatedAt: new Map(estate.associations.map((each) => [each.arn, each.createdAt])),
    };
    indexes.set(estate, index);
  }
  return index;
}

/** What lies around the pod and bears on the way that is left to it: the instance's metadata service. */
function surroundings(
  pod: PodFacts,
  node: NodeFacts | null,
  carries: Carried,
  kube2iam: { readonly handsOut: string | null; readonly read: boolean },
): readonly Reason[] {
  const found: Reason[] = [];
  const { kube2iamRole } = pod;
  if (kube2iamRole !== null && kube2iam.handsOut !== null)
    found.push(
      reason(
        "kube2iam-hands-out",
        `${kube2iam.handsOut} runs in the cluster and answers for the metadata service: without other credentials the pod gets ${kube2iamRole}, through the node's role.`,
      ),
    );
  if (kube2iamRole !== null && kube2iam.handsOut === null && kube2iam.read)
    found.push(
      reason(
        "kube2iam-annotation-idle",
        `The annotation iam.amazonaws.com/role (${kube2iamRole}) does nothing: neither kube2iam nor kiam runs in the cluster.`,
      ),
    );
  if (carries === "none" && pod.hostNetwork && hasMetadata(node))
    found.push(
      reason(
        "on-host-network",
        "The pod uses the host's network: it reaches the metadata service whatever the hop limit.",
      ),
    );
  if (carries === "none" && node !== null && !hasMetadata(node))
    found.push(
      reason("no-node-role", `On ${node.compute} there is no metadata service that could give the node's role.`),
    );
  return found;
}

/** Fargate and hybrid nodes are no EC2 instances. */
function hasMetadata(node: NodeFacts | null): boolean {
  return node?.compute !== "fargate" && node?.compute !== "hybrid";
}

interface Expectation {
  readonly association: Binding | null;
  readonly irsa: Binding | null;
  readonly expected: Carried;
  readonly createdAt: string | null;
}

function podAnswer(
  pod: PodFacts,
  node: NodeFacts | null,
  { association, irsa, expected, createdAt }: Expectation,
): PodAnswer {
  const skipped = new Set(pod.skippedContainers ?? []);
  const meant = pod.containers.filter((container) => !skipped.has(container.container));
  const carried = (meant.length > 0 ? meant : pod.containers).map((container) => ({
    container,
    carries: carriedBy(container),
  }));
  const odd = carried.find((each) => each.carries !== expected) ?? carried[0];
  const carries = odd?.carries ?? "unknown";
  const roleArn =
    carries === "irsa"
      ? (odd?.container.roleArn ?? null)
      : carries === "pod-identity"
        ? (association?.credentialRoleArn ?? null)
        : null;
  const reasons: Reason[] = [];
  if (skipped.size > 0)
    reasons.push(
      reason(
        "containers-skipped",
        `The annotation eks.amazonaws.com/skip-containers leaves ${[...skipped].join(", ")} without credentials of its own.`,
      ),
    );
  if (carries === "static-key")
    reasons.push(
      reason(
        "static-key",
        `Container ${odd?.container.container} has AWS_ACCESS_KEY_ID in its environment: the SDK uses that key before anything else.`,
      ),
    );
  if (carries === "unknown")
    reasons.push(
      reason(
        "environment-not-read",
        "Part of the environment comes from a ConfigMap or Secret (envFrom), which is not read: a static key there would come first.",
      ),
    );
  if (association && carries !== "static-key" && odd !== undefined && !odd.container.podIdentity)
    reasons.push(...whyNotInjected(pod, node, createdAt));
  if (association && carries === "irsa")
    reasons.push(reason("keeps-irsa", "The pod still uses IRSA; it gets the association's role when it is recreated."));
  if (!association && irsa && carries === "none")
    reasons.push(
      reason(
        "irsa-not-injected",
        "The service account is annotated, but the pod has no web-identity environment: it is older than the annotation, or the webhook missed it.",
      ),
    );
  if (carries === "none" && expected !== "none")
    reasons.push(reason("falls-back", "Without credentials of its own the SDK asks for the node's role."));
  return { pod, node, carries, roleArn, expected, reasons };
}

function carriedBy(container: ContainerCredentialFacts): Carried {
  if (container.staticKey === "yes") return "static-key";
  if (container.webIdentity) return container.staticKey === "maybe" ? "unknown" : "irsa";
  if (container.podIdentity) return container.staticKey === "maybe" ? "unknown" : "pod-identity";
  return container.staticKey === "maybe" ? "unknown" : "none";
}

function whyNotInjected(pod: PodFacts, node: NodeFacts | null, associatedAt: string | null): readonly Reason[] {
  if (node?.compute === "fargate")
    return [reason("on-fargate", "The pod runs on Fargate, where Pod Identity does not work.")];
  if (node?.os === "windows" || pod.os === "windows")
    return [reason("on-windows", "The pod runs on a Windows node, where Pod Identity does not work.")];
  if (associatedAt !== null && pod.createdAt !== null && pod.createdAt < associatedAt) {
    return [
      reason(
        "older-than-association",
        `The pod (${pod.createdAt}) is older than the association (${associatedAt}); running pods never change.`,
      ),
    ];
  }
  if (associatedAt === null || pod.createdAt === null)
    return [
      reason(
        "not-injected",
        "The pod was not injected: it is older than the association, or the webhook missed it. Which of them is not known, since the time of one was not read.",
      ),
    ];
  return [
    reason(
      "missed-by-webhook",
      "The pod is younger than the association and was not injected: the webhook missed it (its failure policy is Ignore).",
    ),
  ];
}
