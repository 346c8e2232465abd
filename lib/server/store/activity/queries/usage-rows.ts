/** Calls by workload, role and action: from the daily aggregate, and of single sessions from their events. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { UsageRow } from "@/lib/contracts/api";
import { denialCodes } from "@/lib/domain/activity/denial";
import { Conditions, iso, text } from "./sql";

/** Numbers of the error codes that mean a denial. */
export const DENIED = `(SELECT id FROM activity_text WHERE v IN (${denialCodes.map((code) => `'${code}'`).join(",")}))`;

export interface UsageQueryIn {
  readonly workloads: readonly string[];
  readonly roles: readonly string[];
  readonly accounts: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly deniedOnly: boolean;
  readonly limit: number;
}

/** Whole days: those in which the range begins and ends are in it. */
export async function usageRows(connection: DuckDBConnection, query: UsageQueryIn) {
  const conditions = dayConditions(query.from, query.to);
  if (query.workloads.length > 0)
    conditions.add("u.workload IN (SELECT id FROM activity_workload WHERE key IN ?)", query.workloads);
  conditions
    .any("u.role_arn IN ?", query.roles)
    .any("u.account IN (SELECT id FROM activity_text WHERE v IN ?)", query.accounts);
  if (query.deniedOnly) conditions.add(`u.err IN ${DENIED}`);
  const rows = await conditions.rows(
    connection,
    `WITH g AS (SELECT workload, role_arn, api, sum(n) AS n, sum(n) FILTER (WHERE err IN ${DENIED}) AS denied,
         sum(n) FILTER (WHERE err <> -1) AS errors, min(first_ts) AS first_ts, max(last_ts) AS last_ts
       FROM activity_usage u WHERE ${conditions.where} GROUP BY ALL),
     h AS (SELECT w.key, g.role_arn, p.service, p.action, p.name, sum(g.n) AS n, sum(g.denied) AS denied, sum(g.errors) AS errors,
         min(g.first_ts) AS first_ts, max(g.last_ts) AS last_ts
       FROM g JOIN activity_api p ON p.id = g.api LEFT JOIN activity_workload w ON w.id = g.workload GROUP BY ALL)
     SELECT key, role_arn, service, action, name, n, denied, errors, ${iso("first_ts")}, ${iso("last_ts")} FROM h
     ORDER BY n DESC, key, service, name, role_arn LIMIT ${query.limit + 1}`,
  );
  return { rows: rows.slice(0, query.limit).map(usageRow), more: rows.length > query.limit };
}

export async function usageOfSessions(
  connection: DuckDBConnection,
  sessions: readonly number[],
  within: string,
): Promise<UsageRow[]> {
  const reader = await connection.runAndReadAll(
    `WITH g AS (SELECT session, api, count(*) AS n, count(*) FILTER (WHERE err IN ${DENIED}) AS denied,
         count(*) FILTER (WHERE err <> -1) AS errors, min(ts) AS first_ts, max(ts) AS last_ts
       FROM activity_event WHERE session IN (${sessions.join(",")}) AND ${within} GROUP BY ALL),
     h AS (SELECT w.key, s.role_arn, p.service, p.action, p.name, sum(g.n) AS n, sum(g.denied) AS denied, sum(g.errors) AS errors,
         min(g.first_ts) AS first_ts, max(g.last_ts) AS last_ts
       FROM g JOIN activity_session s ON s.id = g.session JOIN activity_api p ON p.id = g.api
         LEFT JOIN activity_workload w ON w.id = s.workload GROUP BY ALL)
     SELECT key, role_arn, service, action, name, n, denied, errors, ${iso("first_ts")}, ${iso("last_ts")} FROM h
     ORDER BY n DESC, key, service, name, role_arn LIMIT 500`,
  );
  return reader.getRows().map(usageRow);
}

export function dayConditions(from: string, to: string): Conditions {
  return new Conditions()
    .add("u.day >= ?::DATE", from.slice(0, 10))
    .add("u.day <= ?::DATE", new Date(Math.max(0, Date.parse(to) - 1)).toISOString().slice(0, 10));
}

function usageRow(row: readonly DuckDBValue[]): UsageRow {
  const [key, roleArn, service, action, name, n, denied, errors, first, last] = row;
  const named = text(action);
  return {
    workloadId: text(key),
    roleArn: text(roleArn),
    service: named === null ? String(service) : named.slice(0, named.indexOf(":")),
    action: named,
    eventName: String(name),
    calls: Number(n),
    denied: Number(denied ?? 0),
    errors: Number(errors ?? 0),
    first: String(first),
    last: String(last),
  };
}
