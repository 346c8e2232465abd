/** What a failed request to a cluster's API hides, and what would mend it, in plain words. */
import type { CallFailure } from "./ports";

const CONSEQUENCES: Readonly<Record<string, string>> = {
  connect:
    "Which service accounts exist and are annotated, and what running pods really carry, is unknown for this cluster.",
  "list namespaces": "Labels and annotations of namespaces, and the owners in them, are unknown.",
  "list serviceaccounts":
    "Which service accounts exist and which role they are annotated with is unknown, so IRSA's effect is unknown.",
  "list pods": "What running pods really carry is unknown, so what is shown holds for new pods only.",
  "list nodes": "On which compute pods run (EC2, Fargate, Windows) is unknown.",
  "list daemonsets": "Whether a self-managed Pod Identity agent, kube2iam or kiam runs is unknown.",
  "get configmaps/aws-auth": "Which IAM principals the ConfigMap aws-auth lets into the cluster is unknown.",
};
const RBAC = "Who can become a service account through Kubernetes' own rules is unknown.";

export function kubernetesConsequence(operation: string): string {
  return (Object.hasOwn(CONSEQUENCES, operation) ? CONSEQUENCES[operation] : undefined) ?? RBAC;
}

/** The failure, and the remedy where it lies in the cluster. */
export function kubernetesMessage({
  kind,
  operation,
  message,
}: Pick<CallFailure, "kind" | "operation" | "message">): string {
  if (kind === "credentials")
    return `${message}: the cluster does not know the reader role; give it an access entry with AmazonEKSViewPolicy, or map it in aws-auth`;
  if (kind !== "denied") return message;
  const enough = /serviceaccounts|pods|namespaces|daemonsets|configmaps/.test(operation)
    ? "an access entry with AmazonEKSViewPolicy is enough, or the ClusterRole of public/kubernetes/reader.yaml"
    : "AmazonEKSViewPolicy does not have it; the ClusterRole of public/kubernetes/reader.yaml does";
  return `missing in the cluster: ${operation} (${enough}): ${message}`;
}
