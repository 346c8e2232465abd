/** Reports as jobs: one is written at a time, the others wait; what is done is kept with its manifest. */
import type { ReportJob } from "@/lib/contracts/api";
import { reportTitle } from "@/lib/view/reports";
import type { Clock, Log } from "../ports";
import { reportFileName } from "./file-name";
import { type MadeReport, manifestOf } from "./make-report";
import type { ManifestSigner, ReportBytes, ReportFiles, ReportProgress, ReportRequest } from "./ports";

/** Finished reports that are kept; and unfinished ones, failed among them, that are remembered. */
const KEPT = 50;
const WAITING = 20;
/** Documents that are made for pages at once, each in a thread of its own. */
const DOCUMENTS = 3;

export interface ReportControl {
  readonly signed: boolean;
  /** Newest first. */
  list(): Promise<readonly ReportJob[]>;
  get(id: string): Promise<ReportJob | null>;
  /** Throws `code: "too-many"` where too many wait already. */
  start(request: ReportRequest): Promise<ReportJob>;
  /** Cancels what waits or runs; removes what is done. False where there is none. */
  remove(id: string): Promise<boolean>;
  read(id: string, what: "file" | "manifest" | "signature"): Promise<ReportBytes | null>;
  /** The document itself, as JSON text. */
  document(request: Omit<ReportRequest, "format">, signal: AbortSignal): AsyncGenerator<Uint8Array>;
  close(): Promise<void>;
}

export interface ReportJobsParts {
  readonly make: (
    request: ReportRequest,
    options: { readonly signal: AbortSignal; readonly onProgress?: (progress: ReportProgress) => void },
  ) => AsyncGenerator<Uint8Array, MadeReport>;
  readonly files: ReportFiles;
  readonly signer: ManifestSigner | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
}

interface Running {
  job: ReportJob;
  readonly request: ReportRequest;
  readonly abort: AbortController;
}

export class TooManyReportsError extends Error {
  readonly code = "too-many";
  override readonly name = "TooManyReportsError";
}

export function createReportJobs(parts: ReportJobsParts): ReportControl {
  const { files, signer, clock, log } = parts;
  const active = new Map<string, Running>();
  /** Failed and cancelled ones of this process. */
  const ended = new Map<string, ReportJob>();
  let last: Promise<void> = Promise.resolve();
  let documents = 0;

  async function write(running: Running): Promise<void> {
    const { request, abort } = running;
    if (abort.signal.aborted) return end(running, "cancelled", null);
    running.job = { ...running.job, state: "running" };
    const file = await files.begin(running.job.id);
    try {
      const stream = parts.make(request, {
        signal: abort.signal,
        onProgress: (progress) => {
          running.job = { ...running.job, progress };
        },
      });
      for (;;) {
        const next = await stream.next();
        if (next.done) {
          await finish(running, file, next.value);
          return;
        }
        await file.write(next.value);
      }
    } catch (error) {
      await file.discard();
      if (abort.signal.aborted) return end(running, "cancelled", null);
      const { code, message } = error as { code?: unknown; message?: unknown };
      log.error("a report failed", { report: request.kind, code, message });
      end(running, "failed", wordsOf(code, message));
    }
  }

  async function finish(running: Running, file: Awaited<ReturnType<ReportFiles["begin"]>>, made: MadeReport) {
    const { pointInTime, rows, gaps, snapshot } = made.source;
    const name = reportFileName(running.request.kind, pointInTime, running.request.format);
    const manifest = manifestOf(made, name, signer);
    const { bytes, sha256 } = made;
    const job: ReportJob = {
      ...running.job,
      title: made.title,
      state: "done",
      progress: null,
      finishedAt: clock.now().toISOString(),
      file: { name, bytes, sha256, signed: signer !== null, rows, gaps, snapshotId: snapshot.id, pointInTime },
    };
    await file.commit(job, manifest);
    active.delete(job.id);
    const done = (await files.list()).sort(newestFirst);
    for (const old of done.slice(KEPT)) await files.remove(old.id);
  }

  function end(running: Running, state: "failed" | "cancelled", error: string | null): void {
    const finishedAt = clock.now().toISOString();
    active.delete(running.job.id);
    ended.set(running.job.id, { ...running.job, state, error, finishedAt, progress: null });
    for (const id of [...ended.keys()].slice(0, Math.max(0, ended.size - KEPT))) ended.delete(id);
  }

  return {
    signed: signer !== null,
    async list() {
      const done = await files.list();
      const now = [...active.values()].map(({ job }) => job);
      const known = new Set(now.map(({ id }) => id));
      return [...now, ...ended.values(), ...done.filter(({ id }) => !known.has(id))].sort(newestFirst);
    },
    async get(id) {
      return active.get(id)?.job ?? ended.get(id) ?? (await files.list()).find((each) => each.id === id) ?? null;
    },
    async start(request) {
      if (active.size >= WAITING) throw new TooManyReportsError("too many reports are waiting: let some finish first");
      const job: ReportJob = {
        id: parts.newId(),
        kind: request.kind,
        title: reportTitle(request.kind),
        format: request.format,
        snapshot: request.snapshot,
        filter: request.filter,
        state: "waiting",
        startedAt: clock.now().toISOString(),
        finishedAt: null,
        progress: null,
        error: null,
        file: null,
      };
      const running = { job, request, abort: new AbortController() };
      active.set(job.id, running);
      last = last
        .then(() => write(running))
        .catch((error: unknown) => {
          end(running, "failed", "the report could not be stored");
          log.error("a report could not be stored", { error });
        });
      return job;
    },
    async remove(id) {
      const running = active.get(id);
      if (running) {
        running.abort.abort(new Error("the report was cancelled"));
        return true;
      }
      if (ended.delete(id)) return true;
      if (!(await files.list()).some((each) => each.id === id)) return false;
      await files.remove(id);
      return true;
    },
    read: (id, what) => files.read(id, what),
    document: async function* (request, signal) {
      if (documents >= DOCUMENTS) throw new TooManyReportsError("too many reports are being read: try again soon");
      documents++;
      try {
        yield* parts.make({ ...request, format: "json" }, { signal });
      } finally {
        documents--;
      }
    },
    async close() {
      for (const { abort } of active.values()) abort.abort(new Error("Podlens is closing"));
      await last;
    },
  };
}

function newestFirst(a: ReportJob, b: ReportJob): number {
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

/** Messages of ours are said; of anything else, that it failed. */
function wordsOf(code: unknown, message: unknown): string {
  if ((code === "export/no-snapshot" || code === "export/bad-request") && typeof message === "string") return message;
  return "The report could not be made; the log of the process says more.";
}
