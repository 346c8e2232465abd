import { AGENT_ADDON, agentDelivers } from "@/lib/domain/identity/agent";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { factEvidence, gapEvidence } from "../../evidence";
import type { FindingEvidence, Remedy, Severity } from "../../finding";
import { found, plural, subjectsOf } from "../../found";
import { inWords, option, resourceRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { clusterSubject, holderSubject } from "../../subjects";
import { associatedClusters } from "./associated-clusters";

interface Grade {
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly certainty: "allowed" | "conditional" | "unknown";
}

const GRADES: ReadonlyMap<string, Grade> = new Map<string, Grade>([
  [
    "agent-absent",
    {
      severity: "medium",
      title: "has no Pod Identity agent",
      why: "No association of the cluster gives a pod anything.",
      certainty: "allowed",
    },
  ],
  [
    "agent-not-ready",
    {
      severity: "medium",
      title: "has no Pod Identity agent that is ready",
      why: "No association of the cluster gives a pod anything now.",
      certainty: "allowed",
    },
  ],
  [
    "agent-degraded",
    {
      severity: "medium",
      title: "has a degraded Pod Identity agent",
      why: "Pods on some nodes get no credentials, and may fall back to the node's role.",
      certainty: "allowed",
    },
  ],
  [
    "agent-auto-mode-only",
    {
      severity: "low",
      title: "may have nodes without a Pod Identity agent",
      why: "Pods on nodes beside Auto Mode's own get no credentials without an agent there.",
      certainty: "conditional",
    },
  ],
  [
    "agent-unknown",
    {
      severity: "low",
      title: "shows no Pod Identity agent",
      why: "An agent of one's own is not visible to the AWS API.",
      certainty: "unknown",
    },
  ],
]);

export const agentAbsentOrDegraded: Rule = {
  id: "agent-absent-or-degraded",
  category: "cluster",
  title: "Pod Identity agent is absent or degraded",
  severity: "medium",
  description:
    "Pods get Pod Identity credentials from an agent on their node: the EKS add-on, one of your own, or the one that is built into Auto Mode. The cluster has associations, and its agent is not there, not whole, or not seen.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html"],
  *find(facts) {
    const { estate } = facts.model;
    for (const { cluster, bindings } of associatedClusters(facts)) {
      const { reason } = agentDelivers(estate, cluster);
      const grade = reason && GRADES.get(reason.code);
      if (!reason || !grade) continue;
      yield found({
        severity: grade.severity,
        severityReason: grade.why,
        certainty: grade.certainty,
        certaintyReason: grade.certainty === "allowed" ? null : reason.text,
        // Absent, not ready and degraded come and go with one cause: the agent of this cluster.
        cause: cluster.arn,
        title: `${cluster.name} ${grade.title}`,
        explanation: `${reason.text} ${plural(bindings.length, "association")} of the cluster ${bindings.length === 1 ? "depends" : "depend"} on it.`,
        subjects: subjectsOf(
          [clusterSubject(facts, cluster.arn)],
          bindings.map((binding) => holderSubject(facts, binding)),
        ),
        evidence: evidenceOf(facts, cluster, reason.text),
        remediation: remedies(facts, cluster),
      });
    }
  },
};

function evidenceOf(
  { model: { estate } }: FindingFacts,
  cluster: ClusterFacts,
  text: string,
): readonly FindingEvidence[] {
  const addon = estate.addons.get(cluster.arn)?.find((each) => each.name === AGENT_ADDON);
  const gap = estate.gapsOf("eks", cluster.accountId, cluster.arn).find((each) => /Addon/.test(each.operation));
  return [
    factEvidence(text, addon?.arn ?? cluster.arn),
    ...(addon?.healthIssues ?? []).map(({ code, message }) =>
      factEvidence([code, message].filter(Boolean).join(": "), addon?.arn ?? cluster.arn),
    ),
    ...(gap ? [gapEvidence(gap.consequence, gap)] : []),
    ...(estate.daemonSets.has(cluster.arn)
      ? []
      : [
          {
            kind: "gap" as const,
            text: "DaemonSets of the cluster were not read: that needs access to the Kubernetes API.",
            missingPermission: null,
          },
        ]),
  ];
}

function remedies({ model: { estate } }: FindingFacts, cluster: ClusterFacts): readonly Remedy[] {
  const place = `${option("region", cluster.region)} ${option("cluster-name", cluster.name)}`;
  if (estate.addons.get(cluster.arn)?.some((each) => each.name === AGENT_ADDON))
    return [
      inWords(
        "See what ails the add-on",
        `aws eks describe-addon ${place} --addon-name ${AGENT_ADDON}`,
        "Its health issues name the cause. Often port 80 of 169.254.170.23 is taken on the host's network, IPv6 is off on the node, or a network policy keeps the agent from eks-auth. When it is mended:",
        `aws eks update-addon ${place} --addon-name ${AGENT_ADDON} --resolve-conflicts PRESERVE`,
      ),
    ];
  const title = "Install the add-on";
  const why = "The agent on the nodes hands out the credentials.";
  return [
    { format: "aws-cli", title, text: `# ${why}\naws eks create-addon ${place} --addon-name ${AGENT_ADDON}` },
    ...resourceRemedies(title, {
      name: `${cluster.name}-pod-identity-agent`,
      note: why,
      terraform: {
        type: "aws_eks_addon",
        settings: [
          ["cluster_name", cluster.name],
          ["addon_name", AGENT_ADDON],
        ],
      },
      cloudformation: {
        type: "AWS::EKS::Addon",
        settings: [
          ["ClusterName", cluster.name],
          ["AddonName", AGENT_ADDON],
        ],
      },
      crossplane: {
        apiVersion: "eks.aws.upbound.io/v1beta1",
        kind: "Addon",
        externalName: null,
        settings: [
          ["region", cluster.region],
          ["clusterName", cluster.name],
          ["addonName", AGENT_ADDON],
        ],
      },
    }),
  ];
}
