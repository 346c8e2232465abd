/**
 * `npm run bench -- pages [EVENTS]`: what the pages ask of a started product, in no order, first alone and then while EVENTS
 * (default 200,000) recorded calls are ingested. Over HTTP, one request after the other, as one reader's browser does.
 */
import { get } from "node:http";
import { logFiles } from "../activity/log-files";
import { ms, percentile } from "../measure";
import { sequence } from "../policy/sequence";
import { type Product, startDemo } from "../product";
import type { Benchmark, Report } from "../report";

const ALONE = 200;
const GOAL = 100;

interface Asked {
  readonly path: string;
  readonly ms: number;
}

export const benchmark: Benchmark = {
  async run(report, args) {
    const events = Number(args[0] ?? 200_000);
    const logs = await logFiles({ events, days: 6, fromDay: 30, seed: 11 });
    const product = await startDemo();
    try {
      const paths = await pathsOf(product);
      for (const path of paths) await ask(product, path);
      const random = sequence(3);
      const next = () => ask(product, paths[Math.floor(random() * paths.length)]!);
      const alone: Asked[] = [];
      while (alone.length < ALONE) alone.push(await next());
      tell(report, "pages' APIs, nothing else running", alone);
      const meanwhile: Asked[] = [];
      let running = true;
      const began = performance.now();
      const ingest = product.command(["ingest", logs.folder]).finally(() => {
        running = false;
      });
      while (running) meanwhile.push(await next());
      const seconds = (performance.now() - began) / 1000;
      const code = await ingest;
      if (code !== 0 && code !== 3) throw new Error(`podlens ingest ended with code ${code}`);
      report.note(`${logs.delivered.toLocaleString("en-US")} records ingested in ${seconds.toFixed(1)} s meanwhile.`);
      tell(report, "pages' APIs while ingesting", meanwhile);
    } finally {
      await product.stop();
    }
  },
};

/** One of each kind; of things, the first that the lists have. */
async function pathsOf(product: Product): Promise<readonly string[]> {
  const rows = async (path: string) =>
    (JSON.parse((await read(`${product.url}${path}`)).text) as { data: { rows: { href: string }[] } }).data.rows;
  const of = (list: readonly { href: string | null }[]) =>
    list.flatMap(({ href }) => (href === null ? [] : [`/api${href.split("?")[0]}`])).slice(0, 12);
  return [
    ...of(await rows("/api/workloads?limit=100")),
    ...of(await rows("/api/roles?limit=100")),
    ..."status overview workloads roles clusters coverage findings graph changes ask/matrix activity/timeline"
      .split(" ")
      .map((name) => `/api/${name}`),
    "/api/activity/assumptions",
    "/api/search?q=payments",
    "/api/workloads?q=api",
    "/api/ask/who-can?action=s3:GetObject",
    "/api/ask/who-can?action=dynamodb:GetItem&resource=arn:aws:dynamodb:eu-west-1:111122223333:table/orders",
  ];
}

async function ask({ url }: Product, path: string): Promise<Asked> {
  const start = performance.now();
  const { status } = await read(`${url}${path}`);
  if (status !== 200) throw new Error(`${path}: ${status}`);
  return { path: path.split("?")[0]!, ms: performance.now() - start };
}

/** A connection for each request: one that rests may be closed by the other side just when it is used again. */
async function read(url: string): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      answer.on("error", reject);
    });
    request.on("error", reject);
  });
}

function tell(report: Report, name: string, asked: readonly Asked[]): void {
  const times = asked.map((each) => each.ms);
  const p95 = percentile(times, 0.95);
  const worst = asked.reduce((a, b) => (b.ms > a.ms ? b : a));
  report.row({
    name: `${name}, p95 of ${asked.length}`,
    ours: ms(p95),
    against: `median ${ms(percentile(times, 0.5))}`,
    ratio: "",
    goal: `≤ ${GOAL} ms`,
    met: p95 <= GOAL,
  });
  const byPath = new Map<string, number[]>();
  for (const { path, ms: took } of asked) byPath.set(path, [...(byPath.get(path) ?? []), took]);
  const slowest = [...byPath].map(([path, all]) => [path, percentile(all, 0.95)] as const).sort((a, b) => b[1] - a[1]);
  report.note(
    `${name}: worst ${ms(worst.ms)} (${worst.path}); slowest p95: ${slowest
      .slice(0, 4)
      .map(([path, took]) => `${path} ${ms(took)}`)
      .join(", ")}`,
  );
}
