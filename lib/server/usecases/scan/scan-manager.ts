/** The scans of this process: one at a time, seen by everyone who looks, whoever started it. */
import type { ScanProgress } from "@/lib/contracts/api/scan";
import type { ScanSummary } from "./run-scan";

export type ScanTrigger = ScanProgress["trigger"];

/** Runs one scan; provided by the composition root. */
export type ScanRunner = (options: {
  readonly trigger: ScanTrigger;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
}) => Promise<ScanSummary>;

export class ScanRunningError extends Error {
  readonly code = "scan-running";

  constructor(readonly snapshotId: string) {
    super("a scan of this scope is running");
    this.name = "ScanRunningError";
  }
}

export interface ScanHandle {
  /** The first picture that names the snapshot, or the one that says why there is none. */
  readonly started: Promise<ScanProgress>;
  /** Rejects with what ended the scan. */
  readonly done: Promise<ScanSummary>;
}

interface Running {
  readonly stop: AbortController;
  readonly done: Promise<ScanSummary>;
}

export class ScanManager {
  #running: Running | null = null;
  #latest: ScanProgress | null = null;
  readonly #listeners = new Set<(progress: ScanProgress) => void>();

  constructor(private readonly run: ScanRunner) {}

  get running(): boolean {
    return this.#running !== null;
  }

  /** The scan that runs, else the last one of this process, else null. */
  get current(): ScanProgress | null {
    return this.#latest;
  }

  /** Throws ScanRunningError where one runs. */
  start(trigger: ScanTrigger): ScanHandle {
    if (this.#running) throw new ScanRunningError(this.#latest?.snapshotId ?? "");
    const stop = new AbortController();
    let tellStarted: (progress: ScanProgress) => void = () => undefined;
    const started = new Promise<ScanProgress>((resolve) => {
      tellStarted = resolve;
    });
    this.#latest = null;
    const done = this.run({
      trigger,
      signal: stop.signal,
      onProgress: (progress) => {
        const shown: ScanProgress =
          stop.signal.aborted && progress.state === "running" ? { ...progress, state: "cancelling" } : progress;
        this.#latest = shown;
        if (shown.snapshotId !== "" || shown.finishedAt !== null) tellStarted(shown);
        for (const listener of this.#listeners) listener(shown);
      },
    }).finally(() => {
      this.#running = null;
    });
    // The scan goes on without anyone who waits for it (a page that was closed).
    done.catch(() => undefined);
    this.#running = { stop, done };
    return { started, done };
  }

  /** Asks the running scan to end; false where none runs. */
  cancel(): boolean {
    if (!this.#running) return false;
    this.#running.stop.abort();
    return true;
  }

  /** Cancels and waits: for the end of the process. */
  async close(): Promise<void> {
    const running = this.#running;
    running?.stop.abort();
    await running?.done.catch(() => undefined);
  }

  /** Every picture from now on. Returns how to stop listening. */
  subscribe(listener: (progress: ScanProgress) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
