/** What checking CloudTrail's digests came to: one row a digest. */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { CheckedDigest, DigestDay } from "@/lib/domain/activity/digest";
import type { DigestSink, KnownDigest } from "@/lib/server/usecases/activity/digest-ports";
import type { WriteQueue } from "../write-queue";
import { Conditions, text } from "./queries/sql";
import { appendRows } from "./rows";

export const digestStatements: readonly string[] = [
  `CREATE TABLE activity_digest (source VARCHAR NOT NULL, key VARCHAR NOT NULL, etag VARCHAR NOT NULL, account VARCHAR NOT NULL,
     region VARCHAR NOT NULL, day VARCHAR NOT NULL, hash VARCHAR NOT NULL, signed VARCHAR, signature VARCHAR NOT NULL,
     chain VARCHAR NOT NULL, files INTEGER NOT NULL, mismatched VARCHAR[] NOT NULL, missing VARCHAR[] NOT NULL, problem VARCHAR)`,
  // Sources of which digests were asked for.
  "CREATE TABLE activity_digest_source (source VARCHAR NOT NULL)",
];

export class DuckDbDigestSink implements DigestSink {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
  ) {}

  async known(source: string): Promise<ReadonlyMap<string, KnownDigest>> {
    const reader = await this.reads.runAndReadAll(
      `SELECT key, etag, hash, signed, CASE WHEN problem IS NOT NULL OR signature = 'invalid' OR chain = 'broken'
           OR len(mismatched) > 0 OR len(missing) > 0 THEN 'always' WHEN signature = 'no-key' THEN 'with-key' ELSE 'no' END
       FROM activity_digest WHERE source = $1`,
      [source],
      [VARCHAR],
    );
    return new Map(
      reader
        .getRows()
        .map(([key, etag, hash, signed, again]) => [
          String(key),
          { etag: String(etag), hash: String(hash), signed: text(signed), again: again as KnownDigest["again"] },
        ]),
    );
  }

  async save(source: string, checked: readonly CheckedDigest[]): Promise<void> {
    await this.queue.run(async (connection) => {
      await connection.run("DELETE FROM activity_digest_source WHERE source = $1", [source]);
      await connection.run("INSERT INTO activity_digest_source VALUES ($1)", [source]);
      if (checked.length === 0) return;
      await connection.run(
        "DELETE FROM activity_digest WHERE source = $1 AND key IN (SELECT unnest($2))",
        [source, listValue(checked.map(({ key }) => key))],
        [VARCHAR, LIST(VARCHAR)],
      );
      await connection.run("CREATE OR REPLACE TEMP TABLE activity_stage_digest (row VARCHAR)");
      await appendRows(
        connection,
        "activity_stage_digest",
        checked.map((each) => [JSON.stringify({ source, ...each })]),
        true,
      );
      await connection.run(
        `INSERT INTO activity_digest SELECT row->>'$.source', row->>'$.key', row->>'$.etag', row->>'$.account', row->>'$.region',
           row->>'$.day', row->>'$.hash', row->>'$.signed', row->>'$.signature', row->>'$.chain', (row->>'$.files')::INTEGER,
           (row->'$.mismatched')::VARCHAR[], (row->'$.missing')::VARCHAR[], row->>'$.problem' FROM activity_stage_digest`,
      );
    });
  }
}

/** Names that one day shows. */
const NAMED = 20;

/** Days of digests within the range, and the sources of which digests were asked for. */
export async function digestDays(
  connection: DuckDBConnection,
  range: { readonly from: string; readonly to: string },
): Promise<{ readonly days: readonly DigestDay[]; readonly sources: readonly string[] }> {
  const conditions = new Conditions().add("day >= ?", range.from.slice(0, 10)).add("day <= ?", range.to.slice(0, 10));
  const rows = await conditions.rows(
    connection,
    `WITH d AS (SELECT *, CASE WHEN problem IS NOT NULL OR signature = 'invalid' OR chain = 'broken' THEN list_append(mismatched, key)
           ELSE mismatched END AS changed FROM activity_digest WHERE ${conditions.where})
     SELECT account, region, day, count(*), sum(files)::DOUBLE, count(*) FILTER (signature = 'valid'),
       list_slice(list_sort(list_distinct(flatten(list(changed)))), 1, ${NAMED}), list_slice(list_sort(list_distinct(flatten(list(missing)))), 1, ${NAMED})
     FROM d GROUP BY 1, 2, 3`,
  );
  const sources = await connection.runAndReadAll("SELECT DISTINCT source FROM activity_digest_source ORDER BY 1");
  return {
    days: rows.map(([account, region, day, digests, files, signed, mismatched, missing]) => ({
      account: String(account),
      region: String(region),
      day: String(day),
      digests: Number(digests),
      files: Number(files),
      signed: Number(signed),
      mismatched: texts(mismatched),
      missing: texts(missing),
    })),
    sources: sources.getRows().map(([source]) => String(source)),
  };
}

/** A list of DuckDB as texts. */
function texts(value: unknown): string[] {
  if (typeof value !== "object" || value === null || !("items" in value) || !Array.isArray(value.items)) return [];
  return value.items.map(String);
}
