/** Columns of integers into tables, copied as they are: rows of values would be three times slower. */
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, INTEGER, TIMESTAMP, UUID } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { ACCOUNT, type EventColumns, NUMBERS, pickRows } from "./gather";

/** Rows that DuckDB takes at once. */
const CHUNK = 2_048;
const EVENT_TYPES = [UUID, TIMESTAMP, ...Array.from({ length: NUMBERS }, () => INTEGER)];

/** Writes those that the table does not hold yet, giving way to others. How many they were. */
export async function writeEvents(connection: DuckDBConnection, rows: EventColumns): Promise<number> {
  const fresh = await withoutKnown(connection, rows);
  if (fresh.count === 0) return 0;
  await connection.run("CREATE OR REPLACE TEMP TABLE activity_stage AS SELECT * FROM activity_event LIMIT 0");
  await appendColumns(connection, {
    table: "activity_stage",
    types: EVENT_TYPES,
    columns: [fresh.ids, fresh.times, ...fresh.columns],
    count: fresh.count,
  });
  // Packing the columns takes a while, and is done by other threads than this one.
  await connection.run("INSERT INTO activity_event SELECT * FROM activity_stage");
  await connection.run("DROP TABLE activity_stage");
  return fresh.count;
}

const SECOND = 1_000_000n;

/** SQL of the time from the first to the last of the rows, of which there are some, in order of seconds. */
export function timeOf({ count, times }: EventColumns): string {
  return `BETWEEN make_timestamp(${times[0]! - SECOND}) AND make_timestamp(${times[count - 1]! + SECOND})`;
}

/** An event can only be known where its account has events around its time. */
async function withoutKnown(connection: DuckDBConnection, rows: EventColumns): Promise<EventColumns> {
  const { count, ids, times, columns } = rows;
  if (count === 0) return rows;
  const accounts = columns[ACCOUNT]!;
  const between = timeOf(rows);
  const reader = await connection.runAndReadAll(
    `SELECT account, epoch_us(min(ts)), epoch_us(max(ts)) FROM activity_event WHERE ts ${between} GROUP BY 1`,
  );
  const held = new Map(
    (reader.getRows() as [number, bigint, bigint][]).map(([account, from, to]) => [account, { from, to }] as const),
  );
  if (held.size === 0) return rows;
  const asked: number[] = [];
  for (let row = 0; row < count; row++) {
    const around = held.get(accounts[row]!);
    if (around && times[row]! >= around.from && times[row]! <= around.to) asked.push(row);
  }
  if (asked.length === 0) return rows;
  const known = await askForKnown(
    connection,
    { count, ids, times, columns: [accounts] },
    Int32Array.from(asked),
    between,
  );
  if (known.size === 0) return rows;
  const left: number[] = [];
  for (let row = 0; row < count; row++) if (!known.has(row)) left.push(row);
  return pickRows(rows, Int32Array.from(left));
}

async function askForKnown(
  connection: DuckDBConnection,
  rows: EventColumns,
  asked: Int32Array,
  between: string,
): Promise<ReadonlySet<number>> {
  const { ids, columns } = pickRows(rows, asked);
  await connection.run("CREATE OR REPLACE TEMP TABLE activity_asked (event_id UUID, account INTEGER, place INTEGER)");
  await appendColumns(connection, {
    table: "activity_asked",
    types: [UUID, INTEGER, INTEGER],
    columns: [ids, columns[0]!, asked],
    count: asked.length,
  });
  const found = await connection.runAndReadAll(
    `SELECT a.place FROM activity_asked a JOIN activity_event e
       ON e.event_id = a.event_id AND e.account = a.account AND e.ts ${between}`,
  );
  await connection.run("DROP TABLE activity_asked");
  return new Set(found.getRows().map(([place]) => Number(place)));
}

interface Columns {
  /** A temporary one. */
  readonly table: string;
  readonly types: readonly DuckDBType[];
  readonly columns: readonly (Uint8Array | BigInt64Array | Int32Array)[];
  readonly count: number;
}

async function appendColumns(connection: DuckDBConnection, { table, types, columns, count }: Columns): Promise<void> {
  const appender = await connection.createAppender(table, null, "temp");
  const chunk = DuckDBDataChunk.create([...types]);
  const widths = columns.map(({ byteLength }) => byteLength / count);
  try {
    for (let from = 0; from < count; from += CHUNK) {
      const rows = Math.min(CHUNK, count - from);
      chunk.reset();
      chunk.rowCount = rows;
      for (const [index, { buffer, byteOffset }] of columns.entries()) {
        const width = widths[index]!;
        const vector = duckdb.data_chunk_get_vector(chunk.chunk, index);
        duckdb.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset + from * width, rows * width);
      }
      appender.appendDataChunk(chunk);
      if ((from / CHUNK) % 8 !== 7) continue;
      appender.flushSync();
      await new Promise(setImmediate);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}
