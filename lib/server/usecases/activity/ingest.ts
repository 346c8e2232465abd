/**
 * One run over the sources: new files are listed, read off the main thread and written in transactions that hold a file
 * whole. What fails is counted with its reason and the rest goes on; what was done is not done again.
 */
import type { IngestProgress } from "@/lib/contracts/api";
import type { Gap } from "@/lib/domain/snapshot/part";
import { checkDigests } from "./check-digests";
import { delegateAssumptions, delegateUsage } from "./delegate";
import type { DigestSink } from "./digest-ports";
import { gapLine, type ProgressBook, progressBook } from "./ingest-progress";
import type {
  ActivityAccount,
  CoverageSource,
  EventSink,
  LogFileSource,
  LogObject,
  ParseJob,
  ParsePool,
  QueryEngine,
  RecordSource,
  SinkRun,
  StoredBytes,
  UsageSink,
} from "./ports";
import { readJob } from "./read-job";
import { readWindows } from "./read-windows";

/** Puts bytes that are too many for memory into a file, which is removed by `drop`. */
export interface Spool {
  /** The bytes in memory, or in a file where they are more than `most`. */
  collect(bytes: AsyncIterable<Uint8Array>, most: number): Promise<{ stored: StoredBytes; drop: () => Promise<void> }>;
}

export interface IngestSources {
  readonly files: readonly LogFileSource[];
  readonly lookups: readonly RecordSource[];
  /** Where events stay, and are counted, that are too many for this store. */
  readonly engines?: readonly QueryEngine[];
  readonly coverage: CoverageSource | null;
  readonly accounts: readonly ActivityAccount[];
  /** Role ARNs of pods, by account. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}

export interface IngestInput {
  readonly sources: IngestSources;
  readonly sink: EventSink;
  /** For what engines count; without it they are not asked. */
  readonly usage?: UsageSink;
  /** Where digests are to be checked. */
  readonly digests?: DigestSink;
  readonly pool: ParsePool;
  readonly spool: Spool;
  readonly from: Date;
  readonly to: Date;
  readonly trigger: IngestProgress["trigger"];
  readonly id: string;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: IngestProgress) => void;
}

/** Files that are asked about at once whether they are known. */
const LISTED = 500;
/** Files that are fetched at once: most of the time of a small one is the way there and back. */
const FETCHED = 64;
/** Larger ones are fetched as they are read. */
const SMALL = 512 * 1024;
/** Stored size above which a file does not pass through memory. */
const IN_MEMORY = 32 * 1024 * 1024;

/** The last state of the run. Throws only where the store fails; a source that fails is a gap. */
export async function ingest(input: IngestInput): Promise<IngestProgress> {
  const { sources, sink, signal, usage } = input;
  const engines = usage === undefined ? [] : (sources.engines ?? []);
  const ids = [...sources.files, ...sources.lookups, ...engines].map(({ id }) => id);
  const book = progressBook(input, ids);
  input.pool.reset();
  const run = await sink.begin();
  try {
    for (const source of sources.files)
      await oneSource(source.id, book, sink, () => readFiles(source, input, run, book));
    for (const source of sources.lookups)
      await oneSource(source.id, book, sink, () => readWindows(source, input, run, book));
    const refused = new Map<string, readonly Gap[]>();
    for (const engine of engines) {
      book.begin(engine.id);
      if (usage !== undefined) refused.set(engine.id, await delegateAssumptions(engine, input, usage, run, book));
    }
    await readTrails(input, book);
    await run.finish();
    await readDigests(input, book);
    for (const engine of engines) {
      await oneSource(engine.id, book, sink, async () => [
        ...(refused.get(engine.id) ?? []),
        ...(usage === undefined || (refused.get(engine.id)?.length ?? 0) > 0
          ? []
          : await delegateUsage(engine, input, usage, book)),
      ]);
    }
  } catch (error) {
    await run.abandon();
    if (!signal.aborted) throw error;
  }
  book.totals(run.totals());
  return book.end(signal.aborted ? "cancelled" : book.troubled() ? "partial" : "complete");
}

async function oneSource(
  id: string,
  book: ProgressBook,
  sink: EventSink,
  read: () => Promise<readonly Gap[]>,
): Promise<void> {
  book.begin(id);
  const gaps = await read();
  for (const gap of gaps) book.gap(gapLine(gap));
  await sink.saveGaps(id, gaps);
  book.done(id, gaps.length > 0);
}

async function readTrails({ sources, sink, signal, now }: IngestInput, book: ProgressBook): Promise<void> {
  if (sources.coverage === null) return;
  const gaps: Gap[] = [];
  for (const account of sources.accounts) {
    try {
      const trails = await sources.coverage.trails(account, (gap) => gaps.push(gap), signal);
      await sink.saveTrails(account.accountId, trails, now());
    } catch (error) {
      if (signal.aborted) throw error;
      book.gap(`Trails of ${account.accountId} could not be read: ${oneLine(error)}`);
    }
  }
  for (const gap of gaps) book.gap(gapLine(gap));
  await sink.saveGaps("trails", gaps);
}

/** After the events, which are there whatever the digests say. */
async function readDigests(
  { sources, sink, digests: checked, from, to, signal }: IngestInput,
  book: ProgressBook,
): Promise<void> {
  if (checked === undefined) return;
  for (const { id, digests } of sources.files) {
    if (digests === undefined) continue;
    try {
      const { gaps, alarms } = await checkDigests({ id, digests, sink: checked, from, to, signal });
      for (const line of [...alarms, ...gaps.map(gapLine)]) book.gap(line);
      await sink.saveGaps(`digests ${id}`, gaps);
    } catch (error) {
      if (signal.aborted) throw error;
      book.gap(`Digests of ${id} could not be checked: ${oneLine(error)}`);
    }
  }
}

async function readFiles(source: LogFileSource, input: IngestInput, run: SinkRun, book: ProgressBook): Promise<Gap[]> {
  const { sink, pool, signal, from, to } = input;
  const gaps: Gap[] = [];
  const cursors = await sink.cursors(source.id);
  const reached = new Map<string, string>();
  const failedPrefixes = new Set<string>();
  const under = new Set<Promise<void>>();
  let failure: unknown = null;
  const take = async (objects: readonly LogObject[]) => {
    const fresh = await sink.fresh(objects);
    book.listed(objects.length, objects.length - fresh.length);
    for (const object of fresh) {
      while (under.size >= (object.size > SMALL ? pool.width : FETCHED)) await Promise.race(under);
      if (failure !== null) throw failure;
      signal.throwIfAborted();
      const work: Promise<void> = readFile(source, object, input, run, book)
        .then((gone) => {
          if (gone) failedPrefixes.add(object.prefix);
        })
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => under.delete(work));
      under.add(work);
    }
  };
  const request = {
    from: dayOf(from),
    to: dayOf(to),
    after: (prefix: string) => cursors.get(prefix) ?? null,
    onGap: (gap: Gap) => void gaps.push(gap),
    signal,
  };
  let objects: LogObject[] = [];
  try {
    for await (const object of source.list(request)) {
      objects.push(object);
      const last = reached.get(object.prefix);
      if (last === undefined || object.key > last) reached.set(object.prefix, object.key);
      if (objects.length < LISTED) continue;
      await take(objects);
      objects = [];
    }
    await take(objects);
  } finally {
    await Promise.all(under);
  }
  if (failure !== null) throw failure;
  await run.commit();
  // A prefix of which something could not be opened is listed again from where it stood.
  for (const prefix of failedPrefixes) reached.delete(prefix);
  await sink.saveCursors(source.id, reached);
  return gaps;
}

/** True where the file could not be fetched: it is asked for again in the next run. */
async function readFile(
  source: LogFileSource,
  object: LogObject,
  { pool, spool, signal }: IngestInput,
  run: SinkRun,
  book: ProgressBook,
): Promise<boolean> {
  let collected: Awaited<ReturnType<Spool["collect"]>>;
  try {
    collected = await spool.collect(await source.open(object, signal), IN_MEMORY);
  } catch (error) {
    if (signal.aborted) throw error;
    book.fileFailed("unreadable", `${object.key}: ${oneLine(error)}`);
    return true;
  }
  try {
    const job: ParseJob = { account: object.account, stored: collected.stored };
    await readJob(job, object, pool, run, book);
  } finally {
    await collected.drop();
  }
  return false;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
