/** What a pod carries of each way to credentials. Names of variables: EKS User Guide, pod identity webhook README. */
import type { V1Container, V1EnvVar, V1Pod, V1PodSpec } from "@kubernetes/client-node";
import type { ContainerCredentialFacts, PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { entry, namedBy, objects, textOrNull } from "./metadata";

const ACCESS_KEY = "AWS_ACCESS_KEY_ID";

export function podFacts(clusterArn: string, item: V1Pod): PodFacts | null {
  const named = namedBy(item.metadata);
  const { spec, metadata } = item;
  if (named === null || typeof spec !== "object" || spec === null) return null;
  const skipped = (entry(metadata?.annotations, "eks.amazonaws.com/skip-containers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return {
    clusterArn,
    namespace: named.namespace,
    name: named.name,
    uid: textOrNull(metadata?.uid),
    serviceAccount: textOrNull(spec.serviceAccountName) ?? "default",
    nodeName: textOrNull(spec.nodeName),
    phase: textOrNull(item.status?.phase),
    createdAt: named.createdAt,
    hostNetwork: spec.hostNetwork === true,
    webhookLabel: entry(metadata?.labels, "eks.amazonaws.com/pod-identity") === "enabled",
    tokenAudiences: audiencesOf(spec),
    kube2iamRole: textOrNull(entry(metadata?.annotations, "iam.amazonaws.com/role")),
    containers: [...objects(spec.initContainers), ...objects(spec.containers)].map(containerFacts),
    os: textOrNull(spec.os?.name) ?? entry(spec.nodeSelector, "kubernetes.io/os") ?? null,
    ...(skipped.length === 0 ? {} : { skippedContainers: skipped }),
  };
}

function audiencesOf(spec: V1PodSpec): readonly string[] {
  const found = objects(spec.volumes)
    .flatMap((volume) => objects(volume.projected?.sources))
    .map((source) => textOrNull(source.serviceAccountToken?.audience));
  return [...new Set(found.filter((audience) => audience !== null))].sort();
}

function containerFacts(container: V1Container): ContainerCredentialFacts {
  const env = objects(container.env);
  const roleArn = env.find((variable) => variable.name === "AWS_ROLE_ARN");
  return {
    container: textOrNull(container.name) ?? "",
    podIdentity: env.some((variable) => variable.name === "AWS_CONTAINER_CREDENTIALS_FULL_URI" && isSet(variable)),
    webIdentity: env.some((variable) => variable.name === "AWS_WEB_IDENTITY_TOKEN_FILE" && isSet(variable)),
    roleArn: textOrNull(roleArn?.value),
    staticKey: staticKeyOf(container, env),
  };
}

function staticKeyOf(container: V1Container, env: readonly V1EnvVar[]): ContainerCredentialFacts["staticKey"] {
  const own = env.find((variable) => variable.name === ACCESS_KEY);
  if (own) return isSet(own) ? "yes" : "no";
  // The names in a ConfigMap or Secret are not read; a prefix may rule the key out.
  const possible = objects(container.envFrom).some((source) => ACCESS_KEY.startsWith(source.prefix ?? ""));
  return possible ? "maybe" : "no";
}

/** An empty variable is as good as none to the SDKs. */
function isSet(variable: V1EnvVar): boolean {
  return (typeof variable.value === "string" && variable.value !== "") || (variable.valueFrom ?? null) !== null;
}
