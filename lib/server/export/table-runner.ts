/** Writes a workbook of streamed rows in a worker thread: compressing never holds up the thread that answers requests. */
import { MessageChannel, Worker } from "node:worker_threads";
import type { TableRunner } from "@/lib/server/usecases/ports";
import { ExportWorkerError, workerEnvironment } from "./inbox";
import type { FromTableWorker, TableWorkerData, ToTableWorker } from "./table-messages";

const BOOTSTRAP = new URL("../workers/bootstrap.js", import.meta.url);
const ENTRY = new URL("../workers/table.ts", import.meta.url);

export const workerTableRunner: TableRunner = {
  async *write(head, chunks, about, signal) {
    signal?.throwIfAborted();
    const { port1: port, port2 } = new MessageChannel();
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(BOOTSTRAP, {
      workerData: { entry: ENTRY.href, port: port2, gate, head } satisfies TableWorkerData & { entry: string },
      transferList: [port2],
      env: workerEnvironment(),
    });
    const rows = chunks[Symbol.asyncIterator]();
    const questions = inbox(worker, port, signal);
    const answer = (message: ToTableWorker) => {
      port.postMessage(message);
      Atomics.add(gate, 0, 1);
      Atomics.notify(gate, 0);
    };
    try {
      for (;;) {
        const question = await questions.next();
        if (question.kind === "done") return;
        if (question.kind === "chunk") {
          yield question.bytes;
          answer({ kind: "taken" });
          continue;
        }
        const next = await rows.next();
        answer(next.done ? { kind: "end", about: about() } : { kind: "rows", rows: next.value });
      }
    } finally {
      questions.stop();
      await rows.return?.();
      await worker.terminate();
      port.close();
    }
  },
};

/** The worker's next question; one is under way at most. Rejects where the worker or the reader ends first. */
function inbox(worker: Worker, port: MessageChannel["port1"], signal: AbortSignal | undefined) {
  const waiting: FromTableWorker[] = [];
  let failure: { readonly error: unknown } | null = null;
  let wake: () => void = () => undefined;
  const fail = (error: unknown) => {
    failure ??= { error };
    wake();
  };
  const aborted = () => fail(signal?.reason);
  signal?.addEventListener("abort", aborted, { once: true });
  port.on("message", (message: FromTableWorker) => {
    waiting.push(message);
    wake();
  });
  worker.on("error", (error) => fail(new ExportWorkerError("the export stopped", "export/failed", error)));
  worker.on("exit", () => fail(new ExportWorkerError("the export stopped before its end", "export/failed")));
  return {
    async next(): Promise<FromTableWorker> {
      for (;;) {
        const message = waiting.shift();
        if (message) return message;
        if (failure) throw failure.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    stop: () => signal?.removeEventListener("abort", aborted),
  };
}
