import { agentDelivers } from "@/lib/domain/identity/agent";
import { factEvidence } from "../../evidence";
import { found, plural, subjectsOf } from "../../found";
import { inWords, option } from "../../remedy";
import type { Rule } from "../../rule";
import { clusterSubject, holderSubject } from "../../subjects";
import { associatedClusters } from "./associated-clusters";

export const platformVersionTooOld: Rule = {
  id: "platform-version-too-old",
  category: "cluster",
  title: "Cluster is too old for Pod Identity",
  severity: "medium",
  description:
    "The platform version of the cluster has no Pod Identity. EKS takes associations for it all the same, and they give no pod anything.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html"],
  *find(facts) {
    for (const { cluster, bindings } of associatedClusters(facts)) {
      const { reason } = agentDelivers(facts.model.estate, cluster);
      if (reason?.code !== "platform-version-too-old") continue;
      yield found({
        severity: "medium",
        severityReason: "No association of the cluster gives a pod anything: the pods fall back to the node's role.",
        cause: cluster.arn,
        title: `${cluster.name} is too old for Pod Identity`,
        explanation: `${reason.text} The cluster has ${plural(bindings.length, "association")}.`,
        subjects: subjectsOf(
          [clusterSubject(facts, cluster.arn)],
          bindings.map((binding) => holderSubject(facts, binding)),
        ),
        evidence: [factEvidence(reason.text, cluster.arn)],
        remediation: [
          inWords(
            "Update the cluster",
            "A new version of Kubernetes comes with a platform version that has Pod Identity. One minor version at a time:",
            `aws eks update-cluster-version ${option("region", cluster.region)} ${option("name", cluster.name)} ${option("kubernetes-version", nextVersion(cluster.version))}`,
            "Until then IRSA gives the pods their roles.",
          ),
        ],
      });
    }
  },
};

function nextVersion(version: string | null): string {
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(version ?? "") ?? [];
  return major && minor ? `${major}.${Number(minor) + 1}` : "VERSION";
}
