import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { nodeKinds } from "@/lib/domain/identity/node-kinds";
import { roleState } from "@/lib/domain/snapshot/estate";
import { type Broken, brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { inWords, kubectl, oneLine, option, removeAnnotationCommand, resourceRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { clusterSubject, holderName, holderSubject, roleSubject } from "../../subjects";

const ANNOTATION = new Set(["partition-differs", "annotation-not-an-arn"]);

export const bindingBroken: Rule = {
  id: "binding-broken",
  category: "binding",
  title: "Pods are refused the role that they are given",
  severity: "medium",
  description:
    "A service account is given a role and does not get it, for a reason outside of the role's trust policy: a control policy or boundary that denies it, nodes that may not ask for credentials, or an annotation that names no role of the cluster's partition.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html"],
  *find(facts) {
    for (const [cause, broken] of groupedBy(brokenBindings(facts, "binding-broken"), causeOf)) {
      const [first] = broken;
      if (!first) continue;
      const { binding, reason } = first;
      const names = listed(broken.map((each) => holderName(each.binding)));
      const ofCluster = reason.code === "node-role-may-not-ask" && binding.clusterArn !== null;
      yield found({
        severity: "medium",
        severityReason: "The pods get no credentials; nothing is opened by it.",
        cause,
        title: `${plural(broken.length, "binding")} refused: ${TITLES.get(reason.code) ?? "the role cannot be had"}`,
        explanation: `${reason.text} This concerns ${names}.`,
        subjects: subjectsOf(
          ofCluster ? [clusterSubject(facts, binding.clusterArn ?? "")] : [],
          broken.flatMap((each) => [
            holderSubject(facts, each.binding),
            ...(parseRoleArn(each.binding.roleArn) ? [roleSubject(facts, each.binding.roleArn)] : []),
          ]),
        ),
        evidence: broken.flatMap((each) => [reasonEvidence(each.binding, each.reason), bindingEvidence(each.binding)]),
        remediation: remedies(facts, broken),
      });
    }
  },
};

const TITLES: ReadonlyMap<string, string> = new Map([
  ["rcp-denies", "a resource control policy denies it"],
  ["target-rcp-denies", "a resource control policy denies it"],
  ["scp-denies", "a service control policy denies it"],
  ["boundary-denies", "a permissions boundary denies it"],
  ["node-role-may-not-ask", "nodes may not ask for credentials"],
  ["partition-differs", "the annotation names a role of another partition"],
  ["annotation-not-an-arn", "the annotation names no role"],
]);

/** What has to be mended: a control policy of an account, a cluster's nodes, or the one service account. */
function causeOf({ binding, reason }: Broken): string {
  const account = parseRoleArn(binding.targetRoleArn ?? binding.roleArn)?.accountId ?? "";
  if (/(?:rcp|scp)-denies$/.test(reason.code)) return `${reason.code}|${account}`;
  if (reason.code === "node-role-may-not-ask") return `${reason.code}|${binding.clusterArn}`;
  return `${reason.code}|${binding.id}`;
}

function remedies(facts: FindingFacts, broken: readonly Broken[]): readonly Remedy[] {
  const { estate } = facts.model;
  const [first] = broken;
  const cluster = estate.clusterByArn.get(first?.binding.clusterArn ?? "");
  if (!first) return [];
  if (cluster && ANNOTATION.has(first.reason.code))
    return [
      kubectl(
        cluster,
        "Take the annotation away",
        broken.map(({ binding }) => removeAnnotationCommand(binding.namespace ?? "", binding.serviceAccount ?? "")),
        "Or annotate with the ARN of a role of the cluster's partition.",
      ),
    ];
  if (cluster && first.reason.code === "node-role-may-not-ask") {
    const roles = new Set(nodeKinds(estate, cluster).kinds.map(({ roleArn }) => roleArn));
    return [...roles].flatMap((arn) => (roleState(estate, arn).kind === "present" ? attachNodePolicy(arn) : []));
  }
  return [inWords("Let the call through", first.reason.text)];
}

function attachNodePolicy(roleArn: string): readonly Remedy[] {
  const role = parseRoleArn(roleArn);
  const name = role?.name ?? roleArn;
  const policy = `arn:${parseArn(roleArn)?.partition ?? "aws"}:iam::aws:policy/AmazonEKSWorkerNodePolicy`;
  const note = "The policy allows eks-auth:AssumeRoleForPodIdentity, which the agent on the node needs.";
  const title = `Policy of ${name}`;
  return [
    {
      format: "aws-cli",
      title,
      text: [
        `# Account ${oneLine(role?.accountId ?? "")}. ${note}`,
        `aws iam attach-role-policy ${option("role-name", name)} ${option("policy-arn", policy)}`,
      ].join("\n"),
    },
    ...resourceRemedies(title, {
      name: `${name}-worker-node`,
      note,
      terraform: {
        type: "aws_iam_role_policy_attachment",
        settings: [
          ["role", name],
          ["policy_arn", policy],
        ],
      },
      cloudformation: {
        type: "AWS::IAM::Role",
        settings: [
          ["RoleName", name],
          ["ManagedPolicyArns", [policy]],
        ],
      },
      crossplane: {
        apiVersion: "iam.aws.upbound.io/v1beta1",
        kind: "RolePolicyAttachment",
        externalName: null,
        settings: [
          ["role", name],
          ["policyArn", policy],
        ],
      },
    }),
  ];
}
