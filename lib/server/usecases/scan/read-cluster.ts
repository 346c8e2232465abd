/** One cluster: its description, and everything it has many of. */
import { clusterArn } from "@/lib/domain/aws/arn";
import type { AccessEntryFacts, AssociationFacts, ClusterFacts, NodegroupFacts } from "@/lib/domain/snapshot/facts";
import type { PartFacts, PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { Gate, type GateMemory } from "./gate";
import { ListedReader } from "./listed-reader";
import type { CallFailure, ClusterResource, ClusterResourceKind, ClusterSource } from "./ports";
import { Presence } from "./presence";
import { readKubernetes } from "./read-kubernetes";
import type { TemplatesUsed } from "./read-nodes";
import type { RolesReferred } from "./roles-referred";

const KINDS: readonly ClusterResourceKind[] = [
  "associations",
  "addons",
  "nodegroups",
  "fargate-profiles",
  "access-entries",
  "capabilities",
];
/** Access entries of machines: EKS takes no access policies for these types (User Guide, "Create access entries"). */
const WITHOUT_ACCESS_POLICIES = new Set([
  "EC2_LINUX",
  "EC2_WINDOWS",
  "FARGATE_LINUX",
  "HYBRID_LINUX",
  "HYPERPOD_LINUX",
]);

export interface ClusterPlace {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
}

interface Reading {
  readonly kind: ClusterResourceKind;
  readonly readAt: Date;
  /** null: the list could not be read at all. */
  readonly facts: readonly unknown[] | null;
}

/** The cluster as it is kept, with its parts saved; null where it was deleted while it was read. */
export async function readCluster(
  context: ScanContext,
  source: ClusterSource,
  memory: GateMemory,
  place: ClusterPlace,
  referred: RolesReferred,
  templates: TemplatesUsed,
): Promise<ClusterFacts | null> {
  const presence = new Presence(context, source, place.name);
  const described = await presence.describe();
  if (described === null) return gone(context, place);
  const cluster = described.ok ? described.value : undescribed(context, place);
  const scope: PartScope = { accountId: place.accountId, region: place.region, clusterArn: cluster.arn };
  if (!described.ok) await context.gaps.report(described.failure, scope, { resource: place.name });
  if (cluster.connected) return cluster;

  const gate = new Gate(memory);
  const reader = new ListedReader(context, gate, presence, cluster);
  const unlisted: CallFailure[] = [];
  const readings = await Promise.all(
    KINDS.map(async (kind): Promise<Reading> => {
      // The union of resources narrows with its kind; the facts go back into the part of that kind below.
      const resource = source.resources[kind] as ClusterResource<{ readonly described: boolean }>;
      const readAt = context.clock.now();
      const { facts, failure } = await reader.read(kind, resource);
      if (failure) unlisted.push(failure);
      const complete =
        kind === "access-entries" && facts
          ? await withAccessPolicies(source, gate, cluster, facts as unknown as AccessEntryFacts[])
          : facts;
      return { kind, readAt, facts: complete };
    }),
  );
  // A deleted cluster fails in many ways; what was read of it before would belong to nothing.
  if (presence.deleted) return gone(context, place);
  for (const { kind, readAt, facts } of readings) {
    if (facts === null) continue;
    for (const item of facts) refer(item as Referring, referred);
    if (kind === "nodegroups") templates.add(facts as readonly NodegroupFacts[]);
    await savePart(context, kind, scope, readAt, facts as PartFacts[typeof kind]);
  }
  for (const failure of unlisted) await context.gaps.report(failure, scope);
  await gate.report(context.gaps, scope);
  // Last, when it is certain that the cluster is there.
  await readKubernetes(context, source, cluster, scope);
  return cluster;
}

/** The fields of clusters' resources that hold roles whose existence matters. */
type Referring = Partial<Pick<AssociationFacts, "roleArn" | "targetRoleArn"> & Pick<NodegroupFacts, "nodeRoleArn">>;

function refer({ roleArn, targetRoleArn, nodeRoleArn }: Referring, referred: RolesReferred): void {
  for (const arn of [roleArn, targetRoleArn, nodeRoleArn]) referred.add(arn ?? null);
}

async function withAccessPolicies(
  source: ClusterSource,
  gate: Gate,
  cluster: ClusterFacts,
  entries: readonly AccessEntryFacts[],
): Promise<AccessEntryFacts[]> {
  return Promise.all(
    entries.map(async (entry) => {
      if (!entry.described) return entry;
      if (WITHOUT_ACCESS_POLICIES.has(entry.type ?? "")) return { ...entry, accessPolicies: [] };
      const read = await gate.call("ListAssociatedAccessPolicies", entry.principalArn, async () => {
        const all: NonNullable<AccessEntryFacts["accessPolicies"]>[number][] = [];
        for await (const page of source.accessPolicies(cluster, entry.principalArn)) all.push(...page);
        return all;
      });
      return read.ok ? { ...entry, accessPolicies: read.value } : entry;
    }),
  );
}

function gone(context: ScanContext, { accountId, region, name }: ClusterPlace): null {
  context.notes.push(`cluster ${name} in ${accountId} ${region} was deleted while it was read`);
  return null;
}

/** What is known of a cluster by its name alone. */
function undescribed(context: ScanContext, { accountId, region, name }: ClusterPlace): ClusterFacts {
  return {
    arn: clusterArn(context.caller.partition, region, accountId, name),
    name,
    accountId,
    region,
    status: null,
    version: null,
    platformVersion: null,
    createdAt: null,
    endpoint: null,
    certificateAuthority: null,
    oidcIssuer: null,
    roleArn: null,
    authenticationMode: null,
    autoMode: false,
    autoModeNodeRoleArn: null,
    endpointPublicAccess: null,
    endpointPrivateAccess: null,
    connected: false,
    healthIssues: [],
    tags: {},
    described: false,
  };
}
