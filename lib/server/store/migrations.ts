/**
 * The schema, forward only: a version is never edited once released, the next one alters what it left.
 * No PRIMARY KEY and no UNIQUE: an index makes the file several times larger and inserts slower, and the one writer
 * keeps hashes unique by anti-joins.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { delegatedSessionStatements, delegatedStatements } from "./activity/delegated-schema";
import { digestStatements } from "./activity/digests";
import { activityStatements, packedSizeStatements } from "./activity/schema";
import { clusterHistoryStatements } from "./cluster-history";
import { findingStatements } from "./findings/schema";
import { reviewStatements } from "./reviews/schema";
import { StoreError } from "./store-error";

export interface Migration {
  readonly version: number;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    statements: [
      `CREATE TABLE snapshot (id VARCHAR NOT NULL, scope VARCHAR NOT NULL, engine_version VARCHAR NOT NULL,
         status VARCHAR NOT NULL, started_at VARCHAR NOT NULL, finished_at VARCHAR, counts VARCHAR)`,
      "CREATE TABLE snapshot_part (snapshot VARCHAR NOT NULL, part VARCHAR NOT NULL, hash BLOB NOT NULL, read_at VARCHAR NOT NULL)",
      "CREATE TABLE gap (snapshot VARCHAR NOT NULL, seq INTEGER NOT NULL, body VARCHAR NOT NULL)",
      "CREATE TABLE blob (hash BLOB NOT NULL, body BLOB NOT NULL)",
      "CREATE TABLE blob_document (blob BLOB NOT NULL, document BLOB NOT NULL)",
      "CREATE TABLE document (hash BLOB NOT NULL, body BLOB NOT NULL)",
    ],
  },
  {
    version: 2,
    statements: [
      "ALTER TABLE snapshot ADD COLUMN reason VARCHAR",
      "CREATE TABLE setting (key VARCHAR NOT NULL, value VARCHAR NOT NULL, updated_at VARCHAR NOT NULL)",
    ],
  },
  { version: 3, statements: activityStatements },
  { version: 4, statements: clusterHistoryStatements },
  { version: 5, statements: delegatedStatements },
  { version: 6, statements: findingStatements },
  { version: 7, statements: reviewStatements },
  { version: 8, statements: packedSizeStatements },
  { version: 10, statements: digestStatements },
  { version: 12, statements: delegatedSessionStatements },
];

/** Brings the schema to the newest version, each step in a transaction of its own. Throws `store/newer-schema`. */
export async function migrate(connection: DuckDBConnection, now: Date, migrations = MIGRATIONS): Promise<void> {
  await connection.run(
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, applied_at VARCHAR NOT NULL)",
  );
  const reader = await connection.runAndReadAll("SELECT coalesce(max(version), 0)::INTEGER FROM schema_version");
  const current = Number(reader.value(0, 0));
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) {
    throw new StoreError(
      "store/newer-schema",
      `the store was written by a newer Podlens (schema ${current}, this one knows ${newest}): upgrade Podlens or use another data folder`,
    );
  }
  for (const { version, statements } of migrations) {
    if (version <= current) continue;
    await connection.run("BEGIN");
    try {
      for (const statement of statements) await connection.run(statement);
      await connection.run("INSERT INTO schema_version VALUES ($1, $2)", [version, now.toISOString()]);
      await connection.run("COMMIT");
    } catch (error) {
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}
