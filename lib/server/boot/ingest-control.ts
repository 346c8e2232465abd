/** Ingestion of this process: one run at a time, off the request path, with its progress for whoever looks. */
import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { ulid } from "ulid";
import type { IngestProgress } from "@/lib/contracts/api";
import type { Config } from "@/lib/contracts/config";
import { ApiFailure } from "@/lib/server/http/errors";
import type { IngestControl, IngestEvent } from "@/lib/server/http/web-container";
import { askSession } from "@/lib/server/usecases/activity/ask-session";
import type { DigestSink } from "@/lib/server/usecases/activity/digest-ports";
import { ingest } from "@/lib/server/usecases/activity/ingest";
import type { ActivityScope, EventSink, UsageSink } from "@/lib/server/usecases/activity/ports";
import type { Clock, Log } from "@/lib/server/usecases/ports";
import { createIngestPool } from "@/lib/server/workers/ingest-pool";
import { configuredSources, namedPaths, type OpenedSources } from "./activity-sources";
import { createSpool } from "./spool";

export interface IngestControlOptions {
  readonly config: Config;
  readonly configFile: string | null;
  readonly dataDir: string;
  readonly sink: EventSink;
  readonly usage: UsageSink;
  readonly digests: DigestSink;
  readonly scope: () => Promise<ActivityScope>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ClosableIngestControl extends IngestControl {
  /** Cancels what runs and waits for its end. */
  close(): Promise<void>;
}

const DAY = 24 * 3600_000;
const EVER = new Date(Date.UTC(2006, 0, 1));

export function createIngestControl(options: IngestControlOptions): ClosableIngestControl {
  const { config, clock, log, sink } = options;
  const listeners = new Set<(event: IngestEvent) => void>();
  let current: IngestEvent | null = null;
  let events = 0;
  let running: { readonly abort: AbortController; readonly ended: Promise<IngestProgress> } | null = null;

  const publish = (progress: IngestProgress) => {
    const cancelling = progress.state === "running" && running?.abort.signal.aborted === true;
    current = { id: ++events, progress: cancelling ? { ...progress, state: "cancelling" } : progress };
    for (const listener of listeners) listener(current);
  };

  function run(
    trigger: IngestProgress["trigger"],
    open: (signal: AbortSignal) => Promise<OpenedSources>,
    from: Date,
    begun: (progress: IngestProgress) => void,
  ): Promise<IngestProgress> {
    const abort = new AbortController();
    // Every file that is being fetched listens.
    setMaxListeners(0, abort.signal);
    const pool = createIngestPool(Math.max(1, Math.min(4, availableParallelism())));
    let last: IngestProgress | null = null;
    const work = async () => {
      let sources: OpenedSources | null = null;
      try {
        sources = await open(abort.signal);
        return await ingest({
          sources,
          sink,
          usage: options.usage,
          ...(config.activity.digests ? { digests: options.digests } : {}),
          pool,
          spool: createSpool(options.dataDir),
          from,
          to: clock.now(),
          trigger,
          id: ulid(clock.now().getTime()),
          now: () => clock.now(),
          signal: abort.signal,
          onProgress: (progress) => {
            last = progress;
            if (progress.finishedAt !== null) return;
            publish(progress);
            begun(progress);
          },
        });
      } finally {
        await pool.close();
        await sources?.close();
      }
    };
    const ended = work().then(
      (progress) => {
        running = null;
        publish(progress);
        return progress;
      },
      (error: unknown) => {
        running = null;
        log.error("ingestion failed", {
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
        const message = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "the run failed";
        if (last !== null) publish({ ...last, state: "failed", finishedAt: clock.now().toISOString(), error: message });
        throw error;
      },
    );
    running = { abort, ended };
    return ended;
  }

  return {
    async start(trigger) {
      if (running) throw failure("scan-running", "Activity is being read.", "Wait for it, or cancel it.");
      if (config.activity.sources.length === 0)
        throw failure(
          "not-configured",
          "No source of activity is configured.",
          "Name one as activity.sources in podlens.yaml.",
        );
      const scope = await options.scope();
      const from = new Date(clock.now().getTime() - config.activity.days * DAY);
      return new Promise<IngestProgress>((resolve, reject) => {
        const open = async (signal: AbortSignal) => {
          const sources = configuredSources(config, options.configFile, scope, signal);
          if (sources === null) throw new Error("no source is configured");
          return sources;
        };
        run(trigger, open, from, resolve).then(resolve, reject);
      });
    },
    async cancel() {
      if (!running || !current) throw failure("no-scan", "Nothing is being read.", null);
      running.abort.abort();
      publish(current.progress);
      return current.progress;
    },
    current: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async askSession(session, before, signal) {
      const sources = configuredSources(config, options.configFile, await options.scope(), signal);
      const nothing = { engines: [], lookups: [], accounts: [] };
      try {
        return await askSession(
          session,
          sources ? { ...sources, engines: sources.engines ?? [] } : nothing,
          before,
          signal,
        );
      } finally {
        await sources?.close();
      }
    },
    async readPaths(paths, signal, onProgress) {
      while (running) await running.ended.catch(() => undefined);
      signal.throwIfAborted();
      const stop = () => running?.abort.abort();
      signal.addEventListener("abort", stop, { once: true });
      const listener = ({ progress }: IngestEvent) => onProgress(progress);
      listeners.add(listener);
      try {
        return await run(
          "command-line",
          () => namedPaths(paths),
          EVER,
          () => undefined,
        );
      } finally {
        listeners.delete(listener);
        signal.removeEventListener("abort", stop);
      }
    },
    async close() {
      running?.abort.abort();
      await running?.ended.catch(() => undefined);
    },
  };
}

function failure(
  code: "scan-running" | "not-configured" | "no-scan",
  message: string,
  remedy: string | null,
): ApiFailure {
  return new ApiFailure({ code, message, remedy });
}
