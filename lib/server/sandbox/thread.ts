/** The sandbox in a thread of its own, so that serving does not take the time of the process that is measured. */
import { Worker } from "node:worker_threads";
import type { CallRecord } from "./calls";
import type { SandboxConfiguration } from "./configuration";
import type { GenerateOptions } from "./estate/generate";
import type { SampleOptions } from "./estate/sample/index";
import type { FaultRule } from "./faults";
import type { PageBehaviour } from "./protocol/paging";
import type { RateRule } from "./rates";

/** Everything that can be sent to a thread: descriptions, no functions. */
export interface ThreadOptions {
  readonly estate: { readonly sample: SampleOptions } | { readonly generated: GenerateOptions };
  readonly port?: number;
  readonly pages?: PageBehaviour;
  readonly faults?: readonly FaultRule[];
  readonly rates?: readonly RateRule[];
  readonly activity?: { readonly present: number; readonly days?: number };
  readonly keepCalls?: boolean;
}

export type ThreadRequest =
  | { readonly verb: "faults"; readonly rules: readonly FaultRule[] }
  | { readonly verb: "rates"; readonly rules: readonly RateRule[] }
  | { readonly verb: "expire-sessions" | "reset-calls" | "summary" | "records" | "close" };

export interface CallSummary {
  readonly total: number;
  /** By "service:Operation". */
  readonly counts: Readonly<Record<string, number>>;
  /** By HTTP status; "0" for dropped and hanging connections. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Calls that were answered with success before: times beyond the first. */
  readonly repeated: number;
  /** Milliseconds since the epoch; null before the first call. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

export interface ThreadStarted {
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: SandboxConfiguration;
}

export interface SandboxThread extends ThreadStarted {
  setFaults(rules: readonly FaultRule[]): Promise<void>;
  setRates(rules: readonly RateRule[]): Promise<void>;
  expireSessions(): Promise<void>;
  resetCalls(): Promise<void>;
  summary(): Promise<CallSummary>;
  records(): Promise<readonly CallRecord[]>;
  close(): Promise<void>;
}

type Message =
  | { readonly kind: "started"; readonly started: ThreadStarted }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown };

export async function startSandboxThread(options: ThreadOptions): Promise<SandboxThread> {
  const entry = new URL("./thread-entry.ts", import.meta.url).href;
  const worker = new Worker(new URL("../workers/bootstrap.js", import.meta.url), { workerData: { entry, options } });
  const waiting = new Map<number, (value: unknown) => void>();
  let next = 0;
  const started = await new Promise<ThreadStarted>((resolve, reject) => {
    worker.once("error", reject);
    worker.on("message", (message: Message) => {
      if (message.kind === "started") resolve(message.started);
      else waiting.get(message.id)?.(message.value);
    });
  });
  // The thread answers each verb with the type that goes with it: see thread-entry.
  const ask = <T>(request: ThreadRequest): Promise<T> =>
    new Promise<T>((resolve) => {
      const id = next++;
      waiting.set(id, (value) => {
        waiting.delete(id);
        resolve(value as T);
      });
      worker.postMessage({ id, request });
    });
  return {
    ...started,
    setFaults: (rules) => ask({ verb: "faults", rules }),
    setRates: (rules) => ask({ verb: "rates", rules }),
    expireSessions: () => ask({ verb: "expire-sessions" }),
    resetCalls: () => ask({ verb: "reset-calls" }),
    summary: () => ask({ verb: "summary" }),
    records: () => ask({ verb: "records" }),
    async close() {
      await ask({ verb: "close" });
      await worker.terminate();
    },
  };
}
