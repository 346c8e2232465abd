/**
 * Joins what single records cannot tell: the other account's record of the same assumption, the node whose agent asked,
 * the sessions that a key began, and the chains that went on from them. Runs over whatever is not settled, so that a
 * record that comes late settles what came before it; changed sessions make their days' aggregates stale.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { ownerBySessionName } from "@/lib/domain/activity/by-session-name";
import { isPodIdentitySession } from "@/lib/domain/activity/session-name";
import type { WriteQueue } from "../write-queue";
import { type EstateHistory, readEstateHistory } from "./estate-history";
import { Workloads } from "./workloads";

/** Role chaining has no limit of its own. A link is followed once, so that this many rounds are an end and no more. */
const LONGEST_CHAIN = 1_000;
/** Seconds between an assumption and when its session says it was created. */
const BEGUN_TOGETHER = 600;
/** Sessions without tags that are looked at in one pass. */
const NAMED = 100_000;

export async function attribute(queue: WriteQueue): Promise<void> {
  await queue.run(async (connection) => {
    const history = await readEstateHistory(connection);
    await nameClusters(connection, history);
    await findTwins(connection);
    await fillFromTwins(connection);
    await forgetNames(connection);
    await followSessions(connection);
    await findNodes(connection);
    const workloads = await Workloads.open(connection);
    await ownAssumptions(connection, history, workloads, "pod-identity");
    await followAll(connection);
    // What its own record does not tell, its caller's name and the association of the target may.
    await ownAssumptions(connection, history, workloads, "target-role");
    await followAll(connection);
    await settleSessions(connection);
    await ownSessions(connection, history, workloads);
    if ((await followSessions(connection)) > 0) {
      await followAll(connection);
      await settleSessions(connection);
    }
    await tellTargets(connection);
    await tellTwins(connection);
  });
}

/** What associations of the time told is open again where a change of them comes that is older. `since`: microseconds. */
export async function openAgain(connection: DuckDBConnection, since: string): Promise<void> {
  const later = `ts >= make_timestamp(${BigInt(since)})`;
  await connection.run(`UPDATE activity_assumption SET workload = NULL, confidence = 'none'
     WHERE form = 'pod-identity' AND confidence IN ('session-name', 'role-only') AND ${later}`);
  const named = `SELECT id FROM activity_session WHERE assumption IS NULL AND mechanism = 'pod-identity'
     AND confidence IN ('session-name', 'role-only') AND id IN (SELECT session FROM activity_event WHERE ${later})`;
  await markDays(connection, named);
  await connection.run(`UPDATE activity_session SET workload = NULL, confidence = 'none' WHERE id IN (${named})`);
}

async function followAll(connection: DuckDBConnection): Promise<void> {
  for (let link = 0; link < LONGEST_CHAIN; link++) if ((await followChains(connection)) === 0) break;
  for (let link = 0; link < LONGEST_CHAIN; link++) if ((await handOnNodes(connection)) === 0) break;
}

/** The second hop of an association; where its record does not name EKS, the first one's session name tells it. */
async function tellTargets(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption p SET target_role = c.role_arn FROM (
      SELECT c.parent, min(c.role_arn) AS role_arn FROM activity_assumption c JOIN activity_assumption f ON f.id = c.parent
      WHERE c.twin_of IS NULL AND (c.form = 'target-role' OR (c.form = 'role' AND f.form = 'pod-identity' AND c.session_name = f.session_name))
      GROUP BY 1) c
    WHERE c.parent = p.id AND p.target_role IS DISTINCT FROM c.role_arn`);
}

async function tellTwins(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption t SET mechanism = m.mechanism, workload = m.workload, pod = m.pod,
       pod_uid = m.pod_uid, node = m.node, confidence = m.confidence, parent = m.parent FROM activity_assumption m
     WHERE t.twin_of = m.id AND m.confidence <> 'none' AND (t.confidence = 'none' OR t.parent IS DISTINCT FROM m.parent)`);
}

/** An issuer that a later scan found the cluster of. */
async function nameClusters(connection: DuckDBConnection, { clusterByIssuer }: EstateHistory): Promise<void> {
  const open = await connection.runAndReadAll(
    "SELECT DISTINCT issuer FROM activity_workload WHERE cluster_arn IS NULL AND issuer IS NOT NULL",
  );
  for (const [issuer] of open.getRows()) {
    const arn = clusterByIssuer.get(String(issuer));
    if (arn === undefined) continue;
    await connection.run(
      `UPDATE activity_workload SET cluster_arn = $1, key = CASE WHEN key IS NULL THEN NULL
         ELSE $1 || '|' || namespace || '|' || service_account END WHERE issuer = $2 AND cluster_arn IS NULL`,
      [arn, String(issuer)],
    );
  }
}

/**
 * Two accounts record one assumption in the same second; the caller's record tells more and stands for both. Records of
 * one account are never each other's copies, whatever they share.
 */
async function findTwins(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption a SET twin_of = r.main FROM (
      SELECT id, CASE WHEN account <> first_value(account) OVER pair THEN first_value(id) OVER pair END AS main
      FROM activity_assumption WHERE form <> 'eks-auth' AND shared_event_id IN (
        SELECT shared_event_id FROM activity_assumption WHERE shared_event_id IS NOT NULL AND form <> 'eks-auth'
        GROUP BY 1 HAVING count(DISTINCT account) > 1)
      WINDOW pair AS (PARTITION BY shared_event_id, ts ORDER BY caller_key IS NULL, event_id, account)) r
    WHERE r.id = a.id AND a.twin_of IS DISTINCT FROM r.main`);
}

/** What one account's record leaves out of the assumption, and the other's tells. */
async function fillFromTwins(connection: DuckDBConnection): Promise<void> {
  const facts = ["role_arn", "role_id", "session_name", "issued_key", "expires", "cluster_name", "subject", "provider"];
  await connection.run(`UPDATE activity_assumption m SET ${facts.map((name) => `${name} = coalesce(m.${name}, t.${name})`).join(", ")}
    FROM (SELECT twin_of, ${facts.map((name) => `min(${name}) AS ${name}`).join(", ")} FROM activity_assumption
      WHERE twin_of IS NOT NULL GROUP BY 1) t
    WHERE t.twin_of = m.id AND (${facts.map((name) => `(m.${name} IS NULL AND t.${name} IS NOT NULL)`).join(" OR ")})`);
  await connection.run(`UPDATE activity_assumption m SET mechanism = t.mechanism, workload = t.workload, pod = t.pod,
       pod_uid = t.pod_uid, confidence = t.confidence FROM activity_assumption t
     WHERE t.twin_of = m.id AND m.confidence = 'none' AND t.confidence IN ('tags', 'oidc-subject')`);
}

/** What names alone told is told anew: a record that came since may have made it two that could be meant. */
async function forgetNames(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption SET mechanism = CASE form WHEN 'target-role' THEN 'pod-identity' END, workload = NULL,
       pod = NULL, pod_uid = NULL, node = NULL, parent = NULL, confidence = 'none'
     WHERE form IN ('role', 'target-role') AND confidence IN ('session-name', 'role-only')`);
}

/** The agent's request and EKS's assumption have nothing in common but cluster and moment: taken where both are alone. */
async function findNodes(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption a SET node = f.node FROM (
      WITH open AS (SELECT id, account, region, cluster_name, epoch(ts)::BIGINT AS second FROM activity_assumption
          WHERE form = 'pod-identity' AND outcome = 'success' AND cluster_name IS NOT NULL AND twin_of IS NULL),
        asked AS (SELECT id, account, region, cluster_name, agent_node, epoch(ts)::BIGINT AS second FROM activity_assumption
          WHERE form = 'eks-auth' AND outcome = 'success' AND agent_node IS NOT NULL),
        pairs AS (SELECT o.id AS open_id, k.id AS asked_id, k.agent_node FROM open o
          JOIN (SELECT * EXCLUDE second, second + unnest([-2, -1, 0, 1, 2]) AS near FROM asked) k
            ON k.account = o.account AND k.region = o.region AND k.cluster_name = o.cluster_name AND k.near = o.second),
        alone AS (SELECT asked_id FROM pairs GROUP BY 1 HAVING count(*) = 1),
        sure AS (SELECT open_id, any_value(agent_node) AS node FROM pairs GROUP BY 1
          HAVING count(*) = 1 AND any_value(asked_id) IN (SELECT asked_id FROM alone))
      SELECT o.id AS open_id, s.node FROM open o LEFT JOIN sure s ON s.open_id = o.id) f
    WHERE f.open_id = a.id AND a.node IS DISTINCT FROM f.node`);
}

/** A chain runs on the node of the pod that began it. */
async function handOnNodes(connection: DuckDBConnection): Promise<number> {
  const handed = await connection.run(`UPDATE activity_assumption c SET node = p.node FROM activity_assumption p
    WHERE c.parent = p.id AND c.form NOT IN ('pod-identity', 'eks-auth') AND c.node IS DISTINCT FROM p.node`);
  return handed.rowsChanged;
}

/** Session tags off: the session's name, with the associations of that time. */
async function ownAssumptions(
  connection: DuckDBConnection,
  history: EstateHistory,
  workloads: Workloads,
  form: "pod-identity" | "target-role",
): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT id, session_name, role_arn, epoch_ms(ts)::DOUBLE FROM activity_assumption
     WHERE form = '${form}' AND confidence = 'none' AND outcome = 'success' AND twin_of IS NULL ORDER BY ts DESC LIMIT ${NAMED}`,
  );
  const rows = reader.getRows().map(([id, name, role, at]) => ({ id: Number(id), name, role, at: Number(at) }));
  await own(connection, "activity_assumption", rows, history, workloads);
}

/** Sessions whose assumption was not recorded, or not read. */
async function ownSessions(connection: DuckDBConnection, history: EstateHistory, workloads: Workloads): Promise<void> {
  const reader = await connection.runAndReadAll(
    `WITH open AS (SELECT * FROM activity_session WHERE assumption IS NULL AND confidence = 'none' AND starts_with(name, 'eks-')),
       first AS (SELECT session, min(ts) AS ts FROM activity_event WHERE session IN (SELECT id FROM open) GROUP BY 1
         UNION ALL SELECT session, min(first_ts) FROM activity_delegated WHERE session IN (SELECT id FROM open) GROUP BY 1)
     SELECT s.id, s.name, s.role_arn, epoch_ms(min(f.ts))::DOUBLE FROM open s JOIN first f ON f.session = s.id GROUP BY ALL LIMIT ${NAMED}`,
  );
  const rows = reader
    .getRows()
    .map(([id, name, role, at]) => ({ id: Number(id), name, role, at: Number(at) }))
    .filter(({ name }) => isPodIdentitySession(name === null ? null : String(name)));
  await own(connection, "activity_session", rows, history, workloads);
  await connection.run(`UPDATE activity_session s SET mechanism = 'irsa', workload = w.workload, confidence = 'role-only' FROM (
      SELECT role_arn, provider, any_value(workload) AS workload FROM activity_assumption
      WHERE form = 'web-identity' AND confidence = 'oidc-subject' GROUP BY 1, 2 HAVING count(DISTINCT workload) = 1) w
    WHERE s.assumption IS NULL AND s.confidence = 'none' AND s.provider = w.provider AND s.role_arn = w.role_arn`);
  await connection.run(
    "UPDATE activity_session SET mechanism = 'irsa' WHERE mechanism IS NULL AND provider LIKE '%:oidc-provider/oidc%eks.%'",
  );
}

async function own(
  connection: DuckDBConnection,
  table: "activity_assumption" | "activity_session",
  rows: readonly { id: number; name: unknown; role: unknown; at: number }[],
  history: EstateHistory,
  workloads: Workloads,
): Promise<void> {
  const text = (value: unknown) => (value === null ? null : String(value));
  const groups = new Map<string, { workload: number | null; confidence: string; ids: number[] }>();
  for (const row of rows) {
    const session = { sessionName: text(row.name), roleArn: text(row.role), at: row.at };
    const { association, confidence } = ownerBySessionName(session, history.associations);
    const workload = association === null ? null : workloads.id({ ...association, issuer: null });
    if (table === "activity_assumption" && association === null) continue;
    const key = `${workload} ${confidence}`;
    const group = groups.get(key) ?? { workload, confidence, ids: [] };
    group.ids.push(row.id);
    groups.set(key, group);
  }
  await workloads.write(connection);
  for (const { workload, confidence, ids } of groups.values()) {
    const list = ids.join(",");
    await connection.run(
      `UPDATE ${table} SET mechanism = 'pod-identity', workload = coalesce(${workload ?? "NULL"}, workload), confidence = $1 WHERE id IN (${list})`,
      [confidence],
    );
    if (table === "activity_session" && confidence !== "none") await markDays(connection, `SELECT unnest([${list}])`);
  }
}

/** A key that one assumption issued and another one used: the workload of the first is that of the second. */
async function followChains(connection: DuckDBConnection): Promise<number> {
  const issued = `(SELECT * FROM activity_assumption WHERE issued_key IS NOT NULL AND twin_of IS NULL AND confidence <> 'none')`;
  const sameRole =
    "(p.role_id IS NULL OR c.caller_principal IS NULL OR starts_with(c.caller_principal, p.role_id || ':'))";
  await connection.run(`UPDATE activity_assumption c SET parent = p.id FROM ${issued} p
     WHERE c.parent IS NULL AND c.confidence = 'tags' AND c.caller_key = p.issued_key AND c.id <> p.id AND ${sameRole}`);
  const byKey = await connection.run(`UPDATE activity_assumption c SET mechanism = p.mechanism, workload = p.workload,
       pod = p.pod, pod_uid = p.pod_uid, node = p.node, confidence = 'issued-key', parent = p.id FROM ${issued} p
     WHERE c.confidence = 'none' AND c.form <> 'eks-auth' AND c.caller_key = p.issued_key AND c.id <> p.id AND ${sameRole}`);
  // The other account's record names no key; the caller's session is named, and taken where all of its name are one workload's.
  const byName = await connection.run(`UPDATE activity_assumption c SET mechanism = p.mechanism, workload = p.workload,
       pod = p.pod, pod_uid = p.pod_uid, node = p.node, confidence = 'session-name', parent = p.parent
     FROM (SELECT c.id, min(p.mechanism) AS mechanism, min(p.workload) AS workload, ${same("p.pod")} AS pod, ${same("p.pod_uid")} AS pod_uid,
         ${same("p.node")} AS node, CASE WHEN count(*) = 1 THEN min(p.id) END AS parent
       FROM activity_assumption c JOIN activity_assumption p ON p.role_id || ':' || p.session_name = c.caller_principal
         AND c.ts BETWEEN p.ts AND coalesce(p.expires, p.ts + INTERVAL 12 HOUR)
       WHERE c.confidence = 'none' AND c.caller_key IS NULL AND c.twin_of IS NULL AND c.form IN ('role', 'target-role')
         AND p.outcome = 'success' AND p.twin_of IS NULL AND p.confidence <> 'none' AND p.id <> c.id
       GROUP BY 1 HAVING count(DISTINCT coalesce(p.workload, -1)) = 1) p WHERE c.id = p.id`);
  return byKey.rowsChanged + byName.rowsChanged;
}

/** What all of a group have in common; null where they differ. */
const same = (column: string) =>
  `CASE WHEN count(DISTINCT ${column}) = 1 AND count(${column}) = count(*) THEN min(${column}) END`;

/** A chain that goes on from a session whose own assumption was not recorded. */
async function followSessions(connection: DuckDBConnection): Promise<number> {
  const followed =
    await connection.run(`UPDATE activity_assumption c SET mechanism = s.mechanism, workload = s.workload, node = s.node,
       confidence = s.confidence FROM activity_session s
     WHERE c.confidence = 'none' AND c.form IN ('role', 'target-role') AND c.twin_of IS NULL AND c.caller_key = s.access_key
       AND s.assumption IS NULL AND s.confidence IN ('session-name', 'role-only')
       AND (s.role_id IS NULL OR c.caller_principal IS NULL OR starts_with(c.caller_principal, s.role_id || ':'))`);
  return followed.rowsChanged;
}

/** Sessions take what their key's assumption is known to be. */
async function settleSessions(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE activity_settled AS
    SELECT s.id, a.id AS assumption, a.mechanism, a.workload, a.pod, a.node, a.confidence FROM activity_session s
    JOIN activity_assumption a ON a.issued_key = s.access_key AND a.twin_of IS NULL
    WHERE s.role_id IS NULL OR a.role_id IS NULL OR s.role_id = a.role_id
    QUALIFY row_number() OVER (PARTITION BY s.id ORDER BY abs(epoch(s.created) - epoch(a.ts)) NULLS LAST, a.ts DESC, a.id) = 1
      AND (s.assumption, s.workload, s.confidence, s.node, s.mechanism, s.pod)
        IS DISTINCT FROM (a.id, a.workload, a.confidence, a.node, a.mechanism, a.pod)`);
  const updated =
    await connection.run(`UPDATE activity_session s SET assumption = t.assumption, mechanism = t.mechanism,
      workload = t.workload, pod = t.pod, node = t.node, confidence = t.confidence FROM activity_settled t WHERE t.id = s.id`);
  if (updated.rowsChanged > 0) await markDays(connection, "SELECT id FROM activity_settled");
  // Calls that a service makes on with the session name no key, or one of their own; and a bucket's account names none.
  await connection.run(`CREATE OR REPLACE TEMP TABLE activity_forwarded AS
    SELECT s.id, min(a.id) AS assumption FROM activity_session s
    JOIN activity_assumption a ON a.role_id = s.role_id AND a.session_name = s.name
    WHERE s.assumption IS NULL AND a.outcome = 'success' AND a.form <> 'eks-auth' AND a.twin_of IS NULL AND a.confidence <> 'none'
      AND (s.created IS NULL OR abs(epoch(s.created) - epoch(a.ts)) < ${BEGUN_TOGETHER})
    GROUP BY 1 HAVING count(*) = 1`);
  const forwarded = await connection.run(`UPDATE activity_session s SET assumption = a.id, mechanism = a.mechanism,
      workload = a.workload, pod = a.pod, node = a.node,
      confidence = CASE WHEN starts_with(a.session_name, 'eks-') THEN a.confidence ELSE 'session-name' END
    FROM activity_forwarded f JOIN activity_assumption a ON a.id = f.assumption WHERE s.id = f.id`);
  if (forwarded.rowsChanged > 0) await markDays(connection, "SELECT id FROM activity_forwarded");
}

async function markDays(connection: DuckDBConnection, sessions: string): Promise<void> {
  await connection.run(`INSERT INTO activity_dirty SELECT DISTINCT ts::DATE FROM activity_event WHERE session IN (${sessions})
     UNION SELECT DISTINCT day FROM activity_delegated WHERE session IN (${sessions})
     EXCEPT SELECT day FROM activity_dirty`);
}
