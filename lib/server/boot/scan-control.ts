/** The scans of this process: one at a time, outside of any request, with its progress for whoever looks. */
import type { ApiErrorBody, ScanProgress } from "@/lib/contracts/api";
import { ApiFailure, toErrorBody } from "@/lib/server/http/errors";
import type { ScanControl, ScanEvent } from "@/lib/server/http/web-container";
import type { Log } from "@/lib/server/usecases/ports";

/** Runs one scan to its end; throws where it could not begin or was broken off. */
export type RunScan = (input: {
  readonly trigger: ScanProgress["trigger"];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ScanProgress) => void;
}) => Promise<unknown>;

export interface ScanControlOptions {
  readonly run: RunScan;
  readonly log: Log;
  /** After a scan that was sealed. */
  readonly onSealed: () => Promise<unknown>;
}

export interface ClosableScanControl extends ScanControl {
  /** Cancels what runs and waits for its end, and for what comes after a scan. */
  close(): Promise<void>;
}

interface Running {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
}

export function createScanControl({ run, log, onSealed }: ScanControlOptions): ClosableScanControl {
  const listeners = new Set<(event: ScanEvent) => void>();
  let current: ScanEvent | null = null;
  let events = 0;
  let running: Running | null = null;
  let afterwards: Promise<unknown> = Promise.resolve();

  const publish = (progress: ScanProgress) => {
    const state = running?.abort.signal.aborted && progress.state === "running" ? "cancelling" : progress.state;
    current = { id: ++events, progress: { ...progress, state } };
    for (const listener of listeners) listener(current);
  };

  /** Resolves when the snapshot has begun, so that "started" means that there are credentials and a store. */
  const start = (trigger: ScanProgress["trigger"]): Promise<ScanProgress> => {
    if (running) {
      const body: ApiErrorBody = {
        code: "scan-running",
        message: "A scan of this scope is running.",
        remedy: "Wait for it, or cancel it.",
      };
      return Promise.reject(new ApiFailure(body));
    }
    return new Promise<ScanProgress>((resolve, reject) => {
      const abort = new AbortController();
      let last: ScanProgress | null = null;
      const onProgress = (progress: ScanProgress) => {
        last = progress;
        // What ended is published below, when it is known how.
        if (progress.state !== "running" && progress.state !== "cancelling") return;
        publish(progress);
        if (progress.snapshotId !== "") resolve(progress);
      };
      const ended = run({ trigger, signal: abort.signal, onProgress })
        .then(
          () => null,
          (error: unknown) => error,
        )
        .then((error) => {
          running = null;
          const begun = last !== null && last.snapshotId !== "";
          if (last) publish(error === null ? last : { ...last, state: "failed", error: toErrorBody(error, log) });
          if (error !== null && !begun) reject(error);
          else if (last) resolve(last);
          else reject(new Error("the scan ended without a word"));
          if (last?.state === "complete" || last?.state === "partial")
            afterwards = onSealed().catch((cause: unknown) => log.error("after the scan", { error: cause }));
        });
      running = { abort, ended };
    });
  };

  return {
    start,
    cancel: async () => {
      if (!running || !current) throw new ApiFailure({ code: "no-scan", message: "No scan is running.", remedy: null });
      running.abort.abort();
      publish(current.progress);
      return current.progress;
    },
    current: () => current,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      running?.abort.abort();
      await running?.ended;
      await afterwards;
    },
  };
}
