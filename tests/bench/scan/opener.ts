/** Opens a stored snapshot as the web app does, in a process of its own: store, worker thread, first answers. */
import { defaultGraphQuery } from "@/lib/contracts/graph-query";
import { openStore } from "@/lib/server/store";
import { createAnalysisClient } from "@/lib/server/workers/analysis-client";
import type { QueryInput, QueryName } from "@/lib/view/queries";

export interface OpenerOptions {
  readonly dataDir: string;
  readonly snapshot: string;
}

export interface OpenerResult {
  /** Until the first question (how many bindings) is answered, the worker thread being there. */
  readonly openSeconds: number;
  readonly overviewSeconds: number;
  readonly mapSeconds: number;
  readonly bindings: number;
  readonly peakMegabytes: number;
}

const { dataDir, snapshot } = JSON.parse(process.argv[2] ?? "{}") as OpenerOptions;
const store = await openStore({ dataDir });
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 50);
const analysis = createAnalysisClient({ load: (id) => store.snapshots.load(id) });
// Starts the thread, as the web app has done long before somebody opens a page.
await analysis.ask("none", "counts", {}).catch(() => undefined);

async function timed<K extends QueryName>(name: K, input: QueryInput<K>): Promise<[seconds: number, answer: unknown]> {
  const start = performance.now();
  const json = await analysis.ask(snapshot, name, input);
  return [(performance.now() - start) / 1000, JSON.parse(new TextDecoder().decode(json))];
}

const [openSeconds, counts] = await timed("counts", {});
const [overviewSeconds] = await timed("overview", {});
const [mapSeconds] = await timed("graph", defaultGraphQuery());
clearInterval(watch);
await analysis.close();
await store.close();
const result: OpenerResult = {
  openSeconds,
  overviewSeconds,
  mapSeconds,
  bindings: (counts as { bindings: number }).bindings,
  peakMegabytes: peak / 2 ** 20,
};
await new Promise((resolve) => process.send?.(result, resolve));
process.exit(0);
