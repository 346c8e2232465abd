/** Renders reports in a worker thread, with progress. */
import { Worker } from "node:worker_threads";
import type { ReportRunner } from "@/lib/server/usecases/reports/ports";
import { ExportWorkerError, Inbox, workerEnvironment } from "./inbox";
import type { FromReportWorker, ToReportWorker } from "./report-messages";
import { CREDITS } from "./worker-messages";

const BOOTSTRAP = new URL("../workers/bootstrap.js", import.meta.url);
const ENTRY = new URL("../workers/report.ts", import.meta.url);

export const workerReportRunner: ReportRunner = {
  async *render(packed, work, { signal, onProgress }) {
    signal?.throwIfAborted();
    const worker = new Worker(BOOTSTRAP, { workerData: { entry: ENTRY.href }, env: workerEnvironment() });
    const inbox = new Inbox<FromReportWorker>(worker);
    const stop = () => inbox.fail(signal?.reason);
    signal?.addEventListener("abort", stop, { once: true });
    const tell = (message: ToReportWorker, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer);
    try {
      for (;;) {
        const message = await inbox.next();
        if (message.kind === "ready") {
          const buffers = [...packed.parts, ...packed.documents].map((each) => each.body.buffer as ArrayBuffer);
          tell({ kind: "start", packed, work }, buffers);
          for (let i = 0; i < CREDITS; i++) tell({ kind: "credit" });
        } else if (message.kind === "progress") onProgress?.(message.progress);
        else if (message.kind === "chunk") {
          yield message.bytes;
          tell({ kind: "credit" });
        } else if (message.kind === "end") return message.facts;
        else throw new ExportWorkerError(message.message, message.code ?? "export/failed", message.stack);
      }
    } finally {
      signal?.removeEventListener("abort", stop);
      await worker.terminate();
    }
  },
};
