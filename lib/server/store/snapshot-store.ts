/** Snapshots in the store. Rows out, rows in; what to keep is decided in retention.ts. */
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";
import { type DuckDBBlobValue, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import { monotonicFactory } from "ulid";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts, SnapshotMeta, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";
import type { Clock, GapReader, PackedSnapshot, SnapshotStore, SnapshotWriter } from "@/lib/server/usecases/ports";
import { earlierClusters, pruneSightings } from "./cluster-history";
import { pruneFindings } from "./findings/finding-store";
import { PartSaver } from "./part-saver";
import { snapshotsToRemove } from "./retention";
import { StoredSnapshotWriter } from "./snapshot-writer";
import type { WriteQueue } from "./write-queue";

const COLUMNS = "id, scope, engine_version, status, started_at, finished_at, counts";
const SEALED: readonly SnapshotStatus[] = ["complete", "partial"];

export class DuckDbSnapshotStore implements SnapshotStore, GapReader {
  private readonly saver: PartSaver;
  private readonly nextId = monotonicFactory();

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
    private readonly clock: Clock,
  ) {
    this.saver = new PartSaver(queue);
  }

  async begin(input: { scope: string; engineVersion: string }): Promise<SnapshotWriter> {
    const now = this.clock.now();
    const meta: SnapshotMeta = {
      id: this.nextId(now.getTime()),
      startedAt: now.toISOString(),
      finishedAt: null,
      status: "running",
      engineVersion: input.engineVersion,
      counts: null,
      scope: input.scope,
    };
    await this.queue.run((connection) =>
      connection.run(
        "INSERT INTO snapshot (id, scope, engine_version, status, started_at) VALUES ($1, $2, $3, $4, $5)",
        [meta.id, meta.scope, meta.engineVersion, meta.status, meta.startedAt],
      ),
    );
    return new StoredSnapshotWriter(meta, { queue: this.queue, saver: this.saver, clock: this.clock });
  }

  async list(filter: { statuses?: readonly SnapshotStatus[]; limit?: number } = {}): Promise<SnapshotMeta[]> {
    const { statuses, limit } = filter;
    const where = statuses ? "WHERE status IN (SELECT unnest($1))" : "";
    const reader = await this.reads.runAndReadAll(
      `SELECT ${COLUMNS} FROM snapshot ${where} ORDER BY id DESC ${limit === undefined ? "" : `LIMIT ${Math.max(0, Math.trunc(limit))}`}`,
      statuses ? [listValue([...statuses])] : [],
      statuses ? [LIST(VARCHAR)] : [],
    );
    return reader.getRows().map(toMeta);
  }

  async get(id: string | "latest"): Promise<SnapshotMeta | null> {
    if (id === "latest") return (await this.list({ statuses: SEALED, limit: 1 }))[0] ?? null;
    const reader = await this.reads.runAndReadAll(`SELECT ${COLUMNS} FROM snapshot WHERE id = $1`, [id]);
    const row = reader.getRows()[0];
    return row ? toMeta(row) : null;
  }

  async gaps(snapshotId: string): Promise<Gap[]> {
    const sql = "SELECT body FROM gap WHERE snapshot = $1 ORDER BY seq";
    const reader = await this.reads.runAndReadAll(sql, [snapshotId]);
    return reader.getRows().map(([body]) => JSON.parse(String(body)) as Gap);
  }

  /** One consistent reading, of an unsealed one too: its meta says so. null where there is none of that id. */
  async load(id: string): Promise<PackedSnapshot | null> {
    const connection = await this.instance.connect();
    try {
      await connection.run("BEGIN TRANSACTION READ ONLY");
      const row = (await connection.runAndReadAll(`SELECT ${COLUMNS} FROM snapshot WHERE id = $1`, [id])).getRows()[0];
      if (!row) return null;
      const meta = toMeta(row);
      const parts = await collect(
        connection,
        `SELECT p.part, p.read_at, lower(hex(p.hash)), b.body FROM snapshot_part p JOIN blob b ON b.hash = p.hash
         WHERE p.snapshot = $1 ORDER BY p.part`,
        id,
        ([key, readAt, hash, body]) => ({
          key: String(key),
          readAt: String(readAt),
          hash: String(hash),
          body: bytes(body),
        }),
      );
      const gaps = await collect(
        connection,
        "SELECT body FROM gap WHERE snapshot = $1 ORDER BY seq",
        id,
        ([body]) => JSON.parse(String(body)) as Gap,
      );
      const documents = await collect(
        connection,
        `SELECT lower(hex(d.hash)), d.body FROM document d WHERE d.hash IN (
           SELECT bd.document FROM blob_document bd JOIN snapshot_part p ON p.hash = bd.blob WHERE p.snapshot = $1)
         ORDER BY d.hash`,
        id,
        ([hash, body]) => ({ hash: String(hash), body: bytes(body) }),
      );
      const earlier = await earlierClusters(connection, meta);
      await connection.run("COMMIT");
      return { meta, parts, gaps, documents, earlierClusters: earlier };
    } finally {
      connection.closeSync();
    }
  }

  retain(now: Date): Promise<{ removedSnapshots: number; removedBlobs: number }> {
    return this.queue.run(async (connection) => {
      const reader = await connection.runAndReadAll("SELECT id, started_at, status FROM snapshot");
      const all = reader
        .getRows()
        .map(([id, startedAt, status]) => ({ id: String(id), startedAt: String(startedAt), status: String(status) }));
      const removed = snapshotsToRemove(all, now);
      const ids = [listValue(removed)];
      await pruneSightings(connection, removed);
      await pruneFindings(connection, removed);
      for (const [table, column] of [
        ["snapshot_part", "snapshot"],
        ["gap", "snapshot"],
        ["snapshot", "id"],
      ] as const) {
        await connection.run(`DELETE FROM ${table} WHERE ${column} IN (SELECT unnest($1))`, ids, [LIST(VARCHAR)]);
      }
      const blobs = await connection.run(
        "DELETE FROM blob b WHERE NOT EXISTS (SELECT 1 FROM snapshot_part p WHERE p.hash = b.hash)",
      );
      await connection.run(
        "DELETE FROM blob_document bd WHERE NOT EXISTS (SELECT 1 FROM blob b WHERE b.hash = bd.blob)",
      );
      await connection.run(
        "DELETE FROM document d WHERE NOT EXISTS (SELECT 1 FROM blob_document bd WHERE bd.document = d.hash)",
      );
      return { removedSnapshots: removed.length, removedBlobs: blobs.rowsChanged };
    });
  }
}

/** Marks what an owner left that is gone: an unsealed scan is never resumed. Returns how many there were. */
export async function failInterrupted(queue: WriteQueue, now: Date): Promise<number> {
  const result = await queue.run((connection) =>
    connection.run(
      "UPDATE snapshot SET status = 'failed', reason = 'interrupted', finished_at = $1 WHERE status = 'running'",
      [now.toISOString()],
    ),
  );
  return result.rowsChanged;
}

function toMeta(row: readonly DuckDBValue[]): SnapshotMeta {
  const [id, scope, engineVersion, status, startedAt, finishedAt, counts] = row;
  return {
    id: String(id),
    startedAt: String(startedAt),
    finishedAt: finishedAt === null ? null : String(finishedAt),
    status: String(status) as SnapshotStatus,
    engineVersion: String(engineVersion),
    counts: counts === null ? null : (JSON.parse(String(counts)) as SnapshotCounts),
    scope: String(scope),
  };
}

async function collect<T>(
  connection: DuckDBConnection,
  sql: string,
  id: string,
  read: (row: DuckDBValue[]) => T,
): Promise<T[]> {
  const found: T[] = [];
  const result = await connection.stream(sql, [id]);
  for await (const rows of result.yieldRows()) for (const row of rows) found.push(read(row));
  return found;
}

/** A copy with an ArrayBuffer of its own: what DuckDB hands out may be a slice of a shared pool. */
function bytes(value: DuckDBValue | undefined): Uint8Array {
  return new Uint8Array((value as DuckDBBlobValue).bytes);
}
