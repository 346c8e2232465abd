/** Renders exports in a worker thread: its memory and its computing never hold up the thread that answers requests. */
import { Worker } from "node:worker_threads";
import type { ExportPlan } from "@/lib/contracts/export";
import type { ExportRunner, PackedSnapshot } from "@/lib/server/usecases/ports";
import { ExportWorkerError, Inbox, workerEnvironment } from "./inbox";
import { CREDITS, type FromWorker, type ToWorker } from "./worker-messages";

const BOOTSTRAP = new URL("../workers/bootstrap.js", import.meta.url);
const ENTRY = new URL("../workers/export.ts", import.meta.url);

export { ExportWorkerError } from "./inbox";

export const workerExportRunner: ExportRunner = { render };

async function* render(
  packed: PackedSnapshot,
  plan: ExportPlan,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, number> {
  signal?.throwIfAborted();
  const worker = new Worker(BOOTSTRAP, { workerData: { entry: ENTRY.href }, env: workerEnvironment() });
  const inbox = new Inbox<FromWorker>(worker);
  const stop = () => inbox.fail(signal?.reason);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const message = await inbox.next();
      if (message.kind === "ready") {
        const buffers = [...packed.parts, ...packed.documents].map((each) => each.body.buffer as ArrayBuffer);
        worker.postMessage({ kind: "start", packed, plan } satisfies ToWorker, buffers);
        for (let i = 0; i < CREDITS; i++) worker.postMessage({ kind: "credit" } satisfies ToWorker);
      } else if (message.kind === "chunk") {
        yield message.bytes;
        worker.postMessage({ kind: "credit" } satisfies ToWorker);
      } else if (message.kind === "end") {
        return message.rows;
      } else {
        throw new ExportWorkerError(message.message, message.code ?? "export/failed", message.stack);
      }
    }
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
