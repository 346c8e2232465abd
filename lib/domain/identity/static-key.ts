/**
 * Keys that stand in a pod's environment: the SDK's default chain looks there first, so they beat every other way. Whose
 * they are is not read. Needs the Kubernetes API. Source: AWS SDKs and Tools Reference Guide, "Credential provider chain".
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { Binding } from "./binding";
import { bindingId } from "./binding-id";
import { reason } from "./verdict";

/** One for each service account of which a pod has AWS_ACCESS_KEY_ID in its environment. */
export function staticKeyBindings(estate: Estate, cluster: ClusterFacts): readonly Binding[] {
  const found = new Map<string, { pod: PodFacts; containers: Set<string>; pods: number }>();
  for (const pod of estate.pods.get(cluster.arn) ?? []) {
    const containers = pod.containers.filter((each) => each.staticKey === "yes").map((each) => each.container);
    if (containers.length === 0 || hasEnded(pod)) continue;
    const key = `${pod.namespace}/${pod.serviceAccount}`;
    const known = found.get(key) ?? { pod, containers: new Set<string>(), pods: 0 };
    for (const container of containers) known.containers.add(container);
    known.pods++;
    found.set(key, known);
  }
  return [...found.values()].map(({ pod, containers, pods }) => {
    const { namespace, serviceAccount } = pod;
    return {
      id: bindingId({ mechanism: "static-key", place: cluster.arn, namespace, serviceAccount, roleArn: "" }),
      mechanism: "static-key",
      clusterArn: cluster.arn,
      issuer: null,
      namespace,
      serviceAccount,
      pattern: false,
      associationArn: null,
      roleArn: "",
      targetRoleArn: null,
      credentialRoleArn: "",
      verdict: "unknown",
      effective: true,
      reasons: [
        reason(
          "static-key",
          `${pods === 1 ? "A pod has" : `${pods} pods have`} AWS_ACCESS_KEY_ID in the environment of ${[...containers].sort().join(", ")}: the SDK uses that key before anything else.`,
        ),
        reason("static-key-owner-not-read", "Whose key it is, and what it may do, stands in no API that is read."),
      ],
      evidence: ["pod"],
      readAt: estate.readAt.get(`pods|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? estate.meta.startedAt,
    };
  });
}

/** Whether every container of every running pod has a key of its own: what is injected beside it is never used. */
export function onlyStaticKeys(pods: readonly PodFacts[]): boolean {
  const running = pods.filter((pod) => !hasEnded(pod));
  const containers = running.flatMap((pod) => pod.containers);
  return containers.length > 0 && containers.every((each) => each.staticKey === "yes");
}

function hasEnded({ phase }: PodFacts): boolean {
  return phase === "Succeeded" || phase === "Failed";
}
