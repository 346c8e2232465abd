/** One scan into a real store, in a process of its own, so that its memory and time are its own. Speaks with its parent. */
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { configSchema } from "@/lib/contracts/config";
import { createEstateSource, Limits, type LimitsOptions } from "@/lib/server/aws";
import { openStore } from "@/lib/server/store";
import { runScan } from "@/lib/server/usecases/scan";

export interface ScannerOptions {
  readonly mode: LimitsOptions["mode"];
  readonly configuration: unknown;
  /** Where the snapshot is written; left there for who asked. */
  readonly dataDir: string;
}

export interface ScannerResult {
  readonly seconds: number;
  readonly peakMegabytes: number;
  /** JavaScript's part of it, garbage included. */
  readonly heapMegabytes: number;
  readonly snapshot: string;
  readonly status: string;
  readonly counts: Record<string, number>;
  readonly gaps: readonly string[];
  readonly calls: number;
  readonly throttled: number;
  readonly diskMegabytes: number;
  readonly cpuSeconds: number;
}

const options = JSON.parse(process.argv[2] ?? "{}") as ScannerOptions;
const { dataDir } = options;
const store = await openStore({ dataDir });
let peak = 0;
let heapAtPeak = 0;
const watch = setInterval(() => {
  const rss = process.memoryUsage.rss();
  if (rss <= peak) return;
  peak = rss;
  heapAtPeak = process.memoryUsage().heapUsed;
}, 100);
const limits = new Limits({ mode: options.mode });
let calls = 0;
let throttled = 0;
const cpu = process.cpuUsage();
const start = performance.now();
const summary = await runScan({
  config: configSchema.parse(options.configuration),
  openSource: (signal) =>
    createEstateSource({
      limits,
      signal,
      observer: {
        sent: (_target, outcome) => {
          calls++;
          if (outcome !== "ok" && outcome.kind === "throttled") throttled++;
        },
      },
    }),
  store: store.snapshots,
  clock: { now: () => new Date() },
  engineVersion: "bench",
  // Resolving bindings has a benchmark of its own.
  countBindings: async () => 0,
});
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
clearInterval(watch);
await store.close();
const result: ScannerResult = {
  seconds,
  peakMegabytes: peak / 2 ** 20,
  heapMegabytes: heapAtPeak / 2 ** 20,
  snapshot: summary.snapshot,
  status: summary.status,
  counts: { ...summary.counts },
  gaps: summary.gaps.slice(0, 5).map((gap) => `${gap.service}:${gap.operation} ${gap.error} ${gap.message}`),
  calls,
  throttled,
  diskMegabytes: (await sizeOf(dataDir)) / 2 ** 20,
  cpuSeconds: (user + system) / 1e6,
};
await new Promise((resolve) => process.send?.(result, resolve));
process.exit(0);

async function sizeOf(folder: string): Promise<number> {
  let total = 0;
  for (const name of await readdir(folder)) total += (await stat(path.join(folder, name))).size;
  return total;
}
