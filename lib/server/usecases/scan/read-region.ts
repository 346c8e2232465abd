/** EKS in one region of one account. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { matchesGlob } from "@/lib/domain/snapshot/scope";
import { type ScanContext, savePart } from "./context";
import { failureOf } from "./failure";
import { GateMemory } from "./gate";
import { pool } from "./pool";
import type { AccountSource, CallFailure } from "./ports";
import { readCluster } from "./read-cluster";
import { readNodes, TemplatesUsed } from "./read-nodes";
import type { RolesReferred } from "./roles-referred";

/** Clusters of a region share its budgets, so that a few at once are as fast as all, and hold less. */
const WIDTH = 3;

/** Reads all clusters of the region that the configuration does not leave out. */
export async function readRegion(
  context: ScanContext,
  account: AccountSource,
  region: string,
  referred: RolesReferred,
): Promise<readonly ClusterFacts[]> {
  const { clock, config, gaps, progress } = context;
  const scope: PartScope = { accountId: account.accountId, region, clusterArn: null };
  const source = account.region(region);
  const readAt = clock.now();
  const names: string[] = [];
  let listed = false;
  try {
    for await (const page of source.clusterNames()) {
      names.push(...page);
      listed = true;
    }
    listed = true;
  } catch (error) {
    const failure = failureOf(error);
    await gaps.report(failure, scope, regionText(failure, region));
  }
  progress.advance("regions");
  if (!listed) return [];

  const chosen = [...new Set(names)].filter(
    (name) => !config.scope.clusters.exclude.some((pattern) => matchesGlob(pattern, name)),
  );
  progress.expect("clusters", chosen.length);
  progress.clusters += chosen.length;
  const memory = new GateMemory();
  const templates = new TemplatesUsed();
  const clusters: (ClusterFacts | null)[] = chosen.map(() => null);
  await pool(chosen, WIDTH, async (name, index) => {
    clusters[index] = await readCluster(
      context,
      source,
      memory,
      { accountId: account.accountId, region, name },
      referred,
      templates,
    );
    progress.advance("clusters");
  });
  const kept = clusters.filter((cluster) => cluster !== null);
  await savePart(context, "clusters", scope, readAt, kept);
  if (config.nodes.metadata) await readNodes(context, source.nodes, scope, kept, templates);
  return kept;
}

function regionText(failure: CallFailure, region: string) {
  if (failure.kind !== "credentials" && failure.kind !== "region-disabled") return {};
  return {
    message: `the region ${region} does not take the account's credentials; it is probably not enabled for the account: ${failure.message}`,
  };
}
