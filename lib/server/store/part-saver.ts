/** Group commit: what is saved while one transaction runs goes into the next one, so that many small parts are fast. */
import { BLOB, blobValue, type DuckDBAppender, type DuckDBConnection, LIST, listValue } from "@duckdb/node-api";
import { packAll } from "./packing";
import type { WriteQueue } from "./write-queue";

export interface Body {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

export interface PartSave {
  readonly snapshot: string;
  readonly key: string;
  readonly readAt: string;
  readonly blob: Body;
  /** Hashes that the part names, whether or not their text comes with it. */
  readonly references: ReadonlySet<string>;
  readonly documents: readonly Body[];
  /** True where the part was saved before in this snapshot and is now replaced. */
  readonly replaces: boolean;
}

export interface GapSave {
  readonly snapshot: string;
  readonly seq: number;
  readonly gap: string;
}

type Save = PartSave | GapSave;
interface Pending {
  readonly save: Save;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** Bounds the memory of one transaction, not its rows: one larger part still goes through whole. */
const BATCH_BYTES = 32 * 1024 * 1024;
const BATCH_SAVES = 4_096;

export class PartSaver {
  private pending: Pending[] = [];
  private draining = false;

  constructor(private readonly queue: WriteQueue) {}

  /** Resolves when the save is committed. */
  save(save: Save): Promise<void> {
    return new Promise((done, failed) => {
      this.pending.push({ save, done, failed });
      if (!this.draining) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.draining = true;
    // One turn of the event loop lets everything that is ready now join the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.pending.length > 0) {
      const batch = this.take();
      try {
        await this.queue.run((connection) =>
          writeBatch(
            connection,
            batch.map((each) => each.save),
          ),
        );
        for (const each of batch) each.done();
      } catch (error) {
        for (const each of batch) each.failed(error);
      }
    }
    this.draining = false;
  }

  private take(): Pending[] {
    let bytes = 0;
    let count = 0;
    for (const { save } of this.pending) {
      if (count > 0 && (bytes > BATCH_BYTES || count >= BATCH_SAVES)) break;
      bytes += "gap" in save ? save.gap.length : save.blob.bytes.length;
      if (!("gap" in save)) for (const document of save.documents) bytes += document.bytes.length;
      count++;
    }
    return this.pending.splice(0, count);
  }
}

async function writeBatch(connection: DuckDBConnection, saves: readonly Save[]): Promise<void> {
  // A part that comes twice in one batch counts as it came last.
  const parts = [
    ...new Map(
      saves.filter((save): save is PartSave => "blob" in save).map((part) => [`${part.snapshot}|${part.key}`, part]),
    ).values(),
  ];
  const gaps = saves.filter((save): save is GapSave => "gap" in save);
  const newBlobs = await addBodies(
    connection,
    "blob",
    parts.map((part) => part.blob),
  );
  await addBodies(
    connection,
    "document",
    parts.flatMap((part) => part.documents),
  );
  for (const part of parts) {
    if (part.replaces) {
      await connection.run("DELETE FROM snapshot_part WHERE snapshot = $1 AND part = $2", [part.snapshot, part.key]);
    }
  }
  const linked = new Set<string>();
  await append(connection, "blob_document", (appender) => {
    for (const { blob, references } of parts) {
      if (!newBlobs.has(blob.hash) || linked.has(blob.hash)) continue;
      linked.add(blob.hash);
      for (const hash of references) {
        appender.appendBlob(Buffer.from(blob.hash, "hex"));
        appender.appendBlob(Buffer.from(hash, "hex"));
        appender.endRow();
      }
    }
  });
  await append(connection, "snapshot_part", (appender) => {
    for (const part of parts) {
      appender.appendVarchar(part.snapshot);
      appender.appendVarchar(part.key);
      appender.appendBlob(Buffer.from(part.blob.hash, "hex"));
      appender.appendVarchar(part.readAt);
      appender.endRow();
    }
  });
  await append(connection, "gap", (appender) => {
    for (const gap of gaps) {
      appender.appendVarchar(gap.snapshot);
      appender.appendInteger(gap.seq);
      appender.appendVarchar(gap.gap);
      appender.endRow();
    }
  });
}

/** Adds the bodies that the table does not hold yet; returns the hashes of those. */
async function addBodies(
  connection: DuckDBConnection,
  table: "blob" | "document",
  bodies: readonly Body[],
): Promise<Set<string>> {
  const byHash = new Map(bodies.map((body) => [body.hash, body]));
  for (const hash of await knownHashes(connection, table, [...byHash.keys()])) byHash.delete(hash);
  const fresh = [...byHash.values()];
  const packed = await packAll(fresh.map((body) => body.bytes));
  await append(connection, table, (appender) => {
    for (const [index, body] of fresh.entries()) {
      appender.appendBlob(Buffer.from(body.hash, "hex"));
      appender.appendBlob(packed[index]!);
      appender.endRow();
    }
  });
  return new Set(byHash.keys());
}

async function knownHashes(connection: DuckDBConnection, table: string, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const wanted = listValue(hashes.map((hash) => blobValue(Buffer.from(hash, "hex"))));
  const reader = await connection.runAndReadAll(
    `SELECT lower(hex(hash)) FROM ${table} WHERE hash IN (SELECT unnest($1))`,
    [wanted],
    [LIST(BLOB)],
  );
  return reader.getRows().map((row) => String(row[0]));
}

async function append(
  connection: DuckDBConnection,
  table: string,
  fill: (appender: DuckDBAppender) => void,
): Promise<void> {
  const appender = await connection.createAppender(table);
  try {
    fill(appender);
  } finally {
    appender.closeSync();
  }
}
