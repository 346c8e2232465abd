import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { NodeRoleWork } from "../../activity-facts";
import { bindingEvidence } from "../../evidence";
import type { FindingSubject, Remedy } from "../../finding";
import { reachOfRole } from "../../reach/reach";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { bindingSubject, clusterSubject, roleSubject } from "../../subjects";
import { awsCommand } from "./aws-command";
import { counted, momentOf, periodText } from "./days";

/** Calls with the node's credentials that no node makes by itself. */
export const nodeRoleDoingPodsWork: Rule = {
  id: "node-role-doing-pods-work",
  category: "use",
  title: "The node's role does a pod's work",
  severity: "medium",
  description:
    "A node's role called what kubelet, the network plugin and the agents of a node do not call by themselves: pods use it in place of credentials of their own. " +
    "Every pod that reaches the instance metadata service has the same, and the records do not tell which one called.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html",
  ],
  *find(facts) {
    for (const work of facts.activity?.nodeRoleWork ?? []) if (!isClosed(facts, work)) yield found(facts, work);
  },
};

/** Instances and pods were read, and no pod comes to the metadata service as it is now: what was called is past. */
function isClosed(facts: FindingFacts, { clusterArn, roleArn }: NodeRoleWork): boolean {
  const binding = facts.model.bindings.find(
    (each) => each.mechanism === "node-role" && each.clusterArn === clusterArn && each.roleArn === roleArn,
  );
  if (!binding || !facts.model.estate.pods.has(clusterArn)) return false;
  const codes = new Set(binding.reasons.map(({ code }) => code));
  return (
    ["imds-off", "imds-host-network-only"].some((code) => codes.has(code)) && !OPEN.some((code) => codes.has(code))
  );
}

const OPEN: readonly string[] = [
  "imds-reachable",
  "imds-reach-not-read",
  "instances-not-asked",
  "instances-not-read",
  "host-network-pods",
];

function found(facts: FindingFacts, work: NodeRoleWork): FoundFinding {
  const { roleArn, clusterArn, example } = work;
  const role = parseRoleArn(roleArn)?.name ?? roleArn;
  const cluster = clusterSubject(facts, clusterArn);
  const binding = facts.model.bindings.find(
    (each) => each.mechanism === "node-role" && each.clusterArn === clusterArn && each.roleArn === roleArn,
  );
  const reach = reachOfRole(facts, roleArn);
  const strong = reach.level === "admin" || reach.level === "escalation";
  const subjects: FindingSubject[] = [cluster, roleSubject(facts, roleArn)];
  if (binding) subjects.push(bindingSubject(facts, binding));
  const listed = work.calls.slice(0, 8).map(({ action, count }) => `${action} (${count.toLocaleString("en-US")})`);
  const more = work.calls.length > 8 ? ` and ${work.calls.length - 8} more` : "";
  const total = work.calls.reduce((sum, { count }) => sum + count, 0);
  return {
    severity: strong ? "high" : "medium",
    severityReason: `Any pod on these nodes that reaches the metadata service could ${reach.text}.`,
    certainty: "conditional",
    certaintyReason: "The record does not tell which pod it was; software on the node itself may have called, too.",
    cause: `${clusterArn}|${roleArn}`,
    title: `Pods of ${cluster.name} use the node role ${role}`,
    explanation: `${counted(total, "call", "calls")} in ${facts.activity === null ? "the period" : periodText(facts.activity)} that nodes do not make by themselves: ${listed.join(", ")}${more}.`,
    subjects,
    steps: [],
    evidence: [
      {
        kind: "event",
        text: `The newest of them, ${momentOf(example.time)}`,
        eventId: example.eventId,
        time: example.time,
      },
      ...(binding ? [bindingEvidence(binding, "Pods of these nodes can get the role's credentials")] : []),
    ],
    remediation: remedies(facts, clusterArn),
  };
}

function remedies(facts: FindingFacts, clusterArn: string): Remedy[] {
  const region = parseArn(clusterArn)?.region ?? null;
  const instances = facts.model.estate.nodeInstances.get(clusterArn)?.flatMap(({ instanceIds }) => instanceIds) ?? [];
  const commands = (instances.length > 0 ? instances.slice(0, 20) : ["INSTANCE_ID"]).map((id) =>
    awsCommand("ec2 modify-instance-metadata-options", {
      "instance-id": id,
      "http-tokens": "required",
      "http-put-response-hop-limit": "1",
      region,
    }),
  );
  return [
    {
      format: "text",
      title: "In this order",
      text: "1. Give the pods that make these calls a service account with a role of its own (a Pod Identity association), and take the permissions from the node's role.\n2. Then keep pods from the metadata service: IMDSv2 only, with a hop limit of 1, in the launch template and on running instances.",
    },
    { format: "aws-cli", title: "Running instances: IMDSv2 with a hop limit of 1", text: commands.join("\n") },
    {
      format: "terraform",
      title: "Launch template: IMDSv2 with a hop limit of 1",
      text: 'metadata_options {\n  http_endpoint               = "enabled"\n  http_tokens                 = "required"\n  http_put_response_hop_limit = 1\n}',
    },
  ];
}
