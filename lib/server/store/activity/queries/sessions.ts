/** Sessions and their stories. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ActivityMechanism, Confidence, SessionRow, SessionStory, SessionsAnswer } from "@/lib/contracts/api";
import { ASSUMPTIONS } from "./assumption-filter";
import { ASSUMPTION_COLUMNS, attributionOf, workloadOf } from "./assumption-row";
import { chainOf, toRows } from "./assumptions";
import { callsOf } from "./calls";
import { address, Conditions, iso, text, timestamp } from "./sql";
import { DENIED, usageOfSessions } from "./usage-rows";

/** Longest that credentials of a mechanism live, where the record does not say: EKS gives six hours. */
const ASSUMED =
  "CASE s.mechanism WHEN 'irsa' THEN INTERVAL 12 HOUR WHEN 'node-role' THEN INTERVAL 6 HOUR ELSE INTERVAL 6 HOUR END";
const STARTED = "coalesce(a.ts, s.created, x.first_ts)";
const EXPIRES = `coalesce(a.expires, ${STARTED} + ${ASSUMED})`;

/** Before the number of an assumption, where a session is known by it alone. */
const SILENT_ID = "a";

const SESSION_COLUMNS = `s.id::VARCHAR, s.access_key, s.role_arn, s.role_id, s.name, coalesce(s.account, a.account, ''), s.mechanism, w.key, w.cluster_arn,
  w.issuer, w.namespace, w.service_account, s.pod, s.node, s.confidence, ${iso(STARTED)}, ${iso(EXPIRES)}, a.expires IS NULL,
  ${iso("x.first_ts")}, ${iso("x.last_ts")}, x.n, x.denied`;

/** Credentials that were given out, and with which nothing was called that is recorded: data events are off in most trails. */
const SILENT = `a.outcome = 'success' AND a.form <> 'eks-auth' AND a.twin_of IS NULL AND a.role_arn IS NOT NULL
  AND (a.form <> 'pod-identity' OR a.target_role IS NULL)`;
const SILENT_EXPIRES = `coalesce(a.expires, a.ts + ${ASSUMED.replaceAll("s.mechanism", "a.mechanism")})`;
const SILENT_COLUMNS = `'${SILENT_ID}' || a.id AS id, a.issued_key, a.role_arn, a.role_id, a.session_name, split_part(a.role_arn, ':', 5), a.mechanism,
  w.key, w.cluster_arn, w.issuer, w.namespace, w.service_account, a.pod, a.node, a.confidence, ${iso("a.ts")}, ${iso(SILENT_EXPIRES)},
  a.expires IS NULL, NULL, NULL, 0, 0`;

/** Calls of one key are one session, also those that a service made on with it. */
const SESSIONS = `activity_session s LEFT JOIN activity_assumption a ON a.id = s.assumption LEFT JOIN activity_workload w ON w.id = s.workload`;

export async function sessionsOf(
  connection: DuckDBConnection,
  query: {
    readonly workload: string | null;
    readonly role: string | null;
    readonly liveAt: string | null;
    readonly from: string;
    readonly to: string;
    readonly limit: number;
  },
): Promise<SessionsAnswer> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(query.from));
  const to = timestamp(conditions.bind(query.to));
  conditions.add("s.role_arn IS NOT NULL AND s.invoked_by IS NULL");
  if (query.workload !== null) conditions.add("w.key = ?", query.workload);
  if (query.role !== null) conditions.add("s.role_arn = ?", query.role);
  const silent = new Conditions();
  if (query.workload !== null) silent.add(`w.key = ${conditions.bind(query.workload)}`);
  if (query.role !== null) silent.add(`a.role_arn = ${conditions.bind(query.role)}`);
  const { where } = conditions;
  const at = query.liveAt === null ? null : timestamp(conditions.bind(query.liveAt));
  const live = (expires: string) => (at === null ? "TRUE" : `${expires} > ${at}`);
  const rows = await conditions.rows(
    connection,
    `WITH chosen AS (SELECT s.id FROM ${SESSIONS} WHERE ${where}),
       x AS (SELECT session, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS n, count(*) FILTER (WHERE err IN ${DENIED}) AS denied
         FROM activity_event WHERE session IN (SELECT id FROM chosen) AND ts >= ${from} AND ts < ${to} GROUP BY 1),
       active AS (SELECT ${SESSION_COLUMNS}, s.id AS number, x.last_ts AS latest FROM chosen c JOIN activity_session s ON s.id = c.id
         JOIN x ON x.session = s.id LEFT JOIN activity_assumption a ON a.id = s.assumption LEFT JOIN activity_workload w ON w.id = s.workload
         WHERE ${live(EXPIRES)}),
       silent AS (SELECT ${SILENT_COLUMNS}, a.id AS number, a.ts AS latest FROM ${ASSUMPTIONS}
         WHERE ${SILENT} AND ${silent.where} AND a.ts >= ${from} AND a.ts < ${to} AND ${live(SILENT_EXPIRES)}
           AND a.id NOT IN (SELECT s.assumption FROM activity_session s JOIN x ON x.session = s.id WHERE s.assumption IS NOT NULL))
     SELECT * FROM (SELECT * FROM active UNION ALL SELECT * FROM silent) ORDER BY latest DESC, number DESC LIMIT ${query.limit + 1}`,
  );
  return { rows: rows.slice(0, query.limit).map(sessionRow), more: rows.length > query.limit };
}

export async function storyOf(
  connection: DuckDBConnection,
  sessionId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Omit<SessionStory, "limits"> | null> {
  const silent = /^a(\d{1,9})$/.exec(sessionId)?.[1];
  if (silent !== undefined) return silentStory(connection, Number(silent), page);
  if (!/^\d{1,9}$/.test(sessionId)) return null;
  const id = Number(sessionId);
  const found = await connection.runAndReadAll(
    `SELECT s.access_key, s.role_arn, s.assumption, epoch_us(coalesce(a.ts, s.created))::VARCHAR, epoch_us(a.expires)::VARCHAR
     FROM activity_session s LEFT JOIN activity_assumption a ON a.id = s.assumption WHERE s.id = ${id}`,
  );
  const [known] = found.getRows();
  if (!known) return null;
  const [accessKey, roleArn, begun, start, end] = known;
  const others = new Conditions();
  const alike = [`id = ${id}`];
  if (accessKey !== null)
    alike.push(
      `(access_key = ${others.bind(String(accessKey))} AND role_arn IS NOT DISTINCT FROM ${roleArn === null ? "NULL" : others.bind(String(roleArn))})`,
    );
  if (begun !== null) alike.push(`assumption = ${Number(begun)}`);
  const same = await others.rows(
    connection,
    `SELECT id, type = 'AWSAccount' FROM activity_session WHERE ${alike.join(" OR ")} LIMIT 100`,
  );
  const ids = same.map(([each]) => Number(each));
  if (ids.length === 0) return null;
  const list = ids.join(",");
  const alive = lifetime(text(start), text(end));
  const copies = await recordedTwice(connection, same, alive);
  const within = copies.length === 0 ? alive : `${alive} AND event_id NOT IN (${copies.join(",")})`;
  const head = await connection.runAndReadAll(
    `WITH x AS (SELECT min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS n, count(*) FILTER (WHERE err IN ${DENIED}) AS denied
       FROM activity_event WHERE session IN (${list}) AND ${within})
     SELECT ${SESSION_COLUMNS}, s.assumption FROM ${SESSIONS}, x WHERE s.id = ${id}`,
  );
  const [row] = head.getRows();
  if (!row) return null;
  const assumption = row[22] === null ? null : Number(row[22]);
  const own = assumption === null ? [] : await ownAssumption(connection, assumption);
  const chain = assumption === null ? [] : await chainOf(connection, assumption);
  const [first] = own;
  const before = first ? chain.filter((each) => each.time <= first.time && each.parentSessionId !== sessionId) : [];
  const earlier = new Set(before.map(({ eventId }) => eventId));
  const { rows, next } = await callsOf(connection, ids, within, page);
  const addresses = await connection.runAndReadAll(
    `SELECT ${address("t.v")}, e.n, ${iso("e.last_ts")} FROM (SELECT net, count(*) AS n, max(ts) AS last_ts FROM activity_event
       WHERE session IN (${list}) AND ${within} GROUP BY 1) e JOIN activity_text t ON t.id = e.net ORDER BY e.n DESC LIMIT 50`,
  );
  return {
    session: sessionRow(row),
    assumedBy: [...before, ...own],
    chainedTo: chain.filter(({ eventId }) => !earlier.has(eventId)),
    calls: rows,
    next,
    byAction: await usageOfSessions(connection, ids, within),
    addresses: addresses
      .getRows()
      .map(([ip, calls, last]) => ({ ip: String(ip), calls: Number(calls), last: String(last) })),
  };
}

/** A call on another account's resource is recorded there, too, under an id of its own and without a key: one call it is. */
async function recordedTwice(
  connection: DuckDBConnection,
  sessions: readonly DuckDBValue[][],
  alive: string,
): Promise<string[]> {
  const of = (elsewhere: boolean) => sessions.filter(([, is]) => (is === true) === elsewhere).map(([id]) => Number(id));
  const [there, here] = [of(true), of(false)];
  if (there.length === 0 || here.length === 0) return [];
  const reader = await connection.runAndReadAll(
    `WITH own AS (SELECT DISTINCT ts, api, net FROM activity_event WHERE session IN (${here.join(",")}) AND ${alive})
     SELECT DISTINCT event_id::VARCHAR FROM activity_event e SEMI JOIN own ON own.ts = e.ts AND own.api = e.api AND own.net = e.net
     WHERE e.session IN (${there.join(",")}) LIMIT 10000`,
  );
  return reader.getRows().map(([id]) => `'${String(id)}'::UUID`);
}

/** Of credentials with which nothing was called. */
async function silentStory(
  connection: DuckDBConnection,
  assumption: number,
  page: { readonly before: string | null; readonly limit: number },
): Promise<Omit<SessionStory, "limits"> | null> {
  const head = await connection.runAndReadAll(
    `SELECT ${SILENT_COLUMNS} FROM ${ASSUMPTIONS} WHERE a.id = ${assumption} AND ${SILENT}`,
  );
  const [row] = head.getRows();
  if (!row) return null;
  // Something was called since.
  const begun = await connection.runAndReadAll(`SELECT min(id) FROM activity_session WHERE assumption = ${assumption}`);
  const [session] = begun.getRows()[0] ?? [];
  if (session !== null && session !== undefined) return storyOf(connection, String(session), page);
  const own = await ownAssumption(connection, assumption);
  const chain = await chainOf(connection, assumption);
  const time = own[0]?.time ?? "";
  const before = chain.filter((each) => each.time <= time);
  return {
    session: sessionRow(row),
    assumedBy: [...before, ...own],
    chainedTo: chain.filter((each) => each.time > time),
    calls: [],
    next: null,
    byAction: [],
    addresses: [],
  };
}

/** When the session can have called: other days need not be looked through. Microseconds as text; a day to spare. */
function lifetime(start: string | null, end: string | null): string {
  if (start === null) return "TRUE";
  const day = 86_400_000_000n;
  const last = end === null ? BigInt(start) + day : BigInt(end);
  return `ts BETWEEN make_timestamp(${BigInt(start) - day}) AND make_timestamp(${last + day})`;
}

async function ownAssumption(connection: DuckDBConnection, id: number) {
  const reader = await connection.runAndReadAll(`SELECT ${ASSUMPTION_COLUMNS} FROM ${ASSUMPTIONS} WHERE a.id = ${id}`);
  return toRows(connection, reader.getRows());
}

function sessionRow(row: readonly DuckDBValue[]): SessionRow {
  const [id, accessKey, roleArn, roleId, name, account, mechanism, key, clusterArn, issuer, ...rest] = row;
  const [namespace, serviceAccount, pod, node, confidence, started, expires, assumed, first, last, calls, denied] =
    rest;
  const sure = String(confidence) as Confidence;
  return {
    id: String(id),
    accessKeyId: text(accessKey),
    roleArn: text(roleArn),
    roleId: text(roleId),
    sessionName: text(name),
    accountId: String(account),
    mechanism: text(mechanism) as ActivityMechanism | null,
    workload: workloadOf(key, clusterArn, issuer, namespace, serviceAccount),
    pod: text(pod),
    node: text(node),
    attribution: attributionOf(sure),
    confidence: sure,
    startedAt: text(started),
    expiresAt: text(expires),
    expiryAssumed: assumed === true,
    firstCall: text(first),
    lastCall: text(last),
    calls: Number(calls),
    denied: Number(denied),
  };
}
