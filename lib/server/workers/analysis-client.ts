/** The main thread's side of the analysis worker: a queue, one question at a time, and a new worker where one died. */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { LabelRules } from "@/lib/domain/identity/labels";
import type { FindingsAnalysis } from "@/lib/server/usecases/findings/ports";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import type { FindingsState } from "@/lib/view/findings/book";
import type { FromWorker, ToWorker } from "./analysis-protocol";

export class AnalysisError extends Error {
  override readonly name = "AnalysisError";
  constructor(
    readonly code: "analysis-failed" | "cancelled" | "snapshot-not-found",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface AnalysisClient extends FindingsAnalysis {
  close(): Promise<void>;
}

export interface LoadedFindings {
  readonly state: FindingsState;
  readonly chunks: readonly Uint8Array[] | null;
}

interface Question {
  readonly message: Extract<ToWorker, { type: "ask" }>;
  readonly resolve: (json: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly signal: AbortSignal | undefined;
}

/** What a worker thread offers, so that tests can stand in for it. */
export interface AnalysisThread {
  /** Rejects where the thread ends before it answers. */
  call(message: ToWorker, transfer: readonly ArrayBuffer[]): Promise<FromWorker>;
  stop(): Promise<void>;
}

export function createAnalysisClient(options: {
  readonly load: (snapshotId: string) => Promise<PackedSnapshot | null>;
  readonly startThread?: () => AnalysisThread;
  /** Where owner and environment are read. */
  readonly labels?: LabelRules;
  /** Makes what first questions would wait for, once a snapshot was asked about and while nothing is asked. */
  readonly warmUp?: boolean;
  /** State of a snapshot's findings; `chunks` null where the key is the one that is held. null = it was not evaluated. */
  readonly loadFindings?: (snapshotId: string, held: string | null) => Promise<LoadedFindings | null>;
}): AnalysisClient {
  const labels = options.labels ?? { owner: [], environment: [] };
  const { warmUp = false } = options;
  const startThread =
    options.startThread ?? (() => startWorkerThread(new URL("./analysis.ts", import.meta.url), { labels, warmUp }));
  const queue: Question[] = [];
  let thread: AnalysisThread | null = null;
  let busy = false;
  let closed = false;

  async function run(question: Question): Promise<Uint8Array> {
    thread ??= startThread();
    const current = thread;
    const call = (message: ToWorker, transfer: readonly ArrayBuffer[] = []) =>
      current.call(message, transfer).catch((cause: unknown) => {
        if (thread === current) thread = null;
        throw new AnalysisError("analysis-failed", "the analysis worker stopped", { cause });
      });
    let reply = await call(question.message);
    // Twice where a question compares two snapshots and neither is open.
    for (let turn = 0; turn < 2 && reply.type === "not-loaded"; turn++) {
      const wanted = reply.snapshotId ?? question.message.snapshotId;
      const snapshot = await options.load(wanted);
      if (!snapshot) throw new AnalysisError("snapshot-not-found", `there is no snapshot ${wanted}`);
      if (question.signal?.aborted) throw new AnalysisError("cancelled", "the request was cancelled");
      reply = await call({ type: "load", snapshot }, buffersOf(snapshot));
      if (reply.type === "loaded") reply = await call(question.message);
    }
    if (reply.type === "no-findings") {
      const { snapshotId } = question.message;
      const findings = await options.loadFindings?.(snapshotId, reply.held);
      if (!findings) throw new AnalysisError("analysis-failed", `the findings of ${snapshotId} are not stored`);
      // The state may be newer than the one that was asked for; it is never older.
      reply = await call({ type: "findings", snapshotId, ...findings });
      if (reply.type === "loaded") reply = await call({ ...question.message, findings: findings.state.token });
    }
    if (reply.type === "answer") return reply.json;
    throw new AnalysisError(
      "analysis-failed",
      reply.type === "failed" ? reply.message : `unexpected reply: ${reply.type}`,
    );
  }

  async function drain(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let question = queue.shift(); question; question = queue.shift()) {
      await run(question).then(question.resolve, question.reject);
    }
    busy = false;
  }

  return {
    ask: (snapshotId, name, input, signal, findings) =>
      new Promise<Uint8Array>((resolve, reject) => {
        if (closed || signal?.aborted) {
          reject(new AnalysisError("cancelled", "the request was cancelled"));
          return;
        }
        const question: Question = {
          message: { type: "ask", snapshotId, name, input, ...(findings === undefined ? {} : { findings }) },
          resolve,
          reject,
          signal,
        };
        queue.push(question);
        // Gone while it waits: never computed. Gone while it is computed: the answer is dropped.
        signal?.addEventListener(
          "abort",
          () => {
            const at = queue.indexOf(question);
            if (at >= 0) queue.splice(at, 1);
            reject(new AnalysisError("cancelled", "the request was cancelled"));
          },
          { once: true },
        );
        void drain();
      }),
    close: async () => {
      closed = true;
      for (const question of queue.splice(0)) question.reject(new AnalysisError("cancelled", "Podlens is closing"));
      await thread?.stop();
      thread = null;
    },
  };
}

/** Each buffer once: a view of a shared one cannot be transferred apart from the rest. */
function buffersOf(snapshot: PackedSnapshot): readonly ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { body } of [...snapshot.parts, ...snapshot.documents]) {
    if (body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength) buffers.add(body.buffer);
  }
  return [...buffers];
}

/**
 * Nearly all that opening a snapshot makes stays: with the usual small young generation a fifth of the time goes into
 * copying it from one half to the other again and again.
 */
export const analysisLimits = { maxYoungGenerationSizeMb: 192 };

/** A thread that runs a TypeScript entry and answers each message with one. */
export function startWorkerThread(entry: URL, data: Readonly<Record<string, unknown>> = {}): AnalysisThread {
  const bootstrap = fileURLToPath(new URL("./bootstrap.js", import.meta.url));
  const worker = new Worker(bootstrap, {
    workerData: { ...data, entry: entry.href },
    env: workerEnvironment(),
    resourceLimits: analysisLimits,
  });
  let waiting: { resolve: (reply: FromWorker) => void; reject: (error: unknown) => void } | null = null;
  let ended: Error | null = null;
  const end = (error: Error) => {
    ended ??= error;
    waiting?.reject(ended);
    waiting = null;
  };
  worker.on("message", (reply: FromWorker) => {
    const { resolve } = waiting ?? {};
    waiting = null;
    resolve?.(reply);
  });
  worker.on("error", (error: unknown) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on("messageerror", end);
  worker.on("exit", (code) => end(new Error(`the worker ended with code ${code}`)));
  // An idle worker does not keep a command line alive.
  worker.unref();
  return {
    call: (message, transfer) =>
      new Promise((resolve, reject) => {
        if (ended) {
          reject(ended);
          return;
        }
        waiting = { resolve, reject };
        worker.ref();
        worker.postMessage(message, transfer as ArrayBuffer[]);
      }).finally(() => worker.unref()) as Promise<FromWorker>,
    stop: async () => {
      await worker.terminate();
    },
  };
}

/** The worker computes and asks nobody: it is not given the credentials that stand in the environment. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const kept = ["PATH", "NODE_ENV", "TZ", "LANG", "TMPDIR", "HOME", "PODLENS_DEBUG"];
  // A variable that is not set must be absent: undefined would reach the thread as the text "undefined".
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.includes(name))) as NodeJS.ProcessEnv;
}
