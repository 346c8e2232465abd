/** Lists what a cluster has of a kind, and describes each of them; order stays that of the list. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ScanContext } from "./context";
import { attempt, failureOf } from "./failure";
import type { Gate } from "./gate";
import { pool } from "./pool";
import type { CallFailure, ClusterResource, ClusterResourceKind } from "./ports";
import type { Presence } from "./presence";
import { sleep } from "./sleep";

/** Descriptions under way at once, per cluster and kind; the limits pace them anyway. */
const WIDTH = 10;

export interface Listed<F> {
  /** null: nothing could be listed. */
  readonly facts: readonly F[] | null;
  /** Why the list is not whole. */
  readonly failure: CallFailure | null;
}

export class ListedReader {
  constructor(
    private readonly context: Pick<ScanContext, "progress" | "notes" | "rereadDelayMs" | "signal">,
    private readonly gate: Gate,
    private readonly presence: Presence,
    private readonly cluster: ClusterFacts,
  ) {}

  async read<F extends { readonly described: boolean }>(
    kind: ClusterResourceKind,
    resource: ClusterResource<F>,
  ): Promise<Listed<F>> {
    const facts: F[] = [];
    let failure: CallFailure | null = null;
    let pages = 0;
    try {
      for await (const page of resource.list(this.cluster)) {
        facts.push(...page);
        pages++;
      }
    } catch (error) {
      failure = failureOf(error);
      if (failure.kind === "not-found" && (await this.presence.isGone())) return { facts: null, failure: null };
    }
    if (failure && pages === 0) return { facts: null, failure };
    const { progress } = this.context;
    if (kind === "associations") progress.associations += facts.length;
    progress.expect("details", facts.length);
    const described = await this.#describeAll(resource, facts);
    return { facts: described, failure };
  }

  async #describeAll<F extends { readonly described: boolean }>(
    resource: ClusterResource<F>,
    listed: readonly F[],
  ): Promise<F[]> {
    const results: (F | null)[] = [...listed];
    const missing: number[] = [];
    const { gate, cluster, context } = this;
    const describeOne = (item: F) =>
      gate.call(resource.describeOperation, resource.identify(item), () => resource.describe(cluster, item));
    await pool(spread(listed.length), WIDTH, async (index) => {
      if (this.presence.deleted) return context.progress.advance("details");
      const item = listed[index] as F;
      const result = await describeOne(item);
      if (result.ok) results[index] = result.value;
      else if (result.failure.kind === "not-found" && !(await this.presence.isGone())) missing.push(index);
      context.progress.advance("details");
    });
    if (missing.length > 0 && !this.presence.deleted) {
      await sleep(context.rereadDelayMs, context.signal);
      for (const index of missing) {
        const item = listed[index] as F;
        const again = await attempt(() => resource.describe(cluster, item));
        if (again.ok) results[index] = again.value;
        else if (again.failure.kind === "not-found") {
          results[index] = null;
          context.notes.push(`${resource.identify(item)} was deleted while its cluster ${cluster.name} was read`);
        } else gate.failed(resource.describeOperation, resource.identify(item), again.failure);
      }
    }
    return results.filter((result) => result !== null);
  }
}

/** 0…n-1, each once, neighbours far apart: the first few are a sample of the whole list. */
export function spread(n: number): number[] {
  let step = Math.max(1, Math.floor(n * 0.618));
  while (gcd(step, n) !== 1) step++;
  return Array.from({ length: n }, (_, i) => (i * step) % n);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
