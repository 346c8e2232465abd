/** Messages of a worker, in order, for one reader. */
import type { Worker } from "node:worker_threads";

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

export class Inbox<Message> {
  private readonly queue: Message[] = [];
  private failure: { readonly error: unknown } | null = null;
  private wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on("message", (message: Message) => {
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

  async next(): Promise<Message> {
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
