/** Facts that coverage is worked out from. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ChangeKind } from "@/lib/domain/activity/record";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { TrailFacts, WatchedFacts } from "@/lib/server/usecases/activity/ports";
import { digestDays } from "../digests";
import { Conditions, iso, text, timestamp } from "./sql";

export async function watchedFacts(
  connection: DuckDBConnection,
  range: { readonly from: string; readonly to: string },
): Promise<WatchedFacts> {
  const all = async (sql: string): Promise<DuckDBValue[][]> => (await connection.runAndReadAll(sql)).getRows();
  const trails = await all(`SELECT account, body, ${iso("read_at")} FROM activity_trail ORDER BY account`);
  const changes = new Conditions().add(`ts < ${timestamp("?")}`, range.to).add("kind LIKE 'trail-%'");
  const changed = await changes.rows(
    connection,
    `SELECT ${iso("ts")}, account, region, kind, subject, detail FROM activity_change WHERE ${changes.where} ORDER BY ts LIMIT 10000`,
  );
  const days = new Conditions()
    .add("day >= ?", range.from.slice(0, 10))
    .add("day <= ?", range.to.slice(0, 10))
    .add("failure IS NULL");
  const fileDays = await days.rows(
    connection,
    `SELECT account, region, day, count(*), source FROM activity_file WHERE ${days.where} AND account IS NOT NULL AND region IS NOT NULL GROUP BY ALL`,
  );
  const engines = await all(
    "SELECT engine, count(*), sum(bytes_scanned)::DOUBLE FROM activity_delegated_day GROUP BY 1 ORDER BY 1",
  );
  const windows = await all(
    `SELECT account, region, selector, ${iso("from_at")}, ${iso("to_at")} FROM activity_window WHERE next_token IS NULL`,
  );
  const events = new Conditions()
    .add(`e.ts >= ${timestamp("?")}`, range.from)
    .add(`e.ts < ${timestamp("?")}`, range.to);
  const places = await events.rows(
    connection,
    `WITH g AS (SELECT account, region, api, count(*) AS n, min(ts) AS first_ts, max(ts) AS last_ts FROM activity_event e
         WHERE ${events.where} GROUP BY ALL)
     SELECT a.v, coalesce(r.v, ''), ${iso("min(first_ts)")}, ${iso("max(last_ts)")},
       coalesce(sum(n) FILTER (WHERE p.category = 'Data'), 0),
       coalesce(sum(n) FILTER (WHERE p.category IS DISTINCT FROM 'Data' AND p.read_only), 0),
       coalesce(sum(n) FILTER (WHERE p.category IS DISTINCT FROM 'Data' AND p.read_only IS DISTINCT FROM TRUE), 0)
     FROM g JOIN activity_text a ON a.id = g.account LEFT JOIN activity_text r ON r.id = g.region
       JOIN activity_api p ON p.id = g.api GROUP BY ALL ORDER BY 1, 2`,
  );
  return {
    trails: trails.map(([account, body, readAt]) => ({
      account: String(account),
      trail: JSON.parse(String(body)) as TrailFacts,
      readAt: String(readAt),
    })),
    changes: changed.map(([time, account, region, kind, subject, detail]) => ({
      time: String(time),
      account: String(account),
      region: text(region),
      kind: String(kind) as ChangeKind,
      subject: text(subject),
      detail: text(detail),
    })),
    delegated: engines.map(([engine, days, bytes]) => ({
      engine: String(engine),
      days: Number(days),
      bytesScanned: Number(bytes),
    })),
    fileDays: fileDays.map(([account, region, day, files, source]) => ({
      source: String(source),
      account: String(account),
      region: String(region),
      day: String(day),
      files: Number(files),
    })),
    windows: windows.map(([account, region, selector, from, to]) => ({
      account: String(account),
      region: String(region),
      selector: String(selector),
      from: String(from),
      to: String(to),
    })),
    places: places.map(([account, region, first, last, data, read, write]) => ({
      account: String(account),
      region: String(region),
      first: String(first),
      last: String(last),
      data: Number(data),
      managementRead: Number(read),
      managementWrite: Number(write),
    })),
    ...(await fileFacts(connection)),
    digests: await digestDays(connection, range),
    unrecognised: (
      await all("SELECT kind, records, sample FROM activity_odd ORDER BY records DESC, kind LIMIT 50")
    ).map(([kind, records, sample]) => ({ kind: String(kind), records: Number(records), sample: String(sample) })),
    gaps: (await all("SELECT source, body FROM activity_gap")).map(([source, body]) => ({
      source: String(source),
      gap: JSON.parse(String(body)) as Gap,
    })),
  };
}

async function fileFacts(connection: DuckDBConnection): Promise<Pick<WatchedFacts, "files" | "skipped">> {
  const [counts] = (
    await connection.runAndReadAll(
      `SELECT count(*) FILTER (WHERE failure IS NULL), count(*) FILTER (WHERE failure IS NOT NULL), coalesce(sum(records), 0),
         coalesce(sum(staged), 0), (SELECT count(*) FROM activity_event) FROM activity_file`,
    )
  ).getRows();
  const [files, failed, records, staged, events] = (counts ?? []).map(Number);
  const skipped = new Map<string, { files: number; records: number; example: string | null }>();
  const rows = await connection.runAndReadAll(
    "SELECT skipped, failure, place FROM activity_file WHERE failure IS NOT NULL OR skipped <> '{}' ORDER BY id DESC LIMIT 100000",
  );
  const add = (reason: string, more: { files: number; records: number }, place: string | null) => {
    const known = skipped.get(reason) ?? { files: 0, records: 0, example: place };
    skipped.set(reason, { ...known, files: known.files + more.files, records: known.records + more.records });
  };
  for (const [counted, failure, place] of rows.getRows()) {
    if (failure !== null) add(String(failure), { files: 1, records: 0 }, text(place));
    for (const [reason, count] of Object.entries(JSON.parse(String(counted)) as Record<string, number>))
      add(reason, { files: 0, records: count }, text(place));
  }
  return {
    files: {
      files: files ?? 0,
      failed: failed ?? 0,
      records: records ?? 0,
      events: events ?? 0,
      duplicates: Math.max(0, (staged ?? 0) - (events ?? 0)),
    },
    skipped: [...skipped].map(([reason, of]) => ({ reason, ...of })),
  };
}
