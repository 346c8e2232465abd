/**
 * Ingests folders in a process of its own: one to start with, one that is measured, and one while pages are asked for;
 * then fills the store up and times the panels.
 */
import { setMaxListeners } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DuckDBInstance } from "@duckdb/node-api";
import { folderSource } from "@/lib/server/aws/activity";
import { createSpool } from "@/lib/server/boot/spool";
import { openStore } from "@/lib/server/store";
import { ingest } from "@/lib/server/usecases/activity/ingest";
import type { RangedFilter } from "@/lib/server/usecases/activity/ports";
import type { ScannerKind } from "@/lib/server/workers/ingest/protocol";
import { createIngestPool } from "@/lib/server/workers/ingest-pool";
import { percentile } from "../measure";

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Start of the threads and a first small run, which the figures above are without. */
  readonly startSeconds: number;
  readonly startCpuSeconds: number;
  /** Bytes. */
  readonly peakRss: number;
  readonly storeBytes: number;
  /** While another folder was ingested. */
  readonly pageP95: number;
  readonly loopP99: number;
  readonly panelEvents: number;
  readonly panels: readonly { readonly name: string; readonly raw: boolean; readonly milliseconds: number }[];
}

const filter: RangedFilter = {
  from: "2026-08-01T00:00:00Z",
  to: "2027-12-01T00:00:00Z",
  account: [],
  region: [],
  cluster: [],
  namespace: [],
  serviceAccount: [],
  workload: [],
  role: [],
  pod: [],
  node: [],
  mechanism: [],
  outcome: [],
  confidence: [],
  unrelated: "no",
  q: "",
};

/** What to do; the last two folders and the panels are left out where they are not named. */
export interface Task {
  readonly dataDir: string;
  readonly scanner: ScannerKind;
  readonly first: string;
  readonly logs: string;
  readonly meanwhile: string | null;
  readonly panelEvents: number;
}

const task = JSON.parse(process.argv[2] ?? "{}") as Task;
const { dataDir } = task;
const store = await openStore({ dataDir });
const threads = Math.max(1, Math.min(4, availableParallelism()));
const pool = createIngestPool(threads, task.scanner);
const { signal } = new AbortController();
setMaxListeners(0, signal);
const started = await timedIngest(task.first);
const { seconds, cpuSeconds } = await timedIngest(task.logs);
const asked = task.meanwhile === null ? null : await askMeanwhile(task.meanwhile);
await pool.close();
await store.close();
const peakRss =
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) * 1024 ||
  process.memoryUsage().rss;
const storeBytes = statSync(join(dataDir, "store.duckdb")).size;

const panelEvents = task.panelEvents === 0 ? 0 : await multiply(task.panelEvents);
const panels = task.panelEvents === 0 ? [] : await timePanels();
const measured: Measured = {
  seconds,
  cpuSeconds,
  startSeconds: started.seconds,
  startCpuSeconds: started.cpuSeconds,
  peakRss,
  storeBytes,
  pageP95: asked?.pageP95 ?? Number.NaN,
  loopP99: asked?.loopP99 ?? Number.NaN,
  panelEvents,
  panels,
};
process.send?.(measured, () => process.exit(0));

async function askMeanwhile(folder: string): Promise<{ readonly pageP95: number; readonly loopP99: number }> {
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  const pages: number[] = [];
  let running = true;
  const asking = (async () => {
    while (running) {
      const start = performance.now();
      await store.activity.queries.assumptions(filter, { before: null, limit: 100, count: false });
      pages.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await timedIngest(folder);
  running = false;
  await asking;
  loop.disable();
  return { pageP95: percentile(pages, 0.95), loopP99: loop.percentile(99) / 1e6 };
}

/** Seconds of the clock, and of all threads of the process. */
async function timedIngest(folder: string): Promise<{ readonly seconds: number; readonly cpuSeconds: number }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await ingest({
    sources: {
      files: [folderSource(folder, () => new Date())],
      lookups: [],
      coverage: null,
      accounts: [],
      roles: new Map(),
    },
    sink: store.activity.sink,
    pool,
    spool: createSpool(dataDir),
    from: new Date(0),
    to: new Date(Date.UTC(2099, 0, 1)),
    trigger: "command-line",
    id: "bench",
    now: () => new Date(),
    signal,
    onProgress: () => undefined,
  });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1e6 };
}

/** Copies of the events, each thirty days behind the one before, with ids of their own. */
async function multiply(total: number): Promise<number> {
  const instance = await DuckDBInstance.create(join(dataDir, "store.duckdb"));
  const connection = await instance.connect();
  const count = async () => Number((await connection.runAndReadAll("SELECT count(*) FROM activity_event")).value(0, 0));
  const first = await count();
  const copies = Math.max(0, Math.round(total / Math.max(1, first)) - 1);
  await connection.run("CREATE TEMP TABLE e AS SELECT * FROM activity_event ORDER BY ts");
  await connection.run("CREATE TEMP TABLE a AS SELECT * FROM activity_assumption ORDER BY ts");
  await connection.run("CREATE TEMP TABLE u AS SELECT * FROM activity_usage");
  const last = Number((await connection.runAndReadAll("SELECT max(id) FROM activity_assumption")).value(0, 0));
  for (let copy = 1; copy <= copies; copy++) {
    const later = `INTERVAL ${copy * 30} DAY`;
    await connection.run(
      `INSERT INTO activity_event SELECT * REPLACE (gen_random_uuid() AS event_id, ts + ${later} AS ts) FROM e`,
    );
    await connection.run(
      `INSERT INTO activity_assumption SELECT * REPLACE (id + ${copy * last} AS id, gen_random_uuid() AS event_id, ts + ${later} AS ts) FROM a`,
    );
    await connection.run(
      `INSERT INTO activity_usage SELECT * REPLACE (day + ${copy * 30} AS day, first_ts + ${later} AS first_ts, last_ts + ${later} AS last_ts) FROM u`,
    );
  }
  const made = await count();
  connection.closeSync();
  instance.closeSync();
  return made;
}

async function timePanels(): Promise<Measured["panels"]> {
  const opened = await openStore({ dataDir });
  const { queries } = opened.activity;
  const [row] = (await queries.assumptions(filter, { before: null, limit: 1, count: false })).rows;
  const workload = row?.workload.id ?? "";
  const role = row?.roleArn ?? "";
  const usage = { accounts: [], from: filter.from, to: filter.to, deniedOnly: false, limit: 5_000 };
  const questions: readonly (readonly [string, boolean, () => Promise<unknown>])[] = [
    ["timeline, everything", true, () => queries.timeline(filter, 604_800)],
    ["timeline, one namespace", true, () => queries.timeline({ ...filter, namespace: ["ns-3"] }, 86_400)],
    ["page of assumptions", true, () => queries.assumptions(filter, { before: null, limit: 100, count: true })],
    [
      "page of one role",
      true,
      () => queries.assumptions({ ...filter, role: [role] }, { before: null, limit: 100, count: true }),
    ],
    [
      "page, text searched",
      true,
      () => queries.assumptions({ ...filter, q: "app-41" }, { before: null, limit: 100, count: false }),
    ],
    ["a session's story", true, () => queries.story(row?.sessionId ?? "1", { before: null, limit: 200 })],
    [
      "sessions of a workload",
      true,
      () => queries.sessions({ workload, role: null, liveAt: null, from: filter.from, to: filter.to, limit: 200 }),
    ],
    [
      "last used, a workload",
      true,
      () => queries.lastUsed({ workload, role: null, cluster: null, from: filter.from, to: filter.to }),
    ],
    ["usage, a workload (aggregate)", false, () => queries.usage({ ...usage, workloads: [workload], roles: [] })],
    ["usage, everything (aggregate)", false, () => queries.usage({ ...usage, workloads: [], roles: [] })],
    [
      "denied, everything (aggregate)",
      false,
      () => queries.usage({ ...usage, workloads: [], roles: [], deniedOnly: true }),
    ],
    ["coverage", true, () => queries.watched({ from: filter.from, to: filter.to })],
  ];
  const panels = [];
  for (const [name, raw, ask] of questions) {
    const times: number[] = [];
    for (let i = 0; i < 6; i++) {
      const begun = performance.now();
      await ask();
      times.push(performance.now() - begun);
    }
    panels.push({ name, raw, milliseconds: percentile(times.slice(1), 0.5) });
  }
  await opened.close();
  return panels;
}
