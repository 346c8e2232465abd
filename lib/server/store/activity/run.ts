/** One run's writes: batches are gathered and go in together with their files, in one transaction. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type {
  Batch,
  FinishedFile,
  LookupWindow,
  ParsedPiece,
  SinkRun,
  SinkTotals,
  WindowState,
} from "@/lib/server/usecases/activity/ports";
import type { Clock } from "@/lib/server/usecases/ports";
import type { WriteQueue } from "../write-queue";
import { timeOf, writeEvents } from "./append-events";
import { appendUnknown } from "./append-unknown";
import { ASSUMPTION_KEY, assumptionRows, CHANGE_KEY, changeRows } from "./assumption-rows";
import { attribute, openAgain } from "./attribute";
import { type Gathered, gatherRows } from "./gather";
import { Numbers } from "./numbers";
import { appendRows, type Cell, milliseconds } from "./rows";
import { rebuildUsage } from "./usage";
import { Workloads } from "./workloads";

/** Two row groups of DuckDB: inserts of that size bypass its log. */
const ENOUGH = 245_760;

/** What runs write is seen by others from here: it grows with each commit that added something. */
export interface Versioned {
  version: number;
}

export async function beginRun(queue: WriteQueue, clock: Clock, seen: Versioned): Promise<SinkRun> {
  const opened = await queue.run(async (connection) => {
    // Rows of events go into the file at once; of the rest, each checkpoint writes whole row groups anew.
    await connection.run("SET checkpoint_threshold = '64MB'");
    const last = await connection.runAndReadAll(
      "SELECT coalesce((SELECT max(id) FROM activity_file), 0), coalesce((SELECT max(id) FROM activity_assumption), 0)",
    );
    const [file, assumption] = last.getRows()[0] ?? [];
    return {
      numbers: await Numbers.open(connection),
      workloads: await Workloads.open(connection),
      file: Number(file),
      assumption: Number(assumption),
    };
  });
  const { numbers, workloads } = opened;
  let nextFile = opened.file + 1;
  let nextAssumption = opened.assumption + 1;
  let pending: { file: number; piece: ParsedPiece }[] = [];
  let rows = 0;
  let files: { id: number; file: FinishedFile }[] = [];
  let windows: { source: string; window: LookupWindow; state: WindowState }[] = [];
  let odd = new Map<string, { records: number; sample: string }>();
  let events = 0;
  let duplicates = 0;
  let tail: Promise<void> = Promise.resolve();

  const assumptionRowsOf = (batch: Batch, isFirst: (row: number) => boolean, file: number) =>
    assumptionRows(batch, workloads, () => nextAssumption++, file, isFirst);

  async function write(connection: DuckDBConnection): Promise<void> {
    const pieces = pending;
    const finished = files;
    const reached = windows;
    const strange = odd;
    pending = [];
    rows = 0;
    files = [];
    windows = [];
    odd = new Map();
    const numbered = [];
    for (const { file, piece } of pieces) {
      numbered.push({ batch: piece.batch, columns: await numbers.columns(connection, piece), file });
      await new Promise(setImmediate);
    }
    await numbers.write(connection);
    const gathered = await gatherRows(numbered);
    const { rows: unique } = gathered;
    if (unique.count > 0) {
      const written = await writeEvents(connection, unique);
      events += written;
      duplicates += numbered.reduce((sum, { batch }) => sum + batch.count, 0) - written;
      const between = timeOf(unique);
      // Events are let go before what they said is: each table knows for itself.
      const assumptions = () => rowsOf(gathered, assumptionRowsOf);
      await appendUnknown(connection, "activity_assumption", assumptions, ASSUMPTION_KEY, between);
      await appendUnknown(connection, "activity_change", () => rowsOf(gathered, changeRows), CHANGE_KEY, between);
      await workloads.write(connection);
      const change = firstAssociationChange(pieces);
      if (change !== null) await openAgain(connection, change);
      await connection.run(
        `INSERT INTO activity_dirty SELECT DATE '1970-01-01' + unnest([${gathered.days.join(",")}]) EXCEPT SELECT day FROM activity_dirty`,
      );
    }
    if (finished.length > 0) await appendRows(connection, "activity_file", finished.map(fileRow(clock.now())));
    for (const { source, window, state } of reached) await writeWindow(connection, source, window, state);
    for (const [kind, { records, sample }] of strange) await writeOdd(connection, kind, records, sample);
  }

  /** One after another, whoever asks. */
  function commit(): Promise<void> {
    const result = tail.then(async () => {
      if (pending.length === 0 && files.length === 0 && windows.length === 0) return;
      const before = events;
      await queue.run(write);
      numbers.trim();
      if (events > before) seen.version++;
    });
    tail = result.catch(() => undefined);
    return result;
  }

  return {
    newFile: () => nextFile++,
    async add(file, piece) {
      // A batch of a file that was left out in the end is as good as one that is read again: its file is not in the ledger.
      if (piece.batch.count > 0 || piece.batch.texts.length > 0 || piece.batch.reset) pending.push({ file, piece });
      rows += piece.batch.count;
      for (const { kind, records, sample } of piece.batch.odd) {
        const known = odd.get(kind);
        if (known) known.records += records;
        else odd.set(kind, { records, sample });
      }
      if (rows >= ENOUGH) await commit();
    },
    async file(id, file) {
      files.push({ id, file });
      if (files.length >= 5_000) await commit();
    },
    window: (source, window, state) => void windows.push({ source, window, state }),
    commit,
    totals: (): SinkTotals => ({ events, duplicates }),
    async finish() {
      await commit();
      await attribute(queue);
      await rebuildUsage(queue);
      seen.version++;
    },
    async abandon() {
      await tail;
      pending = [];
      files = [];
      windows = [];
    },
  };
}

/** Microseconds since 1970 as text; null where none came. */
function firstAssociationChange(pieces: readonly { readonly piece: ParsedPiece }[]): string | null {
  let first: bigint | null = null;
  for (const { batch } of pieces.map(({ piece }) => piece))
    for (const { at, facts } of batch.changes) {
      const time = batch.times[at];
      if (facts.kind.startsWith("association-") && time !== undefined && (first === null || time < first)) first = time;
    }
  return first === null ? null : String(first);
}

function* rowsOf(
  { batches, isFirst }: Gathered,
  rows: (batch: Batch, isFirst: (row: number) => boolean, file: number) => Iterable<Cell[]>,
): Generator<Cell[]> {
  for (const [index, { batch, file }] of batches.entries()) yield* rows(batch, (row) => isFirst(index, row), file);
}

function fileRow(now: Date): (entry: { id: number; file: FinishedFile }) => Cell[] {
  return ({ id, file }) => {
    const { object } = file;
    return [
      { integer: id },
      object.source,
      object.key,
      object.etag,
      { bigint: object.size },
      object.account,
      object.region,
      object.day,
      { integer: file.records },
      { integer: file.staged },
      JSON.stringify(file.skipped),
      file.failure,
      file.firstPlace,
      milliseconds(now.getTime()),
    ];
  };
}

async function writeWindow(
  connection: DuckDBConnection,
  source: string,
  window: LookupWindow,
  state: WindowState,
): Promise<void> {
  const place = [window.account, window.region, window.selector.key, window.selector.value, window.from, window.to];
  // What was read of a window that is asked for again counts as watched, under a name that no window has.
  const until = typeof state === "object" && "readUntil" in state ? state.readUntil : null;
  const name = until === null ? place.join(" ") : `until ${place.join(" ")}`;
  await connection.run("DELETE FROM activity_window WHERE source = $1 AND name = $2", [source, name]);
  await connection.run(
    "INSERT INTO activity_window VALUES ($1, $2, $3, $4, $5, $6::TIMESTAMPTZ AT TIME ZONE 'UTC', $7::TIMESTAMPTZ AT TIME ZONE 'UTC', $8)",
    [
      source,
      name,
      window.account,
      window.region,
      `${window.selector.key}=${window.selector.value}`,
      window.from,
      until ?? window.to,
      typeof state === "object" && "nextToken" in state ? state.nextToken : null,
    ],
  );
}

async function writeOdd(connection: DuckDBConnection, kind: string, records: number, sample: string): Promise<void> {
  const updated = await connection.run("UPDATE activity_odd SET records = records + $2 WHERE kind = $1", [
    kind,
    records,
  ]);
  if (updated.rowsChanged === 0)
    await connection.run("INSERT INTO activity_odd VALUES ($1, $2, $3)", [kind, records, sample]);
}
