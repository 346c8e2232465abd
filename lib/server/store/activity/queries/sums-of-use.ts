/** Sums that the rules of use judge: by workload and role, not by event. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type {
  AssumedSum,
  CalledSum,
  Denial,
  DeniedAssumptions,
  NodeCallSum,
  PackedSize,
} from "@/lib/domain/findings/activity-facts";
import type { SumsOfUse } from "@/lib/server/usecases/activity/ports";
import { Conditions, iso, text, timestamp } from "./sql";
import { DENIED, dayConditions } from "./usage-rows";

interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** Causes of denials are few; what is behind the newest ones means nothing more. */
const MOST_DENIALS = 2_000;

export async function sumsOfUse(connection: DuckDBConnection, stretch: Stretch): Promise<SumsOfUse> {
  return {
    assumed: await assumedSums(connection, stretch),
    called: await calledSums(connection, stretch),
    nodeCalls: await nodeCallSums(connection, stretch),
    denials: await denials(connection, stretch),
    packed: await packedSizes(connection, stretch),
  };
}

const within = ({ from, to }: Stretch, column: string) =>
  new Conditions().add(`${column} >= ${timestamp("?")}`, from).add(`${column} < ${timestamp("?")}`, to);

async function assumedSums(connection: DuckDBConnection, stretch: Stretch): Promise<AssumedSum[]> {
  const conditions = within(stretch, "a.ts").add(
    "a.form <> 'eks-auth' AND a.twin_of IS NULL AND a.role_arn IS NOT NULL",
  );
  const rows = await conditions.rows(
    connection,
    `WITH g AS (SELECT a.workload, a.role_arn, a.mechanism, count(*) FILTER (a.outcome = 'success') AS n,
         count(*) FILTER (a.outcome <> 'success') AS denied, max(a.ts) FILTER (a.outcome = 'success') AS last_ts,
         max(a.ts) FILTER (a.outcome <> 'success') AS denied_ts,
         arg_max(a.event_id, a.ts) FILTER (a.outcome <> 'success') AS denied_event,
         arg_max(coalesce(a.error_code, ''), a.ts) FILTER (a.outcome <> 'success') AS denied_code
       FROM activity_assumption a WHERE ${conditions.where} GROUP BY ALL)
     SELECT w.key, g.role_arn, g.mechanism, g.n, g.denied, ${iso("g.last_ts")}, ${iso("g.denied_ts")}, g.denied_event::VARCHAR, g.denied_code
     FROM g LEFT JOIN activity_workload w ON w.id = g.workload ORDER BY 1, 2, 3`,
  );
  return rows.map(([workload, roleArn, mechanism, assumptions, denied, lastAt, ...denial]) => ({
    workload: text(workload),
    roleArn: String(roleArn),
    mechanism: text(mechanism),
    assumptions: Number(assumptions),
    denied: Number(denied),
    lastAt: text(lastAt),
    lastDenial: denialOf(denial),
  }));
}

/** Whole days, from the daily aggregate. */
async function calledSums(connection: DuckDBConnection, stretch: Stretch): Promise<CalledSum[]> {
  const conditions = dayConditions(stretch.from, stretch.to).add("u.role_arn IS NOT NULL");
  const rows = await conditions.rows(
    connection,
    `WITH g AS (SELECT role_arn, api, coalesce(sum(n) FILTER (u.err NOT IN ${DENIED}), 0) AS n, max(last_ts) AS last_ts
       FROM activity_usage u WHERE ${conditions.where} GROUP BY ALL)
     SELECT g.role_arn, p.service, p.action, p.name, sum(g.n), ${iso("max(g.last_ts)")} FROM g JOIN activity_api p ON p.id = g.api
     GROUP BY ALL ORDER BY 1, 2, 4`,
  );
  return rows.map(([roleArn, service, action, name, calls, last]) => {
    const named = text(action);
    return {
      roleArn: String(roleArn),
      service: named === null ? String(service) : named.slice(0, named.indexOf(":")),
      action: named,
      eventName: String(name),
      calls: Number(calls),
      lastAt: String(last),
    };
  });
}

async function nodeCallSums(connection: DuckDBConnection, stretch: Stretch): Promise<NodeCallSum[]> {
  const conditions = within(stretch, "e.ts");
  const rows = await conditions.rows(
    connection,
    `WITH nodes AS (SELECT id, role_arn FROM activity_session WHERE mechanism = 'node-role' AND role_arn IS NOT NULL),
       g AS (SELECT session, api, count(*) AS n, max(ts) AS last_ts, arg_max(event_id, ts) AS one FROM activity_event e
         WHERE ${conditions.where} AND e.session IN (SELECT id FROM nodes) GROUP BY ALL)
     SELECT s.role_arn, coalesce(split_part(p.action, ':', 1), p.service) AS service, service || ':' || p.name AS action, sum(g.n),
       ${iso("max(g.last_ts)")}, arg_max(g.one, g.last_ts)::VARCHAR
     FROM g JOIN nodes s ON s.id = g.session JOIN activity_api p ON p.id = g.api GROUP BY ALL ORDER BY 1, 4 DESC, 3`,
  );
  return rows.map(([roleArn, service, action, calls, time, eventId]) => ({
    roleArn: String(roleArn),
    service: String(service),
    action: String(action),
    calls: Number(calls),
    example: { time: String(time), eventId: String(eventId) },
  }));
}

/** By workload and role; where EKS's record names neither, by cluster. */
async function denials(connection: DuckDBConnection, stretch: Stretch): Promise<DeniedAssumptions[]> {
  const conditions = within(stretch, "a.ts").add("a.twin_of IS NULL AND a.mechanism IS NOT NULL");
  const rows = await conditions.rows(
    connection,
    `WITH shown AS (SELECT *, CASE WHEN a.form = 'eks-auth' THEN a.cluster_name END AS place FROM activity_assumption a
         WHERE ${conditions.where}),
       g AS (SELECT workload, role_arn, mechanism, place, account, region, count(*) AS n, max(ts) AS last_ts,
           arg_max(event_id, ts) AS event, arg_max(coalesce(error_code, ''), ts) AS code, arg_max(error_message, ts) AS message
         FROM shown WHERE outcome = 'denied' GROUP BY ALL),
       ok AS (SELECT workload, role_arn, place, account, max(ts) AS ts FROM shown WHERE outcome = 'success' GROUP BY ALL)
     SELECT w.key, g.role_arn, g.mechanism, g.place, g.account, g.region, g.n, ${iso("g.last_ts")}, g.event::VARCHAR, g.code, g.message,
       ${iso("ok.ts")}
     FROM g LEFT JOIN activity_workload w ON w.id = g.workload
       LEFT JOIN ok ON ok.workload IS NOT DISTINCT FROM g.workload AND ok.role_arn IS NOT DISTINCT FROM g.role_arn
         AND ok.place IS NOT DISTINCT FROM g.place AND ok.account = g.account
     ORDER BY g.last_ts DESC, 9 LIMIT ${MOST_DENIALS}`,
  );
  return rows.map(
    ([workload, roleArn, mechanism, cluster, account, region, n, time, eventId, code, message, success]) => ({
      workload: text(workload),
      roleArn: text(roleArn),
      mechanism: mechanism === "pod-identity" || mechanism === "irsa" ? mechanism : null,
      clusterName: text(cluster),
      accountId: String(account),
      region: text(region),
      denied: Number(n),
      last: { time: String(time), eventId: String(eventId), errorCode: String(code) },
      message: text(message),
      lastSuccessAt: text(success),
    }),
  );
}

async function packedSizes(connection: DuckDBConnection, stretch: Stretch): Promise<PackedSize[]> {
  const conditions = within(stretch, "a.ts").add("a.packed IS NOT NULL AND a.role_arn IS NOT NULL");
  const rows = await conditions.rows(
    connection,
    `WITH g AS (SELECT role_arn, max(packed) AS packed, arg_max(ts, (packed, ts)) AS ts, arg_max(event_id, (packed, ts)) AS event
       FROM activity_assumption a WHERE ${conditions.where} GROUP BY ALL)
     SELECT role_arn, packed, ${iso("g.ts")}, event::VARCHAR FROM g ORDER BY 1`,
  );
  return rows.map(([roleArn, percent, time, eventId]) => ({
    roleArn: String(roleArn),
    percent: Number(percent),
    time: String(time),
    eventId: String(eventId),
  }));
}

function denialOf([time, eventId, code]: readonly DuckDBValue[]): Denial | null {
  const at = text(time);
  return at === null ? null : { time: at, eventId: String(eventId), errorCode: text(code) ?? "" };
}
