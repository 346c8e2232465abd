/** Rows with text, appended one by one: few beside the events. */
import { type DuckDBAppender, type DuckDBConnection, DuckDBTimestampValue, DuckDBUUIDValue } from "@duckdb/node-api";

export type Cell =
  | string
  | null
  | boolean
  | { readonly integer: number }
  | { readonly bigint: number }
  /** Microseconds since 1970. */
  | { readonly micros: bigint }
  /** Sixteen bytes in DuckDB's own layout. */
  | { readonly uuid: Uint8Array };

/** Rows between which others have their turn. */
const AT_ONCE = 256;
/** Rows that the database takes in at once, on this thread. */
const FLUSHED = 2_048;

export async function appendRows(
  connection: DuckDBConnection,
  table: string,
  rows: Iterable<readonly Cell[]>,
  temporary = false,
): Promise<void> {
  const appender = await connection.createAppender(table, null, temporary ? "temp" : null);
  let count = 0;
  try {
    for (const row of rows) {
      for (const cell of row) appendCell(appender, cell);
      appender.endRow();
      count++;
      if (count % FLUSHED === 0) appender.flushSync();
      if (count % AT_ONCE === 0) await new Promise(setImmediate);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function appendCell(appender: DuckDBAppender, cell: Cell): void {
  if (cell === null) appender.appendNull();
  else if (typeof cell === "string")
    appender.appendVarchar(cell.includes("\u0000") ? cell.replaceAll("\u0000", "\uFFFD") : cell);
  else if (typeof cell === "boolean") appender.appendBoolean(cell);
  else if ("integer" in cell) appender.appendInteger(cell.integer);
  else if ("bigint" in cell) appender.appendBigInt(BigInt(cell.bigint));
  else if ("micros" in cell) appender.appendTimestamp(new DuckDBTimestampValue(cell.micros));
  else appender.appendUUID(DuckDBUUIDValue.fromStoredHugeInt(hugeInt(cell.uuid)));
}

/** A row's own sixteen bytes. */
export function uuidAt(ids: Uint8Array, row: number): { readonly uuid: Uint8Array } {
  return { uuid: ids.subarray(row * 16, row * 16 + 16) };
}

export const milliseconds = (ms: number | null): Cell => (ms === null ? null : { micros: BigInt(ms) * 1000n });

function hugeInt(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  return (view.getBigInt64(8, true) << 64n) | view.getBigUint64(0, true);
}

/** The text of a key's sixteen bytes, as DuckDB prints a UUID. */
export function uuidText(bytes: Uint8Array): string {
  let hex = "";
  for (let i = 15; i >= 0; i--) {
    const byte = i === 15 ? bytes[i]! ^ 0x80 : bytes[i]!;
    hex += (byte < 16 ? "0" : "") + byte.toString(16);
  }
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
