/** What is done with kubectl, and objects to apply. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Remedy } from "../finding";
import { oneLine, option, shellWord, yamlString } from "./quote";

type Place = Pick<ClusterFacts, "name" | "region">;

const ROLE_ANNOTATION = "eks.amazonaws.com/role-arn";

/** Commands against one cluster, after those that make kubectl talk to it. */
export function kubectl(cluster: Place, title: string, commands: readonly string[], why: string): Remedy {
  const context = `aws eks update-kubeconfig ${option("region", cluster.region)} ${option("name", cluster.name)}`;
  return { format: "kubernetes", title, text: [`# ${oneLine(why)}`, context, ...commands].join("\n") };
}

export function annotateCommand(namespace: string, serviceAccount: string, roleArn: string): string {
  const value = shellWord(`${ROLE_ANNOTATION}=${roleArn}`);
  return `kubectl annotate serviceaccount ${option("namespace", namespace)} ${operand(serviceAccount)} ${value} --overwrite`;
}

export function removeAnnotationCommand(namespace: string, serviceAccount: string): string {
  return `kubectl annotate serviceaccount ${option("namespace", namespace)} ${operand(serviceAccount)} ${ROLE_ANNOTATION}-`;
}

/** Whatever owns the pods makes them anew. `most` at once; a selector of fields finds the rest. */
export function recreatePodsCommands(namespace: string, serviceAccount: string, pods: readonly string[], most = 10) {
  const named = pods.slice(0, most).map(operand).join(" ");
  const list = option("field-selector", `spec.serviceAccountName=${serviceAccount}`);
  const more =
    pods.length > most ? [`kubectl get pods ${option("namespace", namespace)} ${list}  # ${pods.length} pods`] : [];
  return [...more, `kubectl delete pod ${option("namespace", namespace)} ${named}`];
}

export function serviceAccountManifest(namespace: string, name: string, roleArn: string | null = null): string {
  return [
    "apiVersion: v1",
    "kind: ServiceAccount",
    "metadata:",
    `  name: ${yamlString(name)}`,
    `  namespace: ${yamlString(namespace)}`,
    ...(roleArn === null ? [] : ["  annotations:", `    ${ROLE_ANNOTATION}: ${yamlString(roleArn)}`]),
  ].join("\n");
}

/** Keeps pods of a namespace from the instance metadata service, where the network plug-in enforces policies. */
export function metadataNetworkPolicy(namespace: string): string {
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    "metadata:",
    "  name: no-instance-metadata",
    `  namespace: ${yamlString(namespace)}`,
    "spec:",
    "  podSelector: {}",
    "  policyTypes: [Egress]",
    "  egress:",
    "    - to:",
    "        - ipBlock:",
    "            cidr: 0.0.0.0/0",
    "            except: [169.254.169.254/32]",
  ].join("\n");
}

/** No name of Kubernetes begins with a dash; one that does is no option all the same. */
function operand(name: string): string {
  return name.startsWith("-") ? shellWord(`./${name}`) : shellWord(name);
}
