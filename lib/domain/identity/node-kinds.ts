/** The kinds of nodes that a cluster has, each with its role: node groups, Auto Mode, Karpenter, and self-managed ones. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts, NodegroupFacts, NodeInstancesFacts } from "@/lib/domain/snapshot/facts";
import type { AwsAuthFacts } from "@/lib/domain/snapshot/kubernetes-facts";

/** Types of access entry that nodes have. Source: EKS API Reference, CreateAccessEntry. */
const NODE_ENTRY_TYPES = new Set(["EC2", "EC2_LINUX", "EC2_WINDOWS"]);

export interface NodeKind {
  readonly kind: "nodegroup" | "auto-mode" | "karpenter" | "self-managed" | "access-entry" | "aws-auth";
  /** "node group general", for people. */
  readonly words: string;
  readonly roleArn: string;
  /** No Pod Identity agent runs on Windows. */
  readonly windows: boolean;
  readonly nodegroup: NodegroupFacts | null;
  /** Running instances of this kind; null = instances were not read. */
  readonly instances: readonly NodeInstancesFacts[] | null;
}

export interface NodeKinds {
  readonly kinds: readonly NodeKind[];
  /** False = there may be nodes with roles that are not listed. */
  readonly complete: boolean;
}

const cache = new WeakMap<Estate, Map<string, NodeKinds>>();

/** All kinds of nodes of a cluster, as far as node groups, access entries, aws-auth and running instances tell. */
export function nodeKinds(estate: Estate, cluster: ClusterFacts): NodeKinds {
  let known = cache.get(estate);
  if (!known) {
    known = new Map();
    cache.set(estate, known);
  }
  let found = known.get(cluster.arn);
  if (!found) {
    found = findKinds(estate, cluster);
    known.set(cluster.arn, found);
  }
  return found;
}

function findKinds(estate: Estate, cluster: ClusterFacts): NodeKinds {
  const running = estate.nodeInstances.get(cluster.arn) ?? null;
  const left = new Set(running ?? []);
  const take = (test: (one: NodeInstancesFacts) => boolean) => {
    if (running === null) return null;
    const taken = running.filter((one) => left.has(one) && test(one));
    for (const one of taken) left.delete(one);
    return taken;
  };
  const kinds: NodeKind[] = [];
  let complete = hasList(estate, cluster, "nodegroups", /Nodegroup/) && cluster.described !== false;
  for (const nodegroup of estate.nodegroups.get(cluster.arn) ?? []) {
    const instances = take((one) => one.nodegroup === nodegroup.name);
    if (nodegroup.nodeRoleArn === null) {
      complete = false;
      continue;
    }
    const windows = /^WINDOWS/.test(nodegroup.amiType ?? "");
    const words = `node group ${nodegroup.name}`;
    kinds.push({ kind: "nodegroup", words, roleArn: nodegroup.nodeRoleArn, windows, nodegroup, instances });
  }
  const roleOfProfile = profileIndex(estate);
  const roleOf = (one: NodeInstancesFacts) =>
    one.instanceProfileArn === null ? null : (roleOfProfile.get(one.instanceProfileArn) ?? null);
  const plain = { windows: false, nodegroup: null } as const;
  if (cluster.autoMode && cluster.autoModeNodeRoleArn !== null) {
    const roleArn = cluster.autoModeNodeRoleArn;
    const instances = take((one) => roleOf(one) === roleArn);
    kinds.push({ ...plain, kind: "auto-mode", words: "EKS Auto Mode", roleArn, instances });
  }
  const named = [...left];
  for (const [roleArn, own] of groupBy(named, roleOf)) {
    if (roleArn === null) {
      complete = false;
      continue;
    }
    const pools = [...new Set(own.flatMap((one) => one.nodepool ?? []))].sort();
    const karpenter = own.filter((one) => one.nodepool !== null);
    const rest = own.filter((one) => one.nodepool === null);
    if (karpenter.length > 0)
      kinds.push({
        ...plain,
        kind: "karpenter",
        words: `Karpenter node pool ${pools.join(", ")}`,
        roleArn,
        instances: karpenter,
      });
    if (rest.length > 0)
      kinds.push({
        ...plain,
        kind: "self-managed",
        words: `instances tagged for the cluster`,
        roleArn,
        instances: rest,
      });
  }
  if (cluster.authenticationMode !== "CONFIG_MAP" && !hasList(estate, cluster, "access-entries", /AccessEntr/))
    complete = false;
  if (cluster.authenticationMode !== "API" && !estate.awsAuth.has(cluster.arn)) complete = false;
  for (const entry of estate.accessEntries.get(cluster.arn) ?? []) {
    if (!entry.described) complete = false;
    if (entry.type === null || !NODE_ENTRY_TYPES.has(entry.type)) continue;
    const words = `access entry of type ${entry.type}`;
    // The type of node classes of one's own in Auto Mode: EKS sets their nodes as it sets all of its own.
    if (entry.type === "EC2" && cluster.autoMode) {
      const known = kinds.some((each) => each.kind === "auto-mode" && each.roleArn === entry.principalArn);
      const auto = { ...plain, kind: "auto-mode", words: `EKS Auto Mode, ${words}`, instances: null } as const;
      if (!known) kinds.push({ ...auto, roleArn: entry.principalArn });
      continue;
    }
    const windows = entry.type === "EC2_WINDOWS";
    kinds.push({ kind: "access-entry", words, roleArn: entry.principalArn, windows, nodegroup: null, instances: null });
  }
  for (const entry of estate.awsAuth.get(cluster.arn) ?? []) {
    if (entry.kind !== "role" || !entry.groups.includes("system:nodes") || isFargate(entry)) continue;
    // aws-auth names roles without their path.
    const known = kinds.find((each) => withoutPath(each.roleArn) === withoutPath(entry.arn))?.roleArn;
    kinds.push({ ...plain, kind: "aws-auth", words: "aws-auth", roleArn: known ?? entry.arn, instances: null });
  }
  return { kinds, complete };
}

function hasList(
  estate: Estate,
  cluster: ClusterFacts,
  part: "nodegroups" | "access-entries",
  operation: RegExp,
): boolean {
  if (!estate.wasRead(part, cluster.accountId, cluster.region, cluster.arn)) return false;
  return !estate.gapsOf("eks", cluster.accountId, cluster.arn).some((gap) => operation.test(gap.operation));
}

const profiles = new WeakMap<Estate, ReadonlyMap<string, string>>();

function profileIndex(estate: Estate): ReadonlyMap<string, string> {
  let index = profiles.get(estate);
  if (!index) {
    index = new Map(estate.roles.flatMap((role) => role.instanceProfileArns.map((arn) => [arn, role.arn] as const)));
    profiles.set(estate, index);
  }
  return index;
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known) known.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** The pod execution role has a user name of another form. Source: EKS User Guide, "Pod execution role". */
function isFargate(entry: AwsAuthFacts): boolean {
  return entry.username?.includes("{{SessionName}}") ?? false;
}

function withoutPath(arn: string): string {
  const parsed = parseRoleArn(arn);
  return parsed ? `${parsed.accountId}/${parsed.name}` : arn;
}
