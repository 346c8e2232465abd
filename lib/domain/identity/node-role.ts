/** The node's role as a fallback: one binding per cluster and role. Possible, never certain: it depends on IMDS reach. */
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Binding, Reason, Verdict } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { type KindReach, type MetadataReach, reachOf } from "./metadata-reach";
import { type NodeKind, nodeKinds } from "./node-kinds";
import { distinct, reason } from "./verdict";

export function nodeRoleBindings(context: ResolveContext, cluster: ClusterFacts): readonly Binding[] {
  const byRole = new Map<string, NodeKind[]>();
  for (const kind of nodeKinds(context.estate, cluster).kinds) {
    const known = byRole.get(kind.roleArn);
    if (known) known.push(kind);
    else byRole.set(kind.roleArn, [kind]);
  }
  return [...byRole].map(([roleArn, kinds]) => nodeRoleBinding(context, cluster, roleArn, kinds));
}

/** What the nodes and pods say about reaching the role, where they were read. */
function seenFromInside(
  estate: Estate,
  clusterArn: string,
): { readonly none: boolean; readonly reasons: readonly Reason[] } {
  const nodes = estate.nodes.get(clusterArn);
  if (nodes && nodes.length > 0 && nodes.every((node) => NO_METADATA.has(node.compute))) {
    const kinds = [...new Set(nodes.map((node) => (node.compute === "fargate" ? "Fargate" : "hybrid")))].join(" and ");
    const text = `All ${nodes.length} nodes of the cluster are ${kinds} nodes, which have no instance metadata service: no pod gets this role now.`;
    return { none: true, reasons: [reason("no-instance-nodes", text)] };
  }
  const compute = new Map((nodes ?? []).map((node) => [node.name, node.compute]));
  const onHost = (estate.pods.get(clusterArn) ?? []).filter(
    (pod) => pod.hostNetwork && !NO_METADATA.has(compute.get(pod.nodeName ?? "") ?? "unknown"),
  );
  if (onHost.length === 0) return { none: false, reasons: [] };
  const accounts = [...new Set(onHost.map((pod) => `${pod.namespace}/${pod.serviceAccount}`))].sort();
  const named = accounts.slice(0, 5).join(", ") + (accounts.length > 5 ? ` and ${accounts.length - 5} more` : "");
  const text = `${onHost.length} pods use the host's network and reach the metadata service whatever the hop limit: those of ${named}.`;
  return { none: false, reasons: [reason("host-network-pods", text)] };
}

const NO_METADATA = new Set<string>(["fargate", "hybrid"]);

/** An access entry or aws-auth line tells of no node that another kind does not tell of, where one with its role is known. */
function tellingKinds(kinds: readonly NodeKind[]): readonly NodeKind[] {
  const telling = kinds.filter((kind) => kind.kind !== "access-entry" && kind.kind !== "aws-auth");
  return telling.length > 0 ? telling : kinds;
}

interface Reached {
  readonly verdict: Verdict;
  readonly effective: boolean | null;
  readonly reasons: readonly Reason[];
}

const CODES: Readonly<Record<MetadataReach, string>> = {
  "every-pod": "imds-reachable",
  unknown: "imds-reach-not-read",
  "host-network": "imds-host-network-only",
  none: "imds-off",
};

const WORDS: Readonly<Record<MetadataReach, string>> = {
  "every-pod": "any pod on them that is not kept away by a network policy can get this role",
  unknown:
    "whether a pod on them reaches the instance metadata service is not known: that needs a hop limit above 1, IMDSv1, or the host's network",
  "host-network": "only pods on the host's network can get this role",
  none: "no pod on them can get this role",
};

function reached(estate: Estate, cluster: ClusterFacts, kinds: readonly NodeKind[]): Reached {
  const answers = tellingKinds(kinds).flatMap((kind) => reachOf(estate, kind));
  const reasons = answers.map((answer) => reason(CODES[answer.reach], reachText(answer)));
  const found = new Set(answers.map(({ reach }) => reach));
  const unread = found.has("unknown") ? whyUnread(estate, cluster) : [];
  reasons.push(...unread);
  // Nobody asked: the reach is the condition that remains. Unknown is what was asked for and not had.
  if (unread.some(({ code }) => code === "instances-not-asked"))
    return { verdict: "conditional", effective: null, reasons };
  if (found.has("every-pod") || (found.has("host-network") && !found.has("unknown")))
    return { verdict: "conditional", effective: null, reasons };
  if (found.has("unknown")) return { verdict: "unknown", effective: null, reasons };
  return { verdict: "denied", effective: false, reasons };
}

function reachText({ kind, reach, words }: KindReach): string {
  return `Possible, never certain. ${capital(kind.words)}, ${words}: ${WORDS[reach]}.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** The call that is missing, or that nobody asked for it. */
function whyUnread(estate: Estate, cluster: ClusterFacts): readonly Reason[] {
  const gap = estate
    .gapsOf("ec2", cluster.accountId)
    .find((each) => each.region === cluster.region && /Instances|LaunchTemplate/.test(each.operation));
  if (gap) {
    const why = gap.missingPermission
      ? `${gap.missingPermission} is missing`
      : `${gap.operation} failed (${gap.error})`;
    return [reason("instances-not-read", `Instances of the cluster were not read whole: ${why}.`)];
  }
  if (estate.nodeInstances.has(cluster.arn)) return [];
  return [
    reason(
      "instances-not-asked",
      "Instances were not read: that is an option (nodes.metadata) with permissions of its own (imds.json).",
    ),
  ];
}

function nodeRoleBinding(
  context: ResolveContext,
  cluster: ClusterFacts,
  roleArn: string,
  kinds: readonly NodeKind[],
): Binding {
  const { estate } = context;
  const where = [...new Set(kinds.map((kind) => kind.words))].join(", ");
  const missing = roleState(estate, roleArn).kind === "missing";
  const inside = seenFromInside(estate, cluster.arn);
  const answer: Reached = missing
    ? { verdict: "denied", effective: false, reasons: [reason("role-missing", `The role ${roleArn} does not exist.`)] }
    : inside.none
      ? { verdict: "conditional", effective: false, reasons: [] }
      : reached(estate, cluster, kinds);
  return {
    id: bindingId({ mechanism: "node-role", place: cluster.arn, namespace: null, serviceAccount: null, roleArn }),
    mechanism: "node-role",
    clusterArn: cluster.arn,
    issuer: null,
    namespace: null,
    serviceAccount: null,
    pattern: false,
    associationArn: null,
    roleArn,
    targetRoleArn: null,
    credentialRoleArn: roleArn,
    verdict: answer.verdict,
    effective: answer.effective,
    reasons: distinct([
      ...(missing ? answer.reasons : []),
      reason("node-role", `Nodes of the cluster run with this role (${where}).`),
      ...(missing ? [] : answer.reasons),
      ...inside.reasons,
    ]),
    evidence: [],
    readAt:
      estate.readAt.get(`nodegroups|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? estate.meta.startedAt,
  };
}
