import { groupedBy } from "../../broken";
import { bindingEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { createAssociation, inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { clusterSubject, holderName, holderSubject, roleSubject } from "../../subjects";

export const kube2iamInUse: Rule = {
  id: "kube2iam-in-use",
  category: "binding",
  title: "Roles are handed out by kube2iam or kiam",
  severity: "medium",
  description:
    "kube2iam and kiam answer for the metadata service and assume roles with the node's own role: each node can have every role that any pod may ask for, and an annotation of the pod decides which it gets. Both are no longer maintained; Pod Identity does the same by service account.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html"],
  *find(facts) {
    const { estate, bindings } = facts.model;
    const handed = bindings.filter((each) => each.mechanism === "kube2iam" && each.verdict !== "denied");
    for (const [clusterArn, group] of groupedBy(handed, (each) => each.clusterArn ?? "")) {
      const cluster = estate.clusterByArn.get(clusterArn);
      const unsure = group.every(({ verdict }) => verdict === "unknown");
      yield found({
        severity: "medium",
        severityReason: "Whoever may start pods chooses the role by an annotation, and the nodes can have all of them.",
        certainty: unsure ? "unknown" : "allowed",
        certaintyReason: unsure ? (group[0]?.reasons.at(-1)?.text ?? null) : null,
        cause: clusterArn,
        title: `${plural(group.length, "service account")} of ${cluster?.name ?? clusterArn} get${group.length === 1 ? "s" : ""} a role by kube2iam or kiam`,
        explanation: `${listed(group.map(holderName))} ${group.length === 1 ? "is" : "are"} given roles by an annotation of their pods, through the node's role.`,
        subjects: subjectsOf(
          [clusterSubject(facts, clusterArn)],
          group.flatMap((each) => [holderSubject(facts, each), roleSubject(facts, each.roleArn)]),
        ),
        evidence: group.map((each) => bindingEvidence(each, each.reasons[0]?.text ?? holderName(each))),
        remediation: [
          ...group
            .slice(0, 5)
            .flatMap(({ namespace, serviceAccount, roleArn }) =>
              cluster && namespace !== null && serviceAccount !== null
                ? createAssociation(
                    cluster,
                    { namespace, serviceAccount, roleArn },
                    "The same role by Pod Identity; its trust policy has to let pods.eks.amazonaws.com in.",
                  )
                : [],
            ),
          inWords(
            "Then take kube2iam away",
            "Remove the annotations iam.amazonaws.com/role, then the DaemonSet, then the right of the nodes' role to assume these roles.",
          ),
        ],
      });
    }
  },
};
