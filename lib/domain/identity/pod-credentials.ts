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
  const nodes = new Map((estate.nodes.get(clusterArn) ?? []).map((node) => [node.name, node]));
  const association = bindings.find((binding) => binding.mechanism === "pod-identity") ?? null;
  const irsa = bindings.find((binding) => binding.mechanism === "irsa" && binding.effective === true) ?? null;
  const expected: Carried = association ? "pod-identity" : irsa ? "irsa" : "none";
  const createdAt = association
    ? (estate.associations.find((each) => each.arn === association.associationArn)?.createdAt ?? null)
    : null;
  return pods
    .filter((pod) => pod.phase === "Running" || pod.phase === "Pending")
    .map((pod) => podAnswer(pod, nodes.get(pod.nodeName ?? "") ?? null, { association, irsa, expected, createdAt }));
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
  const carried = pod.containers.map((container) => ({ container, carries: carriedBy(container) }));
  const odd = carried.find((each) => each.carries !== expected) ?? carried[0];
  const carries = odd?.carries ?? "unknown";
  const roleArn =
    carries === "irsa"
      ? (odd?.container.roleArn ?? null)
      : carries === "pod-identity"
        ? (association?.credentialRoleArn ?? null)
        : null;
  const reasons: Reason[] = [];
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
  if (association && carries !== "pod-identity" && carries !== "static-key")
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
  return [
    reason(
      "missed-by-webhook",
      "The pod is younger than the association and was not injected: the webhook missed it (its failure policy is Ignore).",
    ),
  ];
}
