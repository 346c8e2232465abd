/**
 * `npm run bench -- activity [EVENTS] [PANEL_EVENTS]`: ingest of generated events (default 1,000,000) from gzip files,
 * beside what gunzip, decode and JSON.parse in series take of the same files on the same cores; then the panels over
 * PANEL_EVENTS (default 10 × EVENTS), as copies of the ingested events moved in time.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { megabytes, ms, rate } from "../measure";
import type { Benchmark } from "../report";
import { generate } from "./generate";
import type { Measured } from "./ingest-process";

const CHILD = fileURLToPath(new URL("./ingest-process.ts", import.meta.url));
const SERIES = fileURLToPath(new URL("./series-process.ts", import.meta.url));

export const benchmark: Benchmark = {
  async run(report, args) {
    const events = Number(args[0] ?? 1_000_000);
    const panelEvents = Number(args[1] ?? events * 10);
    const folder = mkdtempSync(join(tmpdir(), "podlens-bench-"));
    try {
      const logs = join(folder, "logs");
      const made = generate({ folder: logs, events, eventsPerFile: 5_000, duplicates: 0.001, days: 30 });
      const first = join(folder, "first");
      const before = generate({ folder: first, events: 20_000, seed: 99 });
      report.note(
        `${made.delivered.toLocaleString("en-US")} records in ${made.files.length} files, ${megabytes(made.jsonBytes / 1e6)} of JSON, ${megabytes(made.gzipBytes / 1e6)} gzip; ${availableParallelism()} cores`,
      );
      // As many processes as threads read: what the same cores could do in series at best.
      const cores = Math.max(1, Math.min(4, availableParallelism()));
      const bound = await seriesRate(made.files, cores);
      const measured = await inProcess<Measured>(CHILD, [join(folder, "data"), first, logs, String(panelEvents)]);
      const { seconds, peakRss, storeBytes } = measured;
      const ours = made.delivered / seconds;
      const share = ours / bound.rate;
      report.row({
        name: "ingest, by the clock",
        ours: rate(ours),
        against: rate(bound.rate),
        ratio: share.toFixed(2),
        goal: "≥ 0.75 of gunzip + decode + JSON.parse",
        met: share >= 0.75,
      });
      // Other work on the machine slows the clock, not this: both are counted over all threads of their processes.
      const cpu = made.delivered / measured.cpuSeconds;
      report.row({
        name: "ingest, a second of CPU",
        ours: rate(cpu),
        against: rate(bound.cpuRate),
        ratio: (cpu / bound.cpuRate).toFixed(2),
        goal: "≥ 0.75 of gunzip + decode + JSON.parse",
        met: cpu / bound.cpuRate >= 0.75,
      });
      report.note(
        `apart from these, start of the threads with ${before.delivered.toLocaleString("en-US")} records: ${measured.startSeconds.toFixed(1)} s, ${measured.startCpuSeconds.toFixed(1)} s of CPU`,
      );
      const rss = peakRss / 1024 / 1024;
      report.row({
        name: "memory, at most",
        ours: `${Math.round(rss)} MiB`,
        against: "",
        ratio: "",
        goal: "≤ 800 MiB",
        met: rss <= 800,
      });
      const each = storeBytes / (made.unique + before.unique);
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
      report.note(`panels over ${measured.panelEvents.toLocaleString("en-US")} events`);
      for (const { name, raw, milliseconds } of measured.panels) {
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
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Events a second of that many processes at once, each with its share of the files; and of a second of CPU. */
async function seriesRate(
  files: readonly string[],
  processes: number,
): Promise<{ readonly rate: number; readonly cpuRate: number }> {
  const shares = Array.from({ length: processes }, (_, i) => files.filter((_file, index) => index % processes === i));
  const done = await Promise.all(
    shares.map((share) => inProcess<{ records: number; seconds: number; cpuSeconds: number }>(SERIES, [], share)),
  );
  const records = done.reduce((sum, each) => sum + each.records, 0);
  return {
    rate: done.reduce((sum, each) => sum + each.records / each.seconds, 0),
    cpuRate: records / done.reduce((sum, each) => sum + each.cpuSeconds, 0),
  };
}

function inProcess<T>(script: string, args: readonly string[], input?: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(script, [...args], { execArgv: ["--import", "tsx"] });
    child.once("message", (message) => resolve(message as T));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${script} ended with code ${code}`)));
    if (input !== undefined) child.send(input as never);
  });
}
