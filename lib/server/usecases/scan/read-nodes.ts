/** Instances and launch templates of a region's clusters: optional, with permissions of their own (imds.json). */
import type {
  ClusterFacts,
  LaunchTemplateFacts,
  NodegroupFacts,
  NodeInstancesFacts,
} from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { attempt } from "./failure";
import type { InstanceReading, LaunchTemplateReading, NodeSource } from "./node-ports";
import { pool } from "./pool";

const WIDTH = 3;
const SHOWN_IDS = 5;

/** Launch templates that node groups use, noted while clusters are read. */
export class TemplatesUsed {
  readonly #used: { readonly clusterArn: string; readonly id: string; readonly version: string }[] = [];

  add(nodegroups: readonly NodegroupFacts[]): void {
    for (const { clusterArn, launchTemplate } of nodegroups) {
      const { id = null, version = null } = launchTemplate ?? {};
      if (id !== null && version !== null) this.#used.push({ clusterArn, id, version });
    }
  }

  /** Versions of each template, once. */
  versions(): ReadonlyMap<string, readonly string[]> {
    const byId = new Map<string, Set<string>>();
    for (const { id, version } of this.#used) byId.set(id, (byId.get(id) ?? new Set()).add(version));
    return new Map([...byId].map(([id, versions]) => [id, [...versions].sort()]));
  }

  of(clusterArn: string): ReadonlySet<string> {
    return new Set(
      this.#used.filter((each) => each.clusterArn === clusterArn).map(({ id, version }) => `${id}|${version}`),
    );
  }
}

/** Saves one part of each kind for each cluster; what could not be read is a gap and no part. */
export async function readNodes(
  context: ScanContext,
  source: NodeSource,
  scope: PartScope,
  clusters: readonly ClusterFacts[],
  templates: TemplatesUsed,
): Promise<void> {
  const own = clusters.filter((cluster) => !cluster.connected);
  if (own.length === 0) return;
  await Promise.all([
    readInstances(context, source, scope, own),
    readTemplates(context, source, scope, own, templates),
  ]);
}

async function readInstances(
  context: ScanContext,
  source: NodeSource,
  scope: PartScope,
  clusters: readonly ClusterFacts[],
): Promise<void> {
  const readAt = context.clock.now();
  const read = await attempt(async () => {
    const all: InstanceReading[] = [];
    for await (const page of source.nodeInstances()) all.push(...page);
    return all;
  });
  if (!read.ok) return context.gaps.report(read.failure, scope);
  const byCluster = new Map<string, InstanceReading[]>();
  for (const instance of read.value)
    for (const name of clusterNamesOf(instance)) {
      const known = byCluster.get(name);
      if (known) known.push(instance);
      else byCluster.set(name, [instance]);
    }
  for (const cluster of clusters) {
    const facts = alike(cluster.arn, byCluster.get(cluster.name) ?? []);
    await savePart(context, "node-instances", { ...scope, clusterArn: cluster.arn }, readAt, facts);
  }
}

async function readTemplates(
  context: ScanContext,
  source: NodeSource,
  scope: PartScope,
  clusters: readonly ClusterFacts[],
  templates: TemplatesUsed,
): Promise<void> {
  const readAt = context.clock.now();
  const found = new Map<string, LaunchTemplateReading>();
  await pool([...templates.versions()], WIDTH, async ([id, versions]) => {
    const read = await attempt(async () => {
      for await (const page of source.launchTemplateVersions(id, versions))
        for (const each of page) found.set(`${each.id}|${each.version}`, each);
    });
    // A template that was deleted since tells nothing, and is asked of nobody.
    if (!read.ok && read.failure.kind !== "not-found") await context.gaps.report(read.failure, scope, { resource: id });
  });
  for (const cluster of clusters) {
    const facts = [...templates.of(cluster.arn)].sort().flatMap((key): LaunchTemplateFacts[] => {
      const template = found.get(key);
      return template ? [{ clusterArn: cluster.arn, ...template }] : [];
    });
    await savePart(context, "launch-templates", { ...scope, clusterArn: cluster.arn }, readAt, facts);
  }
}

/**
 * Tags that name a node's cluster: of node groups, of Auto Mode, and of anything that the cloud provider must know.
 * Sources: EKS User Guide, "Tagging your resources"; Karpenter, "NodeClasses", tags.
 */
function clusterNamesOf({ tags }: InstanceReading): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [key, value] of Object.entries(tags)) {
    if (CLUSTER_NAME_TAGS.has(key)) names.add(value);
    else if (key.startsWith(OWNED)) names.add(key.slice(OWNED.length));
  }
  return names;
}

const CLUSTER_NAME_TAGS = new Set(["eks:cluster-name", "aws:eks:cluster-name", "eks:eks-cluster-name"]);
const OWNED = "kubernetes.io/cluster/";

/** Instances that are alike in all that matters become one entry. */
function alike(clusterArn: string, instances: readonly InstanceReading[]): readonly NodeInstancesFacts[] {
  const groups = new Map<string, { first: InstanceReading; ids: string[] }>();
  for (const instance of instances) {
    const { instanceProfileArn, metadata } = instance;
    const key = JSON.stringify([nodegroupOf(instance), nodepoolOf(instance), instanceProfileArn, metadata]);
    const known = groups.get(key);
    if (known) known.ids.push(instance.instanceId);
    else groups.set(key, { first: instance, ids: [instance.instanceId] });
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { first, ids }]) => ({
      clusterArn,
      nodegroup: nodegroupOf(first),
      nodepool: nodepoolOf(first),
      instanceProfileArn: first.instanceProfileArn,
      metadata: first.metadata,
      count: ids.length,
      instanceIds: ids.sort().slice(0, SHOWN_IDS),
    }));
}

function nodegroupOf({ tags }: InstanceReading): string | null {
  return tag(tags, "eks:nodegroup-name");
}

function nodepoolOf({ tags }: InstanceReading): string | null {
  return tag(tags, "karpenter.sh/nodepool") ?? tag(tags, "karpenter.sh/provisioner-name");
}

function tag(tags: InstanceReading["tags"], key: string): string | null {
  return Object.hasOwn(tags, key) ? (tags[key] ?? null) : null;
}
