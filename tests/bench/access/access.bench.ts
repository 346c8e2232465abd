/**
 * The access index at full size, its questions and the pages' APIs. Arguments: bindings, roles and documents (100000 20000
 * 2000). In a thread like that of the analysis worker: what memory a thread is given decides how often it collects.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { analysisLimits } from "@/lib/server/workers/analysis-client";
import type { Benchmark, BenchRow } from "../report";

/** What the thread says. */
export type Said = { readonly row: BenchRow } | { readonly note: string };

export const benchmark: Benchmark = {
  async run(report, args) {
    const worker = new Worker(new URL("../../../lib/server/workers/bootstrap.js", import.meta.url), {
      workerData: { entry: new URL("./thread.ts", import.meta.url).href, args },
      resourceLimits: analysisLimits,
    });
    worker.on("message", (said: Said) => {
      if ("row" in said) report.row(said.row);
      else report.note(said.note);
    });
    await once(worker, "exit");
  },
};
