/** The node's role as a fallback: one binding per cluster and role. Possible, never certain: it depends on IMDS reach. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { AwsAuthFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { Binding, Reason } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { reason } from "./verdict";

/** Types of access entry that nodes have. Source: EKS API Reference, CreateAccessEntry. */
const NODE_ENTRY_TYPES = new Set(["EC2", "EC2_LINUX", "EC2_WINDOWS"]);

export function nodeRoleBindings(context: ResolveContext, cluster: ClusterFacts): readonly Binding[] {
  const { estate } = context;
  const sources = new Map<string, string[]>();
  const add = (roleArn: string | null, where: string) => {
    if (roleArn === null) return;
    const known = sources.get(roleArn);
    if (known) known.push(where);
    else sources.set(roleArn, [where]);
  };
  for (const group of estate.nodegroups.get(cluster.arn) ?? []) add(group.nodeRoleArn, `node group ${group.name}`);
  if (cluster.autoMode) add(cluster.autoModeNodeRoleArn, "EKS Auto Mode");
  for (const entry of estate.accessEntries.get(cluster.arn) ?? []) {
    if (entry.type !== null && NODE_ENTRY_TYPES.has(entry.type))
      add(entry.principalArn, `access entry of type ${entry.type}`);
  }
  for (const entry of estate.awsAuth.get(cluster.arn) ?? []) {
    if (entry.kind !== "role" || !entry.groups.includes("system:nodes") || isFargate(entry)) continue;
    // aws-auth names roles without their path.
    const known = [...sources.keys()].find((arn) => withoutPath(arn) === withoutPath(entry.arn));
    add(known ?? entry.arn, "aws-auth");
  }
  return [...sources].map(([roleArn, where]) => nodeRoleBinding(context, cluster, roleArn, where));
}

/** The pod execution role has a user name of another form. Source: EKS User Guide, "Pod execution role". */
function isFargate(entry: AwsAuthFacts): boolean {
  return entry.username?.includes("{{SessionName}}") ?? false;
}

function withoutPath(arn: string): string {
  const parsed = parseRoleArn(arn);
  return parsed ? `${parsed.accountId}/${parsed.name}` : arn;
}

/** What the nodes and pods say about reaching the role, where they were read. */
function reach(estate: Estate, clusterArn: string): { readonly none: boolean; readonly reasons: readonly Reason[] } {
  const nodes = estate.nodes.get(clusterArn);
  if (nodes && nodes.length > 0 && nodes.every((node) => node.compute === "fargate" || node.compute === "hybrid")) {
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

const NO_METADATA = new Set(["fargate", "hybrid"]);

function nodeRoleBinding(
  context: ResolveContext,
  cluster: ClusterFacts,
  roleArn: string,
  where: readonly string[],
): Binding {
  const state = roleState(context.estate, roleArn);
  const reasons: Reason[] = [reason("node-role", `Nodes of the cluster run with this role (${where.join(", ")}).`)];
  const reached = reach(context.estate, cluster.arn);
  if (state.kind === "missing") reasons.unshift(reason("role-missing", `The role ${roleArn} does not exist.`));
  else if (!reached.none)
    reasons.push(
      reason(
        "imds-reach-not-read",
        "A pod gets it only where it reaches the instance metadata service: a hop limit above 1, or the host's network. That was not read.",
      ),
    );
  reasons.push(...reached.reasons);
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
    verdict: state.kind === "missing" ? "denied" : "conditional",
    effective: state.kind === "missing" || reached.none ? false : null,
    reasons,
    evidence: [],
    readAt:
      context.estate.readAt.get(`nodegroups|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ??
      context.estate.meta.startedAt,
  };
}
