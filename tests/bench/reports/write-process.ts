/** Writes one file as the product does, in a process of its own: what that takes above idle, and how it holds up others. */
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import v8 from "node:v8";
import vm from "node:vm";
import type { ReportKind } from "@/lib/contracts/report";
import { workerReportRunner } from "@/lib/server/export/report-runner";
import { workerExportRunner } from "@/lib/server/export/worker-runner";
import { planExport } from "@/lib/server/usecases/export-plan";
import type { LoadedState } from "@/lib/server/usecases/findings/control";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";

export interface Order {
  /** A PackedSnapshot, serialised. */
  readonly snapshot: string;
  readonly what: "csv" | "xlsx" | "pdf";
}

export interface Written {
  readonly rows: number;
  readonly pages: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Megabytes of 2^20 bytes. */
  readonly aboveIdle: number;
  /** Longest time in which the main thread answered nobody, milliseconds. */
  readonly longestBlock: number;
}

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;
const rss = () => process.memoryUsage.rss() / 2 ** 20;
const labels = { owner: [], environment: [] };

process.once("message", (order: Order) => {
  write(order).then(
    (written) => process.send?.(written, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});

async function write({ snapshot, what }: Order): Promise<Written> {
  const read = v8.deserialize(readFileSync(snapshot)) as PackedSnapshot;
  // As the store gives them: each in a buffer of its own.
  const own = <T extends { readonly body: Uint8Array }>(each: T) => ({ ...each, body: new Uint8Array(each.body) });
  const packed = { ...read, parts: read.parts.map(own), documents: read.documents.map(own) };
  for (let i = 0; i < 3; i++) collect();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const idle = rss();
  let peak = idle;
  const sampling = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 10);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const start = performance.now();
  const { rows, pages, bytes } = what === "pdf" ? await report(packed) : await table(packed, what);
  const seconds = (performance.now() - start) / 1000;
  delay.disable();
  clearInterval(sampling);
  return { rows, pages, bytes, seconds, aboveIdle: peak - idle, longestBlock: delay.max / 1e6 };
}

async function table(packed: PackedSnapshot, format: "csv" | "xlsx") {
  let bytes = 0;
  const stream = workerExportRunner.render(packed, planExport({ view: "bindings", format }));
  for (;;) {
    const next = await stream.next();
    if (next.done) return { rows: next.value, pages: 0, bytes };
    bytes += next.value.length;
  }
}

async function report(packed: PackedSnapshot) {
  let bytes = 0;
  let pages = 0;
  const kind: ReportKind = "evidence:iso27001";
  const work = { kind, format: "pdf", filter: "", labels, findings: nothingFound, trend: [], review: null } as const;
  const stream = workerReportRunner.render(packed, work, {
    onProgress: (progress) => {
      pages = Math.max(pages, progress.pages);
    },
  });
  for (;;) {
    const next = await stream.next();
    if (next.done) return { rows: next.value.source.rows, pages, bytes };
    bytes += next.value.length;
  }
}

const at = "2026-01-01T00:00:00.000Z";
const nothingFound: LoadedState = {
  state: {
    key: "",
    token: "",
    evaluation: { engineVersion: "1", evaluatedAt: at, activity: null, comparedWith: null, problems: [], failed: [] },
    seen: [],
    acceptances: [],
    now: at,
  },
  chunks: [],
};
