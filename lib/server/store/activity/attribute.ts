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

/** Role chaining has no limit of its own; nobody does more. */
const LONGEST_CHAIN = 10;
/** Sessions without tags that are looked at in one pass. */
const NAMED = 100_000;

export async function attribute(queue: WriteQueue): Promise<void> {
  await queue.run(async (connection) => {
    const history = await readEstateHistory(connection);
    await nameClusters(connection, history);
    await findTwins(connection);
    await findNodes(connection);
    const workloads = await Workloads.open(connection);
    await ownAssumptions(connection, history, workloads);
    for (let link = 0; link < LONGEST_CHAIN; link++) if ((await followChains(connection)) === 0) break;
    await connection.run(`UPDATE activity_assumption p SET target_role = c.role_arn FROM activity_assumption c
       WHERE c.parent = p.id AND c.form = 'target-role' AND c.twin_of IS NULL AND p.target_role IS DISTINCT FROM c.role_arn`);
    await connection.run(`UPDATE activity_assumption t SET mechanism = m.mechanism, workload = m.workload, pod = m.pod,
         pod_uid = m.pod_uid, node = m.node, confidence = m.confidence, parent = m.parent FROM activity_assumption m
       WHERE t.twin_of = m.id AND t.confidence = 'none' AND m.confidence <> 'none'`);
    await settleSessions(connection);
    await ownSessions(connection, history, workloads);
  });
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

/** Two accounts record one assumption; the caller's record tells more and stands for both. */
async function findTwins(connection: DuckDBConnection): Promise<void> {
  await connection.run(`UPDATE activity_assumption a SET twin_of = r.main FROM (
      SELECT id, first_value(id) OVER (PARTITION BY shared_event_id ORDER BY caller_key IS NULL, event_id, account) AS main
      FROM activity_assumption WHERE shared_event_id IN (
        SELECT shared_event_id FROM activity_assumption WHERE shared_event_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1)) r
    WHERE r.id = a.id AND a.twin_of IS DISTINCT FROM nullif(r.main, a.id)`);
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
        alone AS (SELECT asked_id FROM pairs GROUP BY 1 HAVING count(*) = 1)
      SELECT open_id, any_value(agent_node) AS node FROM pairs GROUP BY 1
        HAVING count(*) = 1 AND any_value(asked_id) IN (SELECT asked_id FROM alone)) f
    WHERE f.open_id = a.id AND a.node IS NULL`);
}

/** Session tags off: the session's name, with the associations of that time. */
async function ownAssumptions(
  connection: DuckDBConnection,
  history: EstateHistory,
  workloads: Workloads,
): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT id, session_name, role_arn, epoch_ms(ts)::DOUBLE FROM activity_assumption
     WHERE form = 'pod-identity' AND confidence = 'none' AND outcome = 'success' ORDER BY ts DESC LIMIT ${NAMED}`,
  );
  const rows = reader.getRows().map(([id, name, role, at]) => ({ id: Number(id), name, role, at: Number(at) }));
  await own(connection, "activity_assumption", rows, history, workloads);
}

/** Sessions whose assumption was not recorded, or not read. */
async function ownSessions(connection: DuckDBConnection, history: EstateHistory, workloads: Workloads): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT s.id, s.name, s.role_arn, epoch_ms(e.ts)::DOUBLE FROM activity_session s
     JOIN (SELECT session, min(ts) AS ts FROM activity_event GROUP BY 1) e ON e.session = s.id
     WHERE s.assumption IS NULL AND s.confidence = 'none' AND starts_with(s.name, 'eks-') LIMIT ${NAMED}`,
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
  await connection.run(`UPDATE activity_assumption c SET parent = p.id, node = coalesce(c.node, p.node) FROM ${issued} p
     WHERE c.parent IS NULL AND c.confidence = 'tags' AND c.caller_key = p.issued_key AND c.id <> p.id AND ${sameRole}`);
  const byKey = await connection.run(`UPDATE activity_assumption c SET mechanism = p.mechanism, workload = p.workload,
       pod = p.pod, pod_uid = p.pod_uid, node = p.node, confidence = 'issued-key', parent = p.id FROM ${issued} p
     WHERE c.confidence = 'none' AND c.form <> 'eks-auth' AND c.caller_key = p.issued_key AND c.id <> p.id AND ${sameRole}`);
  // The other account's record names no key; the caller's session is named, and taken where it is the only one of its name.
  const byName = await connection.run(`UPDATE activity_assumption c SET mechanism = p.mechanism, workload = p.workload,
       pod = p.pod, pod_uid = p.pod_uid, node = p.node, confidence = 'session-name', parent = p.id
     FROM (SELECT role_id || ':' || session_name AS principal, min(ts) AS ts, any_value(id) AS id, any_value(mechanism) AS mechanism,
         any_value(workload) AS workload, any_value(pod) AS pod, any_value(pod_uid) AS pod_uid, any_value(node) AS node
       FROM activity_assumption WHERE role_id IS NOT NULL AND session_name IS NOT NULL AND outcome = 'success'
         AND twin_of IS NULL AND confidence <> 'none' GROUP BY 1 HAVING count(*) = 1) p
     WHERE c.confidence = 'none' AND c.caller_key IS NULL AND c.twin_of IS NULL AND c.form IN ('role', 'target-role')
       AND c.caller_principal = p.principal AND c.ts BETWEEN p.ts AND p.ts + INTERVAL 12 HOUR`);
  return byKey.rowsChanged + byName.rowsChanged;
}

/** Sessions take what their key's assumption is known to be. */
async function settleSessions(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE activity_settled AS
    SELECT s.id, a.id AS assumption, a.mechanism, a.workload, a.pod, a.node, a.confidence FROM activity_session s
    JOIN activity_assumption a ON a.issued_key = s.access_key AND a.twin_of IS NULL
    WHERE (s.role_id IS NULL OR a.role_id IS NULL OR s.role_id = a.role_id)
      AND (s.created IS NULL OR abs(epoch(s.created) - epoch(a.ts)) < 600)
      AND (s.assumption, s.workload, s.confidence, s.node, s.mechanism, s.pod)
        IS DISTINCT FROM (a.id, a.workload, a.confidence, a.node, a.mechanism, a.pod)
    QUALIFY row_number() OVER (PARTITION BY s.id ORDER BY a.ts DESC, a.id) = 1`);
  const updated =
    await connection.run(`UPDATE activity_session s SET assumption = t.assumption, mechanism = t.mechanism,
      workload = t.workload, pod = t.pod, node = t.node, confidence = t.confidence FROM activity_settled t WHERE t.id = s.id`);
  if (updated.rowsChanged > 0) await markDays(connection, "SELECT id FROM activity_settled");
  // Calls that a service makes on with the session name no key; EKS's session names are unique.
  const forwarded = await connection.run(`UPDATE activity_session s SET assumption = a.id, mechanism = a.mechanism,
      workload = a.workload, pod = a.pod, node = a.node, confidence = a.confidence
    FROM (SELECT * FROM activity_assumption WHERE outcome = 'success' AND twin_of IS NULL AND starts_with(session_name, 'eks-')
        AND confidence <> 'none' QUALIFY count(*) OVER (PARTITION BY role_id, session_name) = 1) a
    WHERE s.access_key IS NULL AND s.assumption IS NULL AND s.role_id = a.role_id AND s.name = a.session_name`);
  if (forwarded.rowsChanged > 0)
    await markDays(connection, "SELECT id FROM activity_session WHERE access_key IS NULL AND assumption IS NOT NULL");
}

async function markDays(connection: DuckDBConnection, sessions: string): Promise<void> {
  await connection.run(`INSERT INTO activity_dirty SELECT DISTINCT ts::DATE FROM activity_event WHERE session IN (${sessions})
     EXCEPT SELECT day FROM activity_dirty`);
}
