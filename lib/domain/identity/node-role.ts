/** The node's role as a fallback: one binding per cluster and role. Possible, never certain: it depends on IMDS reach. */
import { roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
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
  return [...sources].map(([roleArn, where]) => nodeRoleBinding(context, cluster, roleArn, where));
}

function nodeRoleBinding(
  context: ResolveContext,
  cluster: ClusterFacts,
  roleArn: string,
  where: readonly string[],
): Binding {
  const state = roleState(context.estate, roleArn);
  const reasons: Reason[] = [reason("node-role", `Nodes of the cluster run with this role (${where.join(", ")}).`)];
  if (state.kind === "missing") reasons.unshift(reason("role-missing", `The role ${roleArn} does not exist.`));
  else
    reasons.push(
      reason(
        "imds-reach-not-read",
        "A pod gets it only where it reaches the instance metadata service: a hop limit above 1, or the host's network. That was not read.",
      ),
    );
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
    effective: state.kind === "missing" ? false : null,
    reasons,
    evidence: [],
    readAt:
      context.estate.readAt.get(`nodegroups|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ??
      context.estate.meta.startedAt,
  };
}
