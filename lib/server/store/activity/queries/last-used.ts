/** When a workload, role or cluster was last used, how often, and from where. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { Confidence, LastUsedAnswer, UsedBy } from "@/lib/contracts/api";
import { workloadOf } from "./assumption-row";
import { address, Conditions, iso, text, timestamp } from "./sql";
import { DENIED, dayConditions } from "./usage-rows";

export interface LastUsedIn {
  readonly workload: string | null;
  readonly role: string | null;
  readonly cluster: string | null;
  readonly from: string;
  readonly to: string;
}

const VISIBLE = "(a.form <> 'eks-auth' OR a.outcome = 'denied') AND a.twin_of IS NULL";
const FIRST = 50;

export async function lastUsed(
  connection: DuckDBConnection,
  query: LastUsedIn,
): Promise<Omit<LastUsedAnswer, "watched" | "from" | "to">> {
  const [totals = [], pods = [], nodes = [], assumedRoles = [], workloads = [], days = []] = await assumed(
    connection,
    query,
  );
  const used = await called(connection, query);
  const byDay = new Map<string, { assumptions: number; calls: number }>();
  for (const [day, count] of days) byDay.set(String(day), { assumptions: Number(count), calls: 0 });
  for (const [day, count] of used.days)
    byDay.set(String(day), { assumptions: byDay.get(String(day))?.assumptions ?? 0, calls: Number(count) });
  const [assumptions, denied, last] = totals[0] ?? [];
  return {
    lastAssumed: text(last),
    lastCalled: used.last,
    assumptions: Number(assumptions ?? 0),
    deniedAssumptions: Number(denied ?? 0),
    calls: used.calls,
    deniedCalls: used.denied,
    pods: pods.map(usedBy),
    nodes: nodes.map(usedBy),
    addresses: used.addresses.map(usedBy),
    roles: assumedRoles.map(usedBy),
    workloads: workloads.map((row) => ({
      ...usedBy(row),
      workload: workloadOf(row[0], row[3], row[4], row[5], row[6]),
      confidence: String(row[7]) as Confidence,
    })),
    days: [...byDay].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, counts]) => ({ day, ...counts })),
  };
}

function subject(conditions: Conditions, query: LastUsedIn, role: string): void {
  if (query.workload !== null) conditions.add("w.key = ?", query.workload);
  if (query.role !== null) conditions.add(`${role} = ?`, query.role);
  if (query.cluster !== null) conditions.add("coalesce(w.cluster_arn, w.issuer) = ?", query.cluster);
}

async function assumed(connection: DuckDBConnection, query: LastUsedIn): Promise<DuckDBValue[][][]> {
  const conditions = new Conditions().add(VISIBLE);
  conditions.add(`a.ts >= ${timestamp("?")}`, query.from).add(`a.ts < ${timestamp("?")}`, query.to);
  subject(conditions, query, "a.role_arn");
  const from = `FROM activity_assumption a LEFT JOIN activity_workload w ON w.id = a.workload WHERE ${conditions.where}`;
  const grouped = (column: string) =>
    `SELECT ${column}, count(*) AS n, ${iso("max(a.ts)")} ${from} AND ${column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${FIRST}`;
  const answers: DuckDBValue[][][] = [];
  for (const sql of [
    `SELECT count(*) FILTER (WHERE a.outcome = 'success'), count(*) FILTER (WHERE a.outcome <> 'success'),
       ${iso("max(a.ts) FILTER (WHERE a.outcome = 'success')")} ${from}`,
    grouped("a.pod"),
    grouped("a.node"),
    grouped("a.role_arn"),
    `SELECT w.key, count(*) AS n, ${iso("max(a.ts)")}, any_value(w.cluster_arn), any_value(w.issuer), any_value(w.namespace),
       any_value(w.service_account), min(a.confidence) ${from} AND w.key IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${FIRST}`,
    `SELECT a.ts::DATE::VARCHAR AS day, count(*) ${from} AND a.outcome = 'success' GROUP BY 1 ORDER BY 1`,
  ])
    answers.push(await conditions.rows(connection, sql));
  return answers;
}

async function called(connection: DuckDBConnection, query: LastUsedIn) {
  const conditions = dayConditions(query.from, query.to);
  subject(conditions, query, "u.role_arn");
  const usage = `FROM activity_usage u LEFT JOIN activity_workload w ON w.id = u.workload WHERE ${conditions.where}`;
  const [total] = await conditions.rows(
    connection,
    `SELECT coalesce(sum(u.n), 0), coalesce(sum(u.n) FILTER (WHERE u.err IN ${DENIED}), 0), ${iso("max(u.last_ts)")} ${usage}`,
  );
  const days = await conditions.rows(connection, `SELECT u.day::VARCHAR, sum(u.n) ${usage} GROUP BY 1 ORDER BY 1`);
  const events = new Conditions();
  events.add(`e.ts >= ${timestamp("?")}`, query.from).add(`e.ts < ${timestamp("?")}`, query.to);
  const chosen = new Conditions();
  chosen.values.push(...events.values);
  subject(chosen, query, "s.role_arn");
  const addresses = await chosen.rows(
    connection,
    `WITH g AS (SELECT net, count(*) AS n, max(ts) AS last_ts FROM activity_event e WHERE ${events.where} AND e.session IN (
         SELECT s.id FROM activity_session s LEFT JOIN activity_workload w ON w.id = s.workload WHERE ${chosen.where}) GROUP BY 1)
     SELECT ${address("t.v")} AS ip, sum(g.n) AS n, ${iso("max(g.last_ts)")} FROM g JOIN activity_text t ON t.id = g.net
     WHERE ip <> '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT ${FIRST}`,
  );
  return {
    calls: Number(total?.[0] ?? 0),
    denied: Number(total?.[1] ?? 0),
    last: text(total?.[2]),
    days,
    addresses,
  };
}

function usedBy([name, count, last]: readonly DuckDBValue[]): UsedBy {
  return { name: String(name), count: Number(count), last: String(last) };
}
