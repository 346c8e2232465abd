/** Columns of integers into a temporary table, copied as they are: rows of values would be three times slower. */
import { type DuckDBConnection, DuckDBDataChunk, INTEGER, TIMESTAMP, UUID } from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import type { Batch } from "@/lib/server/usecases/activity/ports";

/** Rows that DuckDB takes at once. */
const CHUNK = 2_048;
const INTEGERS = 9;

/** Appends the batch's rows, giving way to others between chunks. `columns` hold numbers of the store, `file` its file's. */
export async function stageEvents(
  connection: DuckDBConnection,
  batches: readonly { readonly batch: Batch; readonly columns: readonly Int32Array[]; readonly file: number }[],
): Promise<void> {
  const appender = await connection.createAppender("activity_stage", null, "temp");
  const chunk = DuckDBDataChunk.create([UUID, TIMESTAMP, ...Array.from({ length: INTEGERS }, () => INTEGER)]);
  try {
    for (const { batch, columns, file } of batches) {
      const files = new Int32Array(Math.min(CHUNK, batch.count)).fill(file);
      for (let from = 0; from < batch.count; from += CHUNK) {
        const rows = Math.min(CHUNK, batch.count - from);
        chunk.reset();
        chunk.rowCount = rows;
        copy(chunk, 0, batch.ids.buffer as ArrayBuffer, batch.ids.byteOffset + from * 16, rows * 16);
        copy(chunk, 1, batch.times.buffer as ArrayBuffer, batch.times.byteOffset + from * 8, rows * 8);
        for (const [index, column] of columns.entries())
          copy(chunk, index + 2, column.buffer as ArrayBuffer, column.byteOffset + from * 4, rows * 4);
        copy(chunk, INTEGERS + 1, files.buffer as ArrayBuffer, 0, rows * 4);
        appender.appendDataChunk(chunk);
        if ((from / CHUNK) % 2 === 1) await new Promise(setImmediate);
      }
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function copy(chunk: DuckDBDataChunk, column: number, buffer: ArrayBuffer, offset: number, bytes: number): void {
  duckdb.copy_data_to_vector(duckdb.data_chunk_get_vector(chunk.chunk, column), 0, buffer, offset, bytes);
}
