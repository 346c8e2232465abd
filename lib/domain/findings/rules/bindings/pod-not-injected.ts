import type { Workload } from "@/lib/domain/access/model";
import { agentDelivers } from "@/lib/domain/identity/agent";
import { podAnswers } from "@/lib/domain/identity/pod-credentials";
import { podIndex } from "@/lib/domain/identity/service-account-state";
import { bindingEvidence, factEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { kubectl, recreatePodsCommands } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { workloadSubject } from "../../subjects";

const WORDS: ReadonlyMap<string, string> = new Map([
  ["older-than-association", "are older than the association"],
  ["missed-by-webhook", "were missed by the webhook"],
  ["not-injected", "were not injected"],
  ["irsa-not-injected", "have no web-identity environment"],
]);

export const podNotInjected: Rule = {
  id: "pod-not-injected",
  category: "binding",
  title: "Running pods do not carry the credentials that they are meant to have",
  severity: "medium",
  description:
    "Credentials are put into a pod when it is made, and never again. Pods that are older than their association, and those that the webhook missed, run without: they keep an older role or fall back to the node's. Told only of clusters whose Kubernetes API was read.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html"],
  *find(facts) {
    if (facts.model.estate.pods.size === 0) return;
    const podsOf = facts.kept("pods by service account", () => podIndex(facts.model.estate));
    for (const workload of facts.model.workloads) {
      const pods = podsOf(workload.clusterArn ?? "", workload.namespace, workload.name);
      if (pods.length > 0) yield* judge(facts, workload, pods);
    }
  },
};

function* judge(
  facts: FindingFacts,
  workload: Workload,
  pods: Parameters<typeof podAnswers>[2],
): Iterable<FoundFinding> {
  const { estate } = facts.model;
  const cluster = estate.clusterByArn.get(workload.clusterArn ?? "");
  const meant = workload.bindings.find((each) => each.mechanism === "pod-identity") ?? workload.bindings[0];
  // Nothing is injected there: a rule of the cluster tells of it.
  if (!cluster || !meant || agentDelivers(estate, cluster).reason?.code === "platform-version-too-old") return;
  const answers = podAnswers(estate, cluster.arn, pods, workload.bindings);
  const name = `${workload.namespace}/${workload.name}`;
  for (const [code, words] of WORDS) {
    // Where the environment was not read whole, it is not known what the pod carries.
    const without = answers.filter(
      (each) => each.carries !== "unknown" && each.reasons.some((reason) => reason.code === code),
    );
    if (without.length === 0) continue;
    const keep = without.filter(({ carries }) => carries === "irsa");
    const names = without.map(({ pod }) => pod.name);
    yield found({
      severity: "medium",
      severityReason:
        keep.length > 0
          ? "The pods keep a role that new ones do not get: what was taken away is still in use."
          : "Without credentials of their own the SDK takes the node's role, where it can be reached.",
      cause: `${workload.id}|${code}`,
      title: `${plural(without.length, "pod")} of ${name} ${without.length === 1 ? words.replace(/^are/, "is").replace(/^were/, "was").replace(/^have/, "has") : words}`,
      explanation: without[0]?.reasons.find((each) => each.code === code)?.text ?? "",
      subjects: subjectsOf([workloadSubject(facts, workload)]),
      evidence: [
        bindingEvidence(meant),
        ...without.map(({ pod, reasons }) =>
          factEvidence(
            reasons.map((each) => each.text).join(" "),
            `pod ${pod.namespace}/${pod.name}`,
            estate.readAt.get(`pods|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? null,
          ),
        ),
      ],
      remediation: [
        kubectl(
          cluster,
          "Make the pods anew",
          recreatePodsCommands(workload.namespace, workload.name, names),
          `What owns the pods makes them anew, with credentials: ${listed(names)}.`,
        ),
      ],
    });
  }
}
