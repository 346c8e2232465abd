/**
 * `npm run bench -- activity [EVENTS] [PANEL_EVENTS]`: ingest of generated events (default 1,000,000) from gzip files,
 * beside what gunzip, decode and JSON.parse in series take of the same files on the same cores, with both scanners; then
 * the panels over PANEL_EVENTS (default 10 × EVENTS), as copies of the ingested events moved in time.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inProcess } from "../in-process";
import { megabytes, ms, rate } from "../measure";
import type { Benchmark, Report } from "../report";
import type { Measured, Task } from "./ingest-process";
import { type LogFiles, logFiles } from "./log-files";
import type { Series } from "./series-process";

const CHILD = fileURLToPath(new URL("./ingest-process.ts", import.meta.url));
const SERIES = fileURLToPath(new URL("./series-process.ts", import.meta.url));
/** More are not made into files: what is beyond them is copied within the store. */
const MOST_FILES = 1_000_000;

export const benchmark: Benchmark = {
  async run(report, args) {
    const wanted = Number(args[0] ?? 1_000_000);
    const events = Math.min(wanted, MOST_FILES);
    const panelEvents = Number(args[1] ?? (wanted > events ? wanted : events * 10));
    const began = performance.now();
    const since = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
    const logs = await logFiles({ events, days: 30, fromDay: 0, seed: 7 });
    const first = await logFiles({ events: 20_000, days: 30, fromDay: 0, seed: 99 });
    const meanwhile = await logFiles({
      events: Math.max(20_000, Math.floor(events / 5)),
      days: 6,
      fromDay: 30,
      seed: 5,
    });
    report.note(
      `${logs.delivered.toLocaleString("en-US")} records in ${logs.files.length} files, ${megabytes(logs.jsonBytes / 1e6)} of JSON, ${megabytes(logs.gzipBytes / 1e6)} gzip, ${logs.kept ? "kept from an earlier run" : `made in ${since()}`}; ${availableParallelism()} cores`,
    );
    const bound = await seriesBound(logs.files, report);
    const folder = mkdtempSync(join(tmpdir(), "podlens-bench-"));
    try {
      const common = { first: first.folder, logs: logs.folder };
      const script = await inProcess<Measured>(CHILD, [
        task({
          ...common,
          dataDir: join(folder, "javascript"),
          scanner: "javascript",
          meanwhile: null,
          panelEvents: 0,
        }),
      ]);
      rmSync(join(folder, "javascript"), { recursive: true, force: true });
      // Once more between the two: what else the machine does changes while this runs.
      const again = await seriesBound(logs.files, report);
      reportIngest(report, "JavaScript", 0.75, { measured: script, logs, first, bound: mean(bound, again) });
      const measured = await inProcess<Measured>(CHILD, [
        task({
          ...common,
          dataDir: join(folder, "webassembly"),
          scanner: "webassembly",
          meanwhile: meanwhile.folder,
          panelEvents,
        }),
      ]);
      reportIngest(report, "WebAssembly", 1, { measured, logs, first, bound: again });
      reportStore(report, measured, [logs, first, meanwhile]);
      reportPanels(report, measured);
      report.note(`all of it in ${since()}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const task = (of: Task) => JSON.stringify(of);

interface Bound {
  readonly rate: number;
  readonly cpuRate: number;
}

/** Events a second of as many processes as threads read, each with its share of the files; and of a second of CPU. */
async function seriesBound(files: readonly string[], report: Report): Promise<Bound> {
  const processes = Math.max(1, Math.min(4, availableParallelism()));
  const shares = Array.from({ length: processes }, (_, i) => files.filter((_file, index) => index % processes === i));
  const done = await Promise.all(shares.map((share) => inProcess<Series>(SERIES, [], share)));
  const sum = (of: (each: Series) => number) => done.reduce((total, each) => total + of(each), 0);
  const records = sum((each) => each.records);
  const bytes = sum((each) => each.bytes);
  const steps = [
    ["gunzip", sum(({ steps: { gunzip } }) => gunzip)],
    ["decode", sum(({ steps: { decode } }) => decode)],
    ["JSON.parse", sum(({ steps: { parse } }) => parse)],
  ] as const;
  for (const [name, seconds] of steps)
    report.note(
      `${name}, a second of CPU: ${megabytes(bytes / 1e6 / seconds)}, ${rate(records / seconds).replace("/s", " records")}`,
    );
  return { rate: sum((each) => each.records / each.seconds), cpuRate: records / sum((each) => each.cpuSeconds) };
}

/** Of two runs over the same records. */
function mean(a: Bound, b: Bound): Bound {
  return { rate: 2 / (1 / a.rate + 1 / b.rate), cpuRate: 2 / (1 / a.cpuRate + 1 / b.cpuRate) };
}

interface Ingested {
  readonly measured: Measured;
  readonly logs: LogFiles;
  readonly first: LogFiles;
  readonly bound: Bound;
}

function reportIngest(report: Report, scanner: string, goal: number, { measured, logs, first, bound }: Ingested): void {
  const said = `≥ ${goal.toFixed(2)} of gunzip + decode + JSON.parse`;
  const ours = logs.delivered / measured.seconds;
  report.row({
    name: `ingest, ${scanner}, by the clock`,
    ours: rate(ours),
    against: rate(bound.rate),
    ratio: (ours / bound.rate).toFixed(2),
    goal: said,
    met: ours / bound.rate >= goal,
  });
  // Other work on the machine slows the clock, not this: both are counted over all threads of their processes.
  const cpu = logs.delivered / measured.cpuSeconds;
  report.row({
    name: `ingest, ${scanner}, a second of CPU`,
    ours: rate(cpu),
    against: rate(bound.cpuRate),
    ratio: (cpu / bound.cpuRate).toFixed(2),
    goal: said,
    met: cpu / bound.cpuRate >= goal,
  });
  report.note(
    `${scanner}: apart from these, start of the threads with ${first.delivered.toLocaleString("en-US")} records: ${measured.startSeconds.toFixed(1)} s, ${measured.startCpuSeconds.toFixed(1)} s of CPU`,
  );
  const rss = measured.peakRss / 1024 / 1024;
  report.row({
    name: `memory, ${scanner}, at most`,
    ours: `${Math.round(rss)} MiB`,
    against: "",
    ratio: "",
    goal: "≤ 800 MiB",
    met: rss <= 800,
  });
}

function reportStore(report: Report, measured: Measured, ingested: readonly LogFiles[]): void {
  const each = measured.storeBytes / ingested.reduce((sum, { unique }) => sum + unique, 0);
  report.row({
    name: "on disk, an event",
    ours: `${each.toFixed(1)} B`,
    against: "",
    ratio: "",
    goal: "≤ 60 B",
    met: each <= 60,
  });
  report.row({
    name: "page while ingesting, p95",
    ours: ms(measured.pageP95),
    against: "",
    ratio: "",
    goal: "≤ 100 ms",
    met: measured.pageP95 <= 100,
  });
  report.row({
    name: "event loop while ingesting, p99",
    ours: ms(measured.loopP99),
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
}

function reportPanels(report: Report, { panelEvents, panels }: Measured): void {
  report.note(
    `panels over ${panelEvents.toLocaleString("en-US")} events: those that were ingested, and copies of them that the store made of itself, moved in time`,
  );
  for (const { name, raw, milliseconds } of panels) {
    const goal = raw ? 500 : 200;
    report.row({
      name,
      ours: ms(milliseconds),
      against: "",
      ratio: "",
      goal: `≤ ${goal} ms`,
      met: milliseconds <= goal,
    });
  }
}
