/** Assumptions: timeline, pages, one in detail, and all of them for an export. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { AssumptionRow, TimelineBucket, TimelineCounts } from "@/lib/contracts/api";
import type { RecordOrigin } from "@/lib/domain/activity/record-place";
import type { AssumptionRecord, RangedFilter } from "@/lib/server/usecases/activity/ports";
import { ASSUMPTIONS, assumptionConditions } from "./assumption-filter";
import { ASSUMPTION_COLUMNS, assumptionRow } from "./assumption-row";
import { originOf } from "./record-origin";
import { Conditions, text } from "./sql";

const none: TimelineCounts = { podIdentity: 0, irsa: 0, nodeRole: 0, other: 0 };

export async function timeline(connection: DuckDBConnection, filter: RangedFilter, bucketSeconds: number) {
  const conditions = assumptionConditions(filter);
  const width = Math.trunc(bucketSeconds);
  const rows = await conditions.rows(
    connection,
    `SELECT (epoch(a.ts)::BIGINT // ${width} * ${width})::BIGINT AS bucket, a.outcome = 'success', a.mechanism, count(*)
     FROM ${ASSUMPTIONS} WHERE ${conditions.where} GROUP BY ALL ORDER BY bucket`,
  );
  const buckets = new Map<number, { success: TimelineCounts; denied: TimelineCounts }>();
  let total = 0;
  for (const [start, success, mechanism, count] of rows) {
    const bucket = buckets.get(Number(start)) ?? { success: none, denied: none };
    const side = success === true ? "success" : "denied";
    const name = fieldOf(text(mechanism));
    buckets.set(Number(start), { ...bucket, [side]: { ...bucket[side], [name]: bucket[side][name] + Number(count) } });
    total += Number(count);
  }
  const found: TimelineBucket[] = [...buckets].map(([start, counts]) => ({
    start: new Date(start * 1000).toISOString(),
    ...counts,
  }));
  return { buckets: found, total };
}

function fieldOf(mechanism: string | null): keyof TimelineCounts {
  if (mechanism === "pod-identity") return "podIdentity";
  if (mechanism === "irsa") return "irsa";
  return mechanism === "node-role" ? "nodeRole" : "other";
}

/** Newest first; `before` is a `next` of an earlier page. */
export async function assumptionsPage(
  connection: DuckDBConnection,
  filter: RangedFilter,
  page: { readonly before: string | null; readonly limit: number; readonly count: boolean },
) {
  const conditions = assumptionConditions(filter);
  let matched: number | null = null;
  if (page.count) {
    const [row] = await conditions.rows(connection, `SELECT count(*) FROM ${ASSUMPTIONS} WHERE ${conditions.where}`);
    matched = Number(row?.[0] ?? 0);
  }
  if (page.before !== null) addKeyset(conditions, page.before, "a");
  const rows = await conditions.rows(
    connection,
    `WITH page AS (SELECT a.id FROM ${ASSUMPTIONS} WHERE ${conditions.where}
       ORDER BY a.ts DESC, a.event_id DESC, a.account DESC LIMIT ${page.limit + 1})
     SELECT ${ASSUMPTION_COLUMNS}, epoch_us(a.ts) FROM ${ASSUMPTIONS} WHERE a.id IN (SELECT id FROM page)
     ORDER BY a.ts DESC, a.event_id DESC, a.account DESC`,
  );
  const more = rows.length > page.limit;
  const kept = rows.slice(0, page.limit);
  const last = kept.at(-1);
  return {
    rows: await toRows(connection, kept),
    next: more && last ? keysetOf(last.at(-1), last[0], last[2]) : null,
    matched,
  };
}

/** "MICROSECONDS_EVENTID_ACCOUNT" */
export function keysetOf(
  micros: DuckDBValue | undefined,
  eventId: DuckDBValue | undefined,
  account: DuckDBValue | undefined,
) {
  return `${String(micros)}_${String(eventId).replaceAll("-", "")}_${/^\d{1,12}$/.test(String(account)) ? String(account) : ""}`;
}

export function addKeyset(conditions: Conditions, before: string, table: string, account = `${table}.account`): void {
  const [micros = "0", id = "", owner = ""] = before.split("_");
  const time = `make_timestamp(${conditions.bind(micros)}::BIGINT)`;
  const event = `${conditions.bind(id)}::UUID`;
  conditions.add(`(${table}.ts, ${table}.event_id, ${account}) < (${time}, ${event}, ${conditions.bind(owner)})`);
}

/** With the sessions that they began and came from. */
export async function toRows(connection: DuckDBConnection, rows: readonly DuckDBValue[][]): Promise<AssumptionRow[]> {
  const ids = new Set<number>();
  for (const row of rows) for (const id of [row[24], row[25]]) if (id !== null && id !== undefined) ids.add(Number(id));
  const sessions = await sessionsOf(connection, [...ids]);
  return rows.map((row) => assumptionRow(row, sessions));
}

async function sessionsOf(connection: DuckDBConnection, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map();
  const reader = await connection.runAndReadAll(
    `SELECT assumption, min(id) FROM activity_session WHERE assumption IN (${ids.join(",")}) GROUP BY 1`,
  );
  return new Map(reader.getRows().map(([assumption, id]) => [Number(assumption), String(id)]));
}

/** One record by its event id, with the chain that it belongs to. */
export async function assumptionByEvent(
  connection: DuckDBConnection,
  eventId: string,
): Promise<AssumptionRecord | null> {
  const conditions = new Conditions().add("a.event_id = try_cast(? AS UUID)", eventId);
  const [row] = await conditions.rows(
    connection,
    `SELECT ${ASSUMPTION_COLUMNS}, a.user_agent, f.source, f.key, a.form, a.cluster_name, coalesce(a.twin_of, a.id)
     FROM ${ASSUMPTIONS} LEFT JOIN activity_file f ON f.id = a.file WHERE ${conditions.where} ORDER BY a.twin_of NULLS FIRST LIMIT 1`,
  );
  if (!row) return null;
  const [userAgent, source, file, form, clusterName, main] = row.slice(26);
  const chain = await chainOf(connection, Number(row[24]));
  const twins = await connection.runAndReadAll(
    `SELECT event_id::VARCHAR FROM activity_assumption WHERE coalesce(twin_of, id) = ${Number(main)} AND id <> ${Number(row[24])}`,
  );
  const [first] = await toRows(connection, [row]);
  return {
    row: first!,
    userAgent: text(userAgent),
    origin: originOf(source, file),
    form: String(form),
    clusterName: text(clusterName),
    chain,
    twinEventIds: twins.getRows().map(([id]) => String(id)),
  };
}

/** Links of a chain that are shown in either direction. */
const DEEPEST = 100;

/** From the pod's own credentials on: those before it, and those that went on from it. */
export async function chainOf(connection: DuckDBConnection, id: number): Promise<AssumptionRow[]> {
  const reader = await connection.runAndReadAll(
    `WITH RECURSIVE up AS (SELECT id, parent, 0 AS depth FROM activity_assumption WHERE id = ${id}
         UNION ALL SELECT p.id, p.parent, up.depth + 1 FROM up JOIN activity_assumption p ON p.id = up.parent WHERE up.depth < ${DEEPEST}),
       down AS (SELECT id, 0 AS depth FROM activity_assumption WHERE id = ${id}
         UNION ALL SELECT c.id, down.depth + 1 FROM down JOIN activity_assumption c ON c.parent = down.id AND c.twin_of IS NULL
           WHERE down.depth < ${DEEPEST})
     SELECT ${ASSUMPTION_COLUMNS} FROM ${ASSUMPTIONS}
     WHERE a.id <> ${id} AND a.id IN (SELECT id FROM up UNION SELECT id FROM down) ORDER BY a.ts, a.id LIMIT 200`,
  );
  return toRows(connection, reader.getRows());
}

/** Oldest first, chunk by chunk, whatever their number. */
export async function* streamAssumptions(
  connection: DuckDBConnection,
  filter: RangedFilter,
): AsyncGenerator<readonly (AssumptionRow & { readonly origin: RecordOrigin | null })[]> {
  const conditions = assumptionConditions(filter);
  const result = await connection.stream(
    `SELECT ${ASSUMPTION_COLUMNS}, f.source, f.key FROM ${ASSUMPTIONS} LEFT JOIN activity_file f ON f.id = a.file
     WHERE ${conditions.where} ORDER BY a.ts, a.event_id, a.account`,
    conditions.values,
    conditions.types(),
  );
  for await (const rows of result.yieldRows())
    yield rows.map((row) => ({ ...assumptionRow(row, new Map()), origin: originOf(row[26], row[27]) }));
}
