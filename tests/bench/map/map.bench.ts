/** The map at 20,000 things and 80,000 links: aggregation, layout, first paint, scrolling, size of the page and answer. */
import { gzipSync } from "node:zlib";
import { chromium } from "@playwright/test";
import { defaultGraphQuery, type GraphQuery, graphQueryParams } from "@/lib/contracts/graph";
import type { GraphSource } from "@/lib/view/graph";
import { layOut, layoutInput } from "@/lib/view/graph/browser";
import { buildView } from "@/lib/view/graph/view";
import { findChromium } from "@/tests/config/chromium";
import { bundleMap } from "@/tests/e2e/map-harness/bundle";
import { type Harness, startHarness } from "@/tests/e2e/map-harness/server";
import { firstAndMedian, ms, percentile } from "../measure";
import type { Benchmark, Report } from "../report";
import { benchSource, largeEstate } from "./estate";
import { firstView } from "./first-view";
import type { BareFigures, StageFigures } from "./page";

const frames = 120;
const base: GraphQuery = { ...defaultGraphQuery(), columns: ["account", ...defaultGraphQuery().columns] };
/** Nothing folded: every thing a row, every link a line. */
const whole: GraphQuery = { ...base, grouping: "none" };

export const benchmark: Benchmark = {
  async run(report) {
    const source = benchSource(largeEstate);
    compute(report, source, "everything open", whole);
    compute(report, source, "grouped", base);
    const path = findChromium();
    if (path === null) {
      report.note("No Chromium was found: what happens in the browser was not measured.");
      return;
    }
    const bundle = await bundleMap(new URL("./page.tsx", import.meta.url).pathname, true);
    const harness = await startHarness(bundle, source);
    try {
      await inBrowser(report, harness, path);
    } finally {
      harness.server.close();
    }
    await transferred(report, source, path);
  },
};

function compute(report: Report, source: GraphSource, name: string, query: GraphQuery): void {
  const { view } = buildView(source, query);
  report.note(
    `${name}: ${view.rows.length.toLocaleString("en")} rows, ${view.edges.from.length.toLocaleString("en")} links`,
  );
  const aggregation = firstAndMedian(5, () => buildView(source, query));
  const input = layoutInput(view, {});
  const layout = firstAndMedian(5, () => layOut(input));
  const both = aggregation.median + layout.median;
  report.row({
    name: `aggregation + layout, ${name}`,
    ours: `${ms(aggregation.median)} + ${ms(layout.median)}`,
    against: "",
    ratio: "",
    goal: "≤ 500 ms",
    met: both <= 500,
  });
}

async function inBrowser(report: Report, harness: Harness, executablePath: string): Promise<void> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    await page.goto(harness.url);
    const ask = async <Figures>(name: string, query: GraphQuery) => {
      const url = `/api/graph?${graphQueryParams(query)}`;
      const call = `window.${name}(${JSON.stringify(url)}, ${frames})`;
      // The first pass compiles; the second is what a reader who works with the map has.
      const first = (await page.evaluate(call)) as Figures;
      return { first, second: (await page.evaluate(call)) as Figures };
    };
    for (const [name, query] of [
      ["everything open", whole],
      ["grouped", base],
    ] as const) {
      const stage = await ask<StageFigures>("measureStage", query);
      const bare = await ask<BareFigures>("measureBare", query);
      stageRows(report, name, stage, bare);
    }
  } finally {
    await browser.close();
  }
}

function stageRows(
  report: Report,
  name: string,
  stage: { readonly first: StageFigures; readonly second: StageFigures },
  bare: { readonly first: BareFigures; readonly second: BareFigures },
): void {
  const paint = stage.first.firstPaintMs;
  const bound = bare.first.firstPaintMs;
  const p95 = percentile(stage.second.frames, 0.95);
  const boundP95 = percentile(bare.second.frames, 0.95);
  report.row({
    name: `first paint, ${name}`,
    ours: `${ms(paint)} (again: ${ms(stage.second.firstPaintMs)})`,
    against: `${ms(bound)} bare canvas`,
    ratio: `${(paint / bound).toFixed(1)} ×`,
    goal: "≤ 150 ms",
    met: paint <= 150,
  });
  report.row({
    name: `p95 frame while scrolling, ${name}`,
    ours: ms(p95),
    against: `${ms(boundP95)} bare canvas`,
    ratio: `${(p95 / boundP95).toFixed(1)} ×`,
    goal: "≤ 33 ms",
    met: p95 <= 33,
  });
  report.row({
    name: `work of a frame (p95), ${name}`,
    ours: ms(percentile(stage.second.work, 0.95)),
    against: "",
    ratio: "",
    goal: "",
    met: null,
  });
  report.row({
    name: `DOM nodes in the map, ${name}`,
    ours: String(stage.first.nodes),
    against: "",
    ratio: "",
    goal: "≤ 700",
    met: stage.first.nodes <= 700,
  });
}

/** Everything that the first view fetches, as the product serves it; the answer is that of the large estate. */
async function transferred(report: Report, source: GraphSource, chromiumPath: string): Promise<void> {
  const view = await firstView(chromiumPath);
  const large = gzipSync(JSON.stringify({ data: buildView(source, defaultGraphQuery()).view })).length;
  const bytes = { ...view.bytes, data: view.bytes.data - view.graph + Math.max(view.graph, large) };
  const kB = (count: number) => `${(count / 1000).toFixed(1)} kB`;
  report.note(
    `The map's answer is ${kB(view.graph)} for the sample estate, ${kB(large)} for the large one. Served without compression: ${kB(view.uncompressed)} that it would have saved.`,
  );
  const row = (name: string, count: number, goal: number | null) =>
    report.row({
      name: `first view of the map, ${name}`,
      ours: kB(count),
      against: "",
      ratio: "",
      goal: goal === null ? "" : `≤ ${goal / 1000} kB`,
      met: goal === null ? null : count <= goal,
    });
  row("code (gzip)", bytes.code, null);
  row("fonts", bytes.fonts, null);
  row("style and document (gzip)", bytes.style + bytes.document, null);
  row("data (gzip)", bytes.data, null);
  row(
    "all that is transferred",
    Object.values(bytes).reduce((sum, each) => sum + each, 0),
    300_000,
  );
}
