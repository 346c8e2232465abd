/** The main thread's side of the threads that read log files. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { ParsedPiece, ParseJob, ParseOutcome, ParsePool } from "@/lib/server/usecases/activity/ports";
import type { FileMessage, FromWorker, ScannerKind, ToWorker } from "./ingest/protocol";

const BOOTSTRAP = fileURLToPath(new URL("./bootstrap.js", import.meta.url));
const ENTRY = new URL("./ingest.ts", import.meta.url);

interface Job {
  readonly message: FileMessage;
  readonly take: (piece: ParsedPiece) => Promise<void>;
  readonly resolve: (outcome: ParseOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Names the dictionaries of this thread; a thread that is started anew has others. */
  readonly number: number;
  /** In the order in which they were sent; two, so that the next file is there when one ends. */
  readonly jobs: Job[];
  /** What it sent is taken one after another. */
  tail: Promise<void>;
}

const AHEAD = 2;
let numbers = 0;

/**
 * `threads` as many as there are cores; a thread is started when it is needed. `scanner`: "javascript" to do without
 * WebAssembly, which is done by itself where there is none.
 */
export function createIngestPool(threads: number, scanner: ScannerKind = "webassembly"): ParsePool {
  const running: Thread[] = [];
  const waiting: Job[] = [];
  let files = 0;
  let closed = false;

  function start(): Thread {
    const worker = new Worker(BOOTSTRAP, {
      workerData: { entry: ENTRY.href, scanner },
      env: workerEnvironment(),
      resourceLimits: { maxOldGenerationSizeMb: 1_024 },
    });
    const thread: Thread = { worker, number: ++numbers, jobs: [], tail: Promise.resolve() };
    worker.on("message", (message: FromWorker) => {
      thread.tail = thread.tail.then(() => receive(thread, message));
    });
    const end = (error: unknown) => {
      const at = running.indexOf(thread);
      if (at < 0) return;
      running.splice(at, 1);
      thread.tail = thread.tail.then(() => {
        // The file that it was reading may be what ended it; the one behind it is read by another.
        const [first, ...rest] = thread.jobs.splice(0);
        first?.resolve({
          kind: "skipped",
          reason: "unreadable",
          message: error instanceof Error ? error.message : String(error),
        });
        waiting.unshift(...rest);
        if (!closed) pump();
      });
    };
    worker.on("error", end);
    worker.on("exit", (code) => end(new Error(`the reading thread ended with code ${code}`)));
    worker.unref();
    running.push(thread);
    return thread;
  }

  async function receive(thread: Thread, message: FromWorker): Promise<void> {
    if (message.kind === "ready") return;
    const [job] = thread.jobs;
    if (!job || job.message.file !== message.file) return;
    const done = (outcome: ParseOutcome) => {
      thread.jobs.shift();
      if (thread.jobs.length === 0) thread.worker.unref();
      job.resolve(outcome);
      pump();
    };
    if (message.kind === "skipped") done({ kind: "skipped", reason: message.reason, message: null });
    else if (message.kind === "failed") done({ kind: "skipped", reason: "unreadable", message: message.message });
    else {
      try {
        await job.take({ thread: thread.number, batch: message.batch });
      } catch (error) {
        thread.jobs.shift();
        job.reject(error);
        pump();
        return;
      }
      if (message.last) done({ kind: "read", bytes: message.bytes, tooLarge: message.tooLarge });
    }
  }

  function pump(): void {
    while (waiting.length > 0) {
      let free = running.filter(({ jobs }) => jobs.length < AHEAD).sort((a, b) => a.jobs.length - b.jobs.length)[0];
      if ((!free || free.jobs.length > 0) && running.length < threads) free = start();
      if (!free) return;
      const job = waiting.shift()!;
      free.jobs.push(job);
      free.worker.ref();
      const { message } = job;
      const bytes = message.kind === "file" && "bytes" in message.stored ? message.stored.bytes : null;
      const whole =
        bytes !== null && bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;
      free.worker.postMessage(message, whole ? [bytes.buffer as ArrayBuffer] : []);
    }
  }

  return {
    width: threads * AHEAD,
    read: (job: ParseJob, take) =>
      new Promise((resolve, reject) => {
        const file = ++files;
        const message: FileMessage =
          "records" in job
            ? { kind: "records", file, account: job.account, records: job.records }
            : { kind: "file", file, account: job.account, stored: job.stored };
        waiting.push({ message, take, resolve, reject });
        pump();
      }),
    reset() {
      for (const { worker } of running) worker.postMessage({ kind: "reset" } satisfies ToWorker);
    },
    async close() {
      closed = true;
      const ending = running.splice(0);
      for (const { jobs } of ending) for (const job of jobs) job.reject(new Error("the reading threads were stopped"));
      for (const job of waiting.splice(0)) job.reject(new Error("the reading threads were stopped"));
      await Promise.all(ending.map(({ worker }) => worker.terminate()));
    },
  };
}

/** The thread computes and asks nobody: it is not given the credentials that stand in the environment. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "NODE_ENV", "TZ", "LANG", "TMPDIR", "HOME", "PODLENS_DEBUG"];
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.includes(name))) as NodeJS.ProcessEnv;
}
