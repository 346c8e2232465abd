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

/** The failure, and the remedy where it lies in the cluster: the entry or the rule that is missing, word for word. */
export function kubernetesMessage(
  { kind, operation, message }: Pick<CallFailure, "kind" | "operation" | "message">,
  clusterArn: string | null,
): string {
  const name = clusterArn?.replace(/^.*:cluster\//, "") ?? "CLUSTER";
  if (kind === "credentials")
    return `${message}: the cluster does not know the reader role; give it an access entry (aws eks create-access-entry --cluster-name ${name} --kubernetes-groups podlens-readers --principal-arn ROLE, with public/kubernetes/reader.yaml applied; or AmazonEKSViewPolicy associated with it), or map it in aws-auth`;
  if (kind !== "denied") return message;
  const rule = ruleOf(operation);
  const where = rule.namespace === null ? "ClusterRole" : `Role in ${rule.namespace}`;
  const view = VIEWED.has(rule.resource)
    ? "an access entry with AmazonEKSViewPolicy has it, too"
    : "AmazonEKSViewPolicy does not have it";
  return `missing in the cluster: ${where} of the reader, rule ${rule.text} (public/kubernetes/reader.yaml has it; ${view}): ${message}`;
}

/** Of what is read here, the resources that EKS's AmazonEKSViewPolicy lets list. Source: EKS User Guide, "Access policy permissions". */
const VIEWED = new Set(["serviceaccounts", "pods", "namespaces", "daemonsets", "configmaps"]);

/** "list nodes" → the RBAC rule for it, as it would stand in a manifest. */
function ruleOf(operation: string): { resource: string; namespace: string | null; text: string } {
  const [verb = "list", what = ""] = operation.split(" ");
  const [resource = "", name] = what.split("/");
  const group = resource === "daemonsets" ? "apps" : /role/.test(resource) ? "rbac.authorization.k8s.io" : "";
  const names = name === undefined ? "" : `, resourceNames: [${name}]`;
  return {
    resource,
    namespace: name === undefined ? null : "kube-system",
    text: `{apiGroups: ["${group}"], resources: [${resource}]${names}, verbs: [${verb}]}`,
  };
}
