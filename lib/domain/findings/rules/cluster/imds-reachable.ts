import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { type KindReach, reachOf } from "@/lib/domain/identity/metadata-reach";
import { nodeKinds } from "@/lib/domain/identity/node-kinds";
import { nodePermission } from "@/lib/domain/identity/node-permission";
import { bindingEvidence } from "../../evidence";
import type { FindingStep, Remedy } from "../../finding";
import { found, subjectsOf } from "../../found";
import { hasReason, resolveContextOf } from "../../pod-roles";
import { reachOfRole } from "../../reach/reach";
import { inWords, kubectl, metadataNetworkPolicy, option } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { clusterSubject, nodegroupSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";

export const imdsReachable: Rule = {
  id: "imds-reachable",
  category: "cluster",
  title: "Pods can take the node's role",
  severity: "medium",
  description:
    "Nodes let pods reach the instance metadata service, by a hop limit above 1 or by IMDSv1, and with it the role of the node. Every pod that lands there can have it, whatever role it is given itself; Pod Identity and IRSA do not prevent that.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html",
  ],
  *find(facts) {
    for (const binding of facts.model.bindings) {
      if (binding.mechanism !== "node-role" || binding.verdict === "denied" || binding.effective === false) continue;
      const open = hasReason(binding, "imds-reachable");
      // Nobody asked for instances: that is a choice, and no finding.
      const unread = hasReason(binding, "imds-reach-not-read") && !hasReason(binding, "instances-not-asked");
      if (!open && !unread) continue;
      const cluster = facts.model.estate.clusterByArn.get(binding.clusterArn ?? "");
      if (!cluster) continue;
      const name = parseRoleArn(binding.roleArn)?.name ?? binding.roleArn;
      const kinds = nodeKinds(facts.model.estate, cluster).kinds.filter(({ roleArn }) => roleArn === binding.roleArn);
      const reached = kinds
        .flatMap((kind) => reachOf(facts.model.estate, kind))
        .filter(({ reach }) => reach === "every-pod");
      const told = binding.reasons.filter(({ code }) => code === (open ? "imds-reachable" : "imds-reach-not-read"));
      yield found({
        ...(open
          ? weigh("medium", reachOfRole(facts, binding.roleArn), "Any pod on these nodes can take the role.")
          : { severity: "info" as const, severityReason: "It is not known whether pods reach the metadata service." }),
        certainty: open ? "conditional" : "unknown",
        certaintyReason: open
          ? "Unless a network policy keeps the pods from 169.254.169.254."
          : (told[0]?.text ?? "How the instances are set was not read."),
        cause: `${cluster.arn}|${binding.roleArn}`,
        title: open
          ? `Pods of ${cluster.name} can take the node's role ${name}`
          : `Whether pods of ${cluster.name} reach the node's role ${name} was not read`,
        explanation: told.map(({ text }) => text).join(" "),
        subjects: subjectsOf(
          [clusterSubject(facts, cluster.arn)],
          [
            roleSubject(facts, binding.roleArn),
            ...kinds.flatMap(({ nodegroup }) => (nodegroup ? [nodegroupSubject(facts, nodegroup)] : [])),
          ],
        ),
        steps: open ? stepsOf(facts, binding, cluster.arn) : [],
        evidence: told.map(({ text }) => bindingEvidence(binding, text)),
        remediation: remedies(cluster, reached),
      });
    }
  },
};

/** The node's role may ask EKS for the credentials of pods: with another pod's token they are had as well. */
function stepsOf(facts: FindingFacts, binding: Binding, clusterArn: string): readonly FindingStep[] {
  const cluster = facts.model.estate.clusterByArn.get(clusterArn);
  const first: FindingStep = {
    text: `A pod asks the instance metadata service for the credentials of ${parseRoleArn(binding.roleArn)?.name ?? binding.roleArn}.`,
    condition: "No network policy keeps it from 169.254.169.254.",
    evidence: [bindingEvidence(binding)],
  };
  const asks = cluster && nodePermission(resolveContextOf(facts), cluster).verdict;
  if (asks !== "allowed" && asks !== "conditional") return [first];
  return [
    first,
    {
      text: "With eks-auth:AssumeRoleForPodIdentity, which nodes need, and the token of another service account it has that one's credentials.",
      condition: "It gets hold of such a token: from the node, or by leave to make tokens in Kubernetes.",
      evidence: [],
    },
  ];
}

function remedies(
  cluster: { readonly name: string; readonly region: string },
  reached: readonly KindReach[],
): readonly Remedy[] {
  const region = option("region", cluster.region);
  const instances = [
    ...new Set(reached.flatMap(({ kind }) => kind.instances?.flatMap((one) => one.instanceIds) ?? [])),
  ];
  const templates = new Set(reached.flatMap(({ kind }) => kind.nodegroup?.launchTemplate?.id ?? []));
  const pools = reached.some(({ kind }) => kind.kind === "karpenter");
  const settings = "HttpEndpoint=enabled,HttpTokens=required,HttpPutResponseHopLimit=1";
  return [
    ...(instances.length > 0
      ? [
          {
            format: "aws-cli" as const,
            title: "Instances that run",
            text: [
              "# IMDSv2 alone, one hop: pods that are not on the host's network reach it no more. First look for pods that need it.",
              ...instances.map(
                (id) =>
                  `aws ec2 modify-instance-metadata-options ${region} ${option("instance-id", id)} --http-tokens required --http-put-response-hop-limit 1`,
              ),
            ].join("\n"),
          },
        ]
      : []),
    ...(templates.size > 0
      ? [
          {
            format: "aws-cli" as const,
            title: "Launch templates of node groups",
            text: [
              "# Then update the node groups to the new version (aws eks update-nodegroup-version).",
              ...[...templates].map(
                (id) =>
                  `aws ec2 create-launch-template-version ${region} ${option("launch-template-id", id)} --source-version '$Latest' --launch-template-data '{"MetadataOptions":{"HttpEndpoint":"enabled","HttpTokens":"required","HttpPutResponseHopLimit":1}}'`,
              ),
            ].join("\n"),
          },
        ]
      : []),
    {
      format: "terraform",
      title: "Launch template",
      text: [
        '# In the resource "aws_launch_template" of the nodes.',
        "metadata_options {",
        '  http_endpoint               = "enabled"',
        '  http_tokens                 = "required"',
        "  http_put_response_hop_limit = 1",
        "}",
      ].join("\n"),
    },
    ...(pools
      ? [
          {
            format: "kubernetes" as const,
            title: "Karpenter's node class",
            text: [
              "# In the spec of the EC2NodeClass.",
              "metadataOptions:",
              "  httpEndpoint: enabled",
              "  httpTokens: required",
              "  httpPutResponseHopLimit: 1",
            ].join("\n"),
          },
        ]
      : []),
    kubectl(
      cluster,
      "Or by a network policy, for each namespace",
      ["kubectl apply -f - <<'YAML'", metadataNetworkPolicy("NAMESPACE"), "YAML"],
      "Where the network plug-in enforces policies. Pods on the host's network are not held back by it.",
    ),
    ...(reached.length === 0
      ? [inWords("Read how the instances are set", `See the gaps of the scan; what is wished for is ${settings}.`)]
      : []),
  ];
}
