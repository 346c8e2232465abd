/**
 * What the Kubernetes API adds to an association: whether its service account exists at all, and how many of the running
 * pods carry the credentials. EKS takes associations for names that do not exist (User Guide, "Associate roles").
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { serviceAccountIndex } from "./annotations";
import type { Binding, Reason } from "./binding";
import { podAnswers } from "./pod-credentials";
import { onlyStaticKeys } from "./static-key";
import { reason } from "./verdict";

export function joinServiceAccounts(estate: Estate, bindings: readonly Binding[]): readonly Binding[] {
  const stateOf = serviceAccountIndex(estate);
  const podsOf = podIndex(estate);
  return bindings.map((binding) => {
    const { mechanism, namespace, serviceAccount } = binding;
    if (namespace === null || serviceAccount === null || binding.pattern) return binding;
    // Nothing of its cluster was read from Kubernetes: all that can be told is its name.
    if (serviceAccount !== "default" && isUnread(estate, binding.clusterArn ?? "")) return binding;
    if (mechanism === "irsa") return beatenByKeys(binding, podsOf(binding.clusterArn ?? "", namespace, serviceAccount));
    if (mechanism !== "pod-identity") return binding;
    const added: Reason[] = [];
    if (stateOf(binding.clusterArn, namespace, serviceAccount).kind === "missing")
      added.push(
        reason(
          "service-account-missing",
          "The service account does not exist: whoever may create it, and pods with it, gets this role.",
        ),
      );
    if (serviceAccount === "default")
      added.push(
        reason(
          "default-service-account",
          `This is the service account default: every pod of namespace ${namespace} that names none of its own gets this role.`,
        ),
      );
    const pods = podsOf(binding.clusterArn ?? "", namespace, serviceAccount);
    const answers = pods.length === 0 ? [] : podAnswers(estate, binding.clusterArn ?? "", pods, [binding]);
    const without = answers.filter(({ carries }) => carries !== "pod-identity" && carries !== "unknown");
    if (without.length > 0)
      added.push(
        reason(
          "pods-without-it",
          `${without.length} of ${answers.length} running pods do not carry these credentials: ${without[0]?.reasons[0]?.text ?? "see the pods"}`,
        ),
      );
    // What was not read whole is no "no".
    const unread = answers.filter(({ carries }) => carries === "unknown");
    if (unread.length > 0)
      added.push(
        reason(
          "pods-not-read-whole",
          `What ${unread.length} of ${answers.length} running pods carry is not known: ${unread[0]?.reasons.find(({ code }) => code === "environment-not-read")?.text ?? "see the pods"}`,
        ),
      );
    const seen = answers.some(({ carries }) => carries === "pod-identity");
    if (added.length === 0 && !seen) return binding;
    const joined: Binding = {
      ...binding,
      reasons: [...binding.reasons, ...added],
      evidence: seen ? [...binding.evidence, "pod"] : binding.evidence,
    };
    return beatenByKeys(joined, pods);
  });
}

function isUnread({ serviceAccounts, pods }: Estate, clusterArn: string): boolean {
  return !serviceAccounts.has(clusterArn) && !pods.has(clusterArn);
}

/** Where every container has a key in its environment, the SDK uses that and nothing that is injected. */
function beatenByKeys(binding: Binding, pods: readonly PodFacts[]): Binding {
  if (!onlyStaticKeys(pods)) return binding;
  const text =
    "Every container of its running pods has AWS_ACCESS_KEY_ID in its environment, which the SDK uses before these credentials.";
  return { ...binding, effective: false, reasons: [...binding.reasons, reason("static-key-first", text)] };
}

/** Pods by service account; built once for an estate. */
export function podIndex(estate: Estate): (clusterArn: string, namespace: string, name: string) => readonly PodFacts[] {
  const byAccount = new Map<string, PodFacts[]>();
  for (const [clusterArn, pods] of estate.pods)
    for (const pod of pods) {
      const key = `${clusterArn}|${pod.namespace}|${pod.serviceAccount}`;
      const known = byAccount.get(key);
      if (known) known.push(pod);
      else byAccount.set(key, [pod]);
    }
  return (clusterArn, namespace, name) => byAccount.get(`${clusterArn}|${namespace}|${name}`) ?? [];
}
