/** What rules found, by snapshot. */
import type { DuckDBBlobValue, DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { SeverityCounts } from "@/lib/contracts/api";
import type { Severity } from "@/lib/domain/findings/finding";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { FindingRun, FindingStore, FoundRow, SeenRow } from "@/lib/server/usecases/findings/ports";
import type { WriteQueue } from "../write-queue";

const RUN =
  "r.snapshot, r.key, r.engine_version, r.evaluated_at, r.activity_from, r.activity_to, r.rules, r.failed, r.open, r.accepted";

export class DuckDbFindingStore implements FindingStore {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
  ) {}

  async run(snapshotId: string): Promise<FindingRun | null> {
    const reader = await this.reads.runAndReadAll(`SELECT ${RUN} FROM finding_run r WHERE r.snapshot = $1`, [
      snapshotId,
    ]);
    const row = reader.getRows()[0];
    return row ? toRun(row) : null;
  }

  keep(meta: SnapshotMeta, run: FindingRun, rows: readonly FoundRow[], chunks: readonly Uint8Array[]): Promise<void> {
    const seenAt = meta.finishedAt ?? meta.startedAt;
    return this.queue.run(async (connection) => {
      const sealedWith = await foundBefore(connection, run);
      for (const table of ["finding_run", "finding_chunk", "finding_seen"])
        await connection.run(`DELETE FROM ${table} WHERE snapshot = $1`, [meta.id]);
      await connection.run("INSERT INTO finding_run VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", [
        meta.id,
        run.key,
        run.engineVersion,
        run.evaluatedAt,
        run.activity?.from ?? null,
        run.activity?.to ?? null,
        JSON.stringify(run.rules),
        JSON.stringify(run.failed),
        JSON.stringify(run.open),
        JSON.stringify(run.accepted),
      ]);
      await appendChunks(connection, meta.id, chunks);
      await appendRows(connection, meta.id, rows, sealedWith);
      await connection.run(
        `UPDATE finding_first f SET seen_at = $2 WHERE f.seen_at > $2
           AND f.id IN (SELECT s.id FROM finding_seen s WHERE s.snapshot = $1)`,
        [meta.id, seenAt],
      );
      await connection.run(
        `INSERT INTO finding_first SELECT s.id, $2 FROM finding_seen s
           WHERE s.snapshot = $1 AND NOT EXISTS (SELECT 1 FROM finding_first f WHERE f.id = s.id)`,
        [meta.id, seenAt],
      );
    });
  }

  async chunks(snapshotId: string): Promise<Uint8Array[]> {
    const sql = "SELECT body FROM finding_chunk WHERE snapshot = $1 ORDER BY seq";
    const reader = await this.reads.runAndReadAll(sql, [snapshotId]);
    // Copies with buffers of their own: what DuckDB hands out may be a slice of a shared pool.
    return reader.getRows().map(([body]) => new Uint8Array((body as DuckDBBlobValue).bytes));
  }

  async seen(snapshotId: string, before: string | null): Promise<SeenRow[]> {
    const reader = await this.reads.runAndReadAll(
      `SELECT s.id, s.severity, s.rule, f.seen_at, l.last_at, b.severity
       FROM finding_seen s
       JOIN finding_first f ON f.id = s.id
       JOIN (SELECT o.id, max(coalesce(n.finished_at, n.started_at)) AS last_at
             FROM finding_seen o JOIN snapshot n ON n.id = o.snapshot GROUP BY o.id) l ON l.id = s.id
       LEFT JOIN finding_seen b ON b.snapshot = $2 AND b.id = s.id AND NOT b.late
       WHERE s.snapshot = $1`,
      [snapshotId, before ?? ""],
    );
    return reader.getRows().map(([id, severity, rule, first, last, severityBefore]) => ({
      id: String(id),
      severity: String(severity) as Severity,
      rule: String(rule),
      firstSeenAt: String(first),
      lastSeenAt: String(last),
      severityBefore: (severityBefore ?? null) as Severity | null,
    }));
  }

  async sightings(id: string, { id: upTo, scope }: SnapshotMeta) {
    const reader = await this.reads.runAndReadAll(
      `SELECT n.id, coalesce(n.finished_at, n.started_at), s.severity
       FROM finding_run r JOIN snapshot n ON n.id = r.snapshot
       LEFT JOIN finding_seen s ON s.snapshot = n.id AND s.id = $1
       WHERE n.scope = $2 AND n.id <= $3 ORDER BY n.id`,
      [id, scope, upTo],
    );
    return reader.getRows().map(([snapshotId, at, severity]) => ({
      snapshotId: String(snapshotId),
      at: String(at),
      severity: (severity ?? null) as Severity | null,
    }));
  }

  async runs(scope: string, from: string, to: string) {
    const reader = await this.reads.runAndReadAll(
      `SELECT ${RUN}, n.finished_at FROM finding_run r JOIN snapshot n ON n.id = r.snapshot
       WHERE n.scope = $1 AND n.finished_at >= $2 AND n.finished_at <= $3 ORDER BY n.id`,
      [scope, from, to],
    );
    return reader.getRows().map((row) => ({ ...toRun(row), at: String(row.at(-1)) }));
  }
}

/** With the snapshots that go; since when a finding is there is kept as long as some snapshot has it. */
export async function pruneFindings(connection: DuckDBConnection, removed: readonly string[]): Promise<void> {
  for (const table of ["finding_run", "finding_chunk", "finding_seen"])
    await connection.run(
      `DELETE FROM ${table} WHERE snapshot IN (SELECT unnest($1))`,
      [listValue([...removed])],
      [LIST(VARCHAR)],
    );
  if (removed.length === 0) return;
  await connection.run("DELETE FROM finding_first f WHERE NOT EXISTS (SELECT 1 FROM finding_seen s WHERE s.id = f.id)");
}

async function appendChunks(connection: DuckDBConnection, snapshot: string, chunks: readonly Uint8Array[]) {
  const appender = await connection.createAppender("finding_chunk");
  try {
    for (const [seq, body] of chunks.entries()) {
      appender.appendVarchar(snapshot);
      appender.appendInteger(seq);
      appender.appendBlob(body);
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

/**
 * What the same rules found of the snapshot when it was sealed; null where they were not run over it yet. What they find
 * later is news to the next scan, too.
 */
async function foundBefore(connection: DuckDBConnection, run: FindingRun): Promise<ReadonlySet<string> | null> {
  const before = await connection.runAndReadAll(
    "SELECT 1 FROM finding_run WHERE snapshot = $1 AND engine_version = $2 AND rules = $3",
    [run.snapshotId, run.engineVersion, JSON.stringify(run.rules)],
  );
  if (before.getRows().length === 0) return null;
  const reader = await connection.runAndReadAll("SELECT id FROM finding_seen WHERE snapshot = $1 AND NOT late", [
    run.snapshotId,
  ]);
  return new Set(reader.getRows().map(([id]) => String(id)));
}

async function appendRows(
  connection: DuckDBConnection,
  snapshot: string,
  rows: readonly FoundRow[],
  sealedWith: ReadonlySet<string> | null,
) {
  const appender = await connection.createAppender("finding_seen");
  try {
    for (const { id, severity, rule } of rows) {
      appender.appendVarchar(snapshot);
      appender.appendVarchar(id);
      appender.appendVarchar(severity);
      appender.appendVarchar(rule);
      appender.appendBoolean(sealedWith !== null && !sealedWith.has(id));
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

function toRun(row: readonly DuckDBValue[]): FindingRun {
  const [snapshot, key, engineVersion, evaluatedAt, from, to, rules, failed, open, accepted] = row;
  return {
    snapshotId: String(snapshot),
    key: String(key),
    engineVersion: String(engineVersion),
    evaluatedAt: String(evaluatedAt),
    activity: typeof from === "string" && typeof to === "string" ? { from, to } : null,
    rules: JSON.parse(String(rules)) as string[],
    failed: JSON.parse(String(failed)) as FindingRun["failed"],
    open: JSON.parse(String(open)) as SeverityCounts,
    accepted: JSON.parse(String(accepted)) as SeverityCounts,
  };
}
