/** Whether a cluster is (still) there. "Not found" is believed when it is said twice, some time apart. */
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ScanContext } from "./context";
import { type Attempt, attempt } from "./failure";
import type { ClusterSource } from "./ports";
import { sleep } from "./sleep";

export class Presence {
  #rereading: Promise<boolean> | null = null;
  deleted = false;

  constructor(
    private readonly context: Pick<ScanContext, "rereadDelayMs" | "signal">,
    private readonly source: ClusterSource,
    private readonly name: string,
  ) {}

  /** The cluster, or why it could not be described; null where it is gone. */
  async describe(): Promise<Attempt<ClusterFacts> | null> {
    const first = await attempt(() => this.source.cluster(this.name));
    if (first.ok || first.failure.kind !== "not-found") return first;
    await sleep(this.context.rereadDelayMs, this.context.signal);
    const second = await attempt(() => this.source.cluster(this.name));
    if (second.ok || second.failure.kind !== "not-found") return second;
    this.deleted = true;
    return null;
  }

  /** Asked when something of the cluster was not found: is it the cluster that is gone? Asks AWS once. */
  isGone(): Promise<boolean> {
    this.#rereading ??= (async () => {
      await sleep(this.context.rereadDelayMs, this.context.signal);
      const again = await attempt(() => this.source.cluster(this.name));
      if (!again.ok && again.failure.kind === "not-found") this.deleted = true;
      return this.deleted;
    })();
    return this.#rereading;
  }
}
