/** Renders exports in a worker thread: its memory and its computing never hold up the thread that answers requests. */
import { Worker } from "node:worker_threads";
import type { ExportPlan } from "@/lib/contracts/export";
import type { ExportRunner, PackedSnapshot } from "@/lib/server/usecases/ports";
import { CREDITS, type FromWorker, type ToWorker } from "./worker-messages";

const BOOTSTRAP = new URL("../workers/bootstrap.js", import.meta.url);
const ENTRY = new URL("../workers/export.ts", import.meta.url);

export class ExportWorkerError extends Error {
  override readonly name = "ExportWorkerError";
  constructor(
    message: string,
    readonly code: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

export const workerExportRunner: ExportRunner = { render };

async function* render(
  packed: PackedSnapshot,
  plan: ExportPlan,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, number> {
  signal?.throwIfAborted();
  const worker = new Worker(BOOTSTRAP, { workerData: { entry: ENTRY.href }, env: workerEnvironment() });
  const inbox = new Inbox(worker);
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

/** Messages of the worker, in order, for one reader. */
class Inbox {
  private readonly queue: FromWorker[] = [];
  private failure: { readonly error: unknown } | null = null;
  private wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on("message", (message: FromWorker) => {
      this.queue.push(message);
      this.wake();
    });
    worker.on("error", (error) => this.fail(new ExportWorkerError("the export stopped", "export/failed", error)));
    worker.on("exit", () => this.fail(new ExportWorkerError("the export stopped before its end", "export/failed")));
  }

  fail(error: unknown): void {
    this.failure ??= { error };
    this.wake();
  }

  async next(): Promise<FromWorker> {
    for (;;) {
      const message = this.queue.shift();
      if (message) return message;
      if (this.failure) throw this.failure.error;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** The worker computes and asks nobody: it is not given the credentials that stand in the environment. */
export function workerEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "NODE_ENV", "TZ", "LANG", "TMPDIR", "HOME", "PODLENS_DEBUG"];
  // A variable that is not set must be absent: undefined would reach the thread as the text "undefined".
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.includes(name))) as NodeJS.ProcessEnv;
}
