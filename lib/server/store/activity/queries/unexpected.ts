/** What stands out is judged from these sums: none of them grows with the number of events. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import { everChanged, trustHistory } from "@/lib/domain/activity/trust-history";
import { burst } from "@/lib/domain/activity/unexpected/denial-burst";
import type {
  AddressRow,
  AssumedRow,
  BreadthRow,
  ChangeRow,
  DenialRow,
  Mechanism,
  NodeUseRow,
  RoleTrusts,
  UnexpectedFacts,
  UseRow,
  Who,
} from "@/lib/domain/activity/unexpected/facts";
import type { EstateHistory } from "../estate-history";
import type { TrustMarks } from "../trust-marks";
import { workloadOf } from "./assumption-row";
import { Conditions, text, timestamp } from "./sql";
import { DENIED, dayConditions } from "./usage-rows";

export interface Stretch {
  /** ISO 8601 UTC; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
}

/** What was in force when. */
export interface Histories {
  readonly marks: TrustMarks;
  estate(): Promise<EstateHistory>;
}

/** More rows than a page can show mean nothing any more; each list ends there. */
const MOST = 5_000;
/** How far back changes are looked at: an association that was made a month ago is no news. */
const CHANGES_BEFORE = "INTERVAL 30 DAY";

const WHO = "w.key, w.cluster_arn, w.issuer, w.namespace, w.service_account";
const ids = (column: string) => `list_slice(list(DISTINCT ${column}::VARCHAR ORDER BY ${column}::VARCHAR), 1, 50)`;

export async function unexpectedFacts(
  connection: DuckDBConnection,
  stretch: Stretch,
  { marks, estate }: Histories,
): Promise<UnexpectedFacts> {
  const [row] = (await connection.runAndReadAll("SELECT epoch_ms(min(ts)) FROM activity_event")).getRows();
  const assumed = await assumedRows(connection, stretch, null);
  const known = await marks.of(
    connection,
    assumed.map(({ roleArn }) => roleArn),
  );
  const trusts = [...known].flatMap(([roleArn, of]): RoleTrusts[] => (everChanged(of) ? [{ roleArn, marks: of }] : []));
  const apart = trusts.length === 0 ? [] : await assumedRows(connection, stretch, trusts);
  return {
    from: Date.parse(stretch.from),
    to: Date.parse(stretch.to),
    watchedFrom: number(row?.[0]),
    ...(await withAssociations(estate, assumed, apart)),
    trusts,
    addresses: await addressRows(connection, stretch),
    changes: await changeRows(connection, stretch),
    uses: await afterDeletionRows(connection, stretch),
    nodeUses: await nodeUseRows(connection, stretch),
    denials: [...(await deniedCalls(connection, stretch)), ...(await deniedAssumptions(connection, stretch))],
    breadth: await breadthRows(connection, stretch),
  };
}

/** Callers that are no pods are those of the event itself. `apart`: only of these roles, and by stretches of their trust. */
async function assumedRows(
  connection: DuckDBConnection,
  stretch: Stretch,
  apart: readonly RoleTrusts[] | null,
): Promise<AssumedRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const only =
    apart === null ? "" : `AND role_arn IN ${conditions.bind(apart.map(({ roleArn }) => roleArn))} AND ts >= ${from}`;
  const borders = (apart ?? []).flatMap(({ roleArn, marks }) =>
    trustHistory(marks).borders.map((at) => `${new Date(at).toISOString()} ${roleArn}`),
  );
  const border =
    apart === null ? "NULL" : `(SELECT count(*) FROM borders b WHERE b.role_arn = a.role_arn AND b.ts <= a.ts)`;
  const cuts =
    apart === null
      ? ""
      : `borders AS (SELECT split_part(b, ' ', 2) AS role_arn, ${timestamp("split_part(b, ' ', 1)")} AS ts
           FROM ${conditions.bind(borders)} AS t(b)),`;
  const rows = await conditions.rows(
    connection,
    `WITH ${cuts} shown AS (SELECT * FROM activity_assumption WHERE outcome = 'success' AND form <> 'eks-auth' AND twin_of IS NULL
         AND role_arn IS NOT NULL AND ts < ${to} ${only}),
       inside AS (SELECT DISTINCT role_arn FROM shown WHERE ts >= ${from}),
       callers AS (SELECT e.event_id, any_value(s.role_arn) AS role_arn, any_value(coalesce(s.role_arn, s.arn, s.invoked_by, s.type)) AS caller
         FROM activity_event e JOIN activity_session s ON s.id = e.session
         WHERE e.event_id IN (SELECT event_id FROM shown WHERE form IN ('role', 'other')) GROUP BY 1),
       cut AS (SELECT a.*, ${border} AS border FROM shown a),
       g AS (SELECT a.workload, a.role_arn, a.mechanism, c.caller, c.role_arn AS caller_role, a.border, a.form = 'target-role' AS second, any_value(a.account) AS account,
           any_value(a.region) AS region, epoch_ms(max(a.ts) FILTER (a.ts < ${from})) AS before,
           epoch_ms(min(a.ts) FILTER (a.ts >= ${from})) AS first, epoch_ms(max(a.ts)) AS last,
           count(*) FILTER (a.ts >= ${from}) AS n, list_slice(list(a.event_id::VARCHAR ORDER BY a.ts DESC) FILTER (a.ts >= ${from}), 1, 50) AS events,
           max(a.id) AS newest
         FROM cut a JOIN inside i ON i.role_arn = a.role_arn LEFT JOIN callers c ON c.event_id = a.event_id GROUP BY ALL)
     SELECT ${WHO}, g.role_arn, g.mechanism, g.account, g.region, g.caller, g.caller_role, g.before, g.first, g.last, g.n, g.events,
       (SELECT min(s.id) FROM activity_session s WHERE s.assumption = g.newest), g.second
     FROM g LEFT JOIN activity_workload w ON w.id = g.workload WHERE g.n > 0 ORDER BY g.last DESC LIMIT ${MOST}`,
  );
  return rows.map((row) => {
    const [
      roleArn,
      mechanism,
      account,
      region,
      caller,
      callerRole,
      before,
      first,
      last,
      count,
      events,
      session,
      second,
    ] = row.slice(5);
    return {
      who: who(row),
      roleArn: String(roleArn),
      mechanism: text(mechanism) as Mechanism | null,
      accountId: String(account),
      region: text(region),
      caller: text(caller),
      callerRoleArn: text(callerRole),
      before: number(before),
      first: Number(first),
      last: Number(last),
      count: Number(count),
      eventIds: texts(events),
      sessionId: text(session),
      associatedThen: false,
      secondHop: second === true,
    };
  });
}

/** Rows that are looked up one by one: those that the newest snapshot's associations do not explain. */
const MOST_LOOKED_UP = 200;

/** Which rows rest on an association that is gone. */
async function withAssociations(
  estate: Histories["estate"],
  assumed: readonly AssumedRow[],
  apart: readonly AssumedRow[],
): Promise<Pick<UnexpectedFacts, "assumed" | "assumedApart">> {
  const named = [...assumed, ...apart].filter(({ mechanism, who }) => mechanism === "pod-identity" && who?.id);
  if (named.length === 0) return { assumed, assumedApart: apart };
  const { associations } = await estate();
  const keyOf = (arn: string, namespace: string, serviceAccount: string, role: string) =>
    JSON.stringify([arn, namespace, serviceAccount, role]);
  const now = new Set(
    associations
      .at(Number.MAX_SAFE_INTEGER, () => true)
      .associations.flatMap(({ clusterArn, namespace, serviceAccount, roleArn, targetRoleArn }) =>
        [roleArn, targetRoleArn].flatMap((role) =>
          role === null ? [] : [keyOf(clusterArn, namespace, serviceAccount, role)],
        ),
      ),
  );
  const gone = named
    .filter(
      ({ who, roleArn }) =>
        !now.has(keyOf(who?.clusterArn ?? "", who?.namespace ?? "", who?.serviceAccount ?? "", roleArn)),
    )
    .slice(0, MOST_LOOKED_UP);
  const then = new Set<AssumedRow>();
  for (const row of gone) {
    const stood = (time: number) =>
      associations.at(
        time,
        ({ clusterArn, namespace, serviceAccount, roleArn, targetRoleArn }) =>
          clusterArn === row.who?.clusterArn &&
          namespace === row.who.namespace &&
          serviceAccount === row.who.serviceAccount &&
          (roleArn === row.roleArn || targetRoleArn === row.roleArn),
      ).associations.length > 0;
    if (stood(row.first) && stood(row.last)) then.add(row);
  }
  const marked = (row: AssumedRow): AssumedRow => (then.has(row) ? { ...row, associatedThen: true } : row);
  return { assumed: assumed.map(marked), assumedApart: apart.map(marked) };
}

/** Roles of pods only; what AWS forwarded and what came through a VPC endpoint is left out. */
async function addressRows(connection: DuckDBConnection, stretch: Stretch): Promise<AddressRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const rows = await conditions.rows(
    connection,
    `WITH plain AS (SELECT id, v FROM activity_text WHERE regexp_full_match(v, '[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*')),
       pods AS (SELECT id, role_arn, workload FROM activity_session
         WHERE mechanism IN ('pod-identity', 'irsa') AND invoked_by IS NULL AND role_arn IS NOT NULL),
       g AS (SELECT session, net, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS n FROM activity_event
         WHERE ts < ${to} AND session IN (SELECT id FROM pods) GROUP BY ALL),
       r AS (SELECT p.role_arn, g.net, epoch_ms(min(g.first_ts)) AS first, epoch_ms(max(g.last_ts)) AS last, sum(g.n) AS n,
           any_value(p.workload) AS workload, min(g.session) AS session, min(g.first_ts) AS first_ts
         FROM g JOIN pods p ON p.id = g.session GROUP BY ALL)
     SELECT ${WHO}, r.role_arn, t.v, (SELECT epoch_ms(min(o.first_ts)) FROM r o WHERE o.role_arn = r.role_arn), r.first, r.last, r.n, r.session,
       (SELECT list_slice(list(e.event_id::VARCHAR), 1, 50) FROM activity_event e WHERE e.session = r.session AND e.net = r.net),
       (SELECT acc.v FROM activity_event e JOIN activity_text acc ON acc.id = e.account WHERE e.session = r.session LIMIT 1)
     FROM r JOIN plain t ON t.id = r.net LEFT JOIN activity_workload w ON w.id = r.workload
     WHERE r.first_ts >= ${from} ORDER BY r.first DESC LIMIT 500`,
  );
  return rows.map((row) => {
    const [roleArn, ip, roleFirst, first, last, calls, session, events, account] = row.slice(5);
    return {
      who: who(row),
      roleArn: String(roleArn),
      ip: String(ip),
      roleFirst: Number(roleFirst),
      first: Number(first),
      last: Number(last),
      calls: Number(calls),
      accountId: text(account) ?? "",
      sessionId: text(session),
      eventIds: texts(events),
    };
  });
}

async function changeRows(connection: DuckDBConnection, stretch: Stretch): Promise<ChangeRow[]> {
  const conditions = new Conditions()
    .add(`ts >= ${timestamp("?")} - ${CHANGES_BEFORE}`, stretch.from)
    .add(`ts < ${timestamp("?")}`, stretch.to);
  const rows = await conditions.rows(
    connection,
    `SELECT kind, epoch_ms(ts), event_id::VARCHAR, account, region, actor, subject, cluster_name, namespace, service_account, role_arn, target_role
     FROM activity_change WHERE ${conditions.where} AND kind NOT LIKE 'trail-%' ORDER BY ts DESC LIMIT ${MOST}`,
  );
  return rows.map((row) => {
    const [kind, at, eventId, account, region, actor, subject, cluster, namespace, serviceAccount, role, target] = row;
    return {
      kind: String(kind),
      at: Number(at),
      eventId: String(eventId),
      accountId: String(account),
      region: text(region),
      actor: text(actor),
      subject: text(subject),
      clusterName: text(cluster),
      namespace: text(namespace),
      serviceAccount: text(serviceAccount),
      roleArn: text(role),
      targetRoleArn: text(target),
    };
  });
}

/** Only of service accounts whose association was deleted. */
async function afterDeletionRows(connection: DuckDBConnection, stretch: Stretch): Promise<UseRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const rows = await conditions.rows(
    connection,
    `WITH gone AS (SELECT DISTINCT namespace, service_account FROM activity_change
         WHERE kind = 'association-deleted' AND ts >= ${from} - ${CHANGES_BEFORE} AND ts < ${to} AND namespace IS NOT NULL),
       ours AS (SELECT w.* FROM activity_workload w JOIN gone ON gone.namespace = w.namespace AND gone.service_account = w.service_account),
       calls AS (SELECT s.workload, s.role_arn, date_trunc('hour', e.ts) AS hour, max(e.ts) AS last_ts, 0 AS assumptions, count(*) AS calls,
           min(s.id) AS session, ${ids("e.event_id")} AS events
         FROM activity_event e JOIN activity_session s ON s.id = e.session
         WHERE s.workload IN (SELECT id FROM ours) AND s.mechanism = 'pod-identity' AND e.ts >= ${from} AND e.ts < ${to} GROUP BY ALL),
       assumed AS (SELECT workload, role_arn, date_trunc('hour', ts) AS hour, max(ts) AS last_ts, count(*) AS assumptions, 0 AS calls,
           NULL AS session, ${ids("event_id")} AS events
         FROM activity_assumption WHERE workload IN (SELECT id FROM ours) AND mechanism = 'pod-identity' AND outcome = 'success'
           AND form <> 'eks-auth' AND twin_of IS NULL AND ts >= ${from} AND ts < ${to} GROUP BY ALL),
       both_ AS (SELECT * FROM calls UNION ALL SELECT * FROM assumed)
     SELECT ${WHO}, b.role_arn, epoch_ms(b.hour), epoch_ms(b.last_ts), b.assumptions, b.calls, b.session, b.events
     FROM both_ b JOIN activity_workload w ON w.id = b.workload ORDER BY b.hour LIMIT ${MOST}`,
  );
  return rows.map((row) => {
    const [roleArn, hour, last, assumptions, calls, session, events] = row.slice(5);
    return {
      who: workloadOf(row[0], row[1], row[2], row[3], row[4]),
      roleArn: text(roleArn),
      hour: Number(hour),
      last: Number(last),
      assumptions: Number(assumptions),
      calls: Number(calls),
      sessionId: text(session),
      eventIds: texts(events),
    };
  });
}

async function nodeUseRows(connection: DuckDBConnection, stretch: Stretch): Promise<NodeUseRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const rows = await conditions.rows(
    connection,
    `WITH nodes AS (SELECT id, role_arn, account FROM activity_session WHERE mechanism = 'node-role' AND role_arn IS NOT NULL),
       g AS (SELECT session, api, count(*) AS n, min(ts) AS first_ts, max(ts) AS last_ts, any_value(event_id) AS one FROM activity_event
         WHERE ts >= ${from} AND ts < ${to} AND session IN (SELECT id FROM nodes) GROUP BY ALL)
     SELECT s.role_arn, any_value(s.account), coalesce(split_part(p.action, ':', 1), p.service) AS service,
       list_slice(list(DISTINCT coalesce(p.action, p.name)), 1, 20), sum(g.n), epoch_ms(min(g.first_ts)), epoch_ms(max(g.last_ts)), ${ids("g.one")}
     FROM g JOIN nodes s ON s.id = g.session JOIN activity_api p ON p.id = g.api GROUP BY s.role_arn, 3 ORDER BY 5 DESC LIMIT ${MOST}`,
  );
  return rows.map(([roleArn, account, service, actions, calls, first, last, events]) => ({
    roleArn: String(roleArn),
    accountId: text(account) ?? "",
    region: null,
    service: String(service),
    actions: texts(actions),
    calls: Number(calls),
    first: Number(first),
    last: Number(last),
    eventIds: texts(events),
  }));
}

async function deniedCalls(connection: DuckDBConnection, stretch: Stretch): Promise<DenialRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const rows = await conditions.rows(
    connection,
    `WITH g AS (SELECT session, api, date_trunc('hour', ts) AS hour, count(*) AS n, any_value(event_id) AS one FROM activity_event
         WHERE ts >= ${from} AND ts < ${to} AND err IN ${DENIED} GROUP BY ALL)
     SELECT ${WHO}, s.role_arn, any_value(s.account), epoch_ms(g.hour), sum(g.n), list_slice(list(DISTINCT coalesce(p.action, p.name)), 1, 20),
       min(s.id), ${ids("g.one")}
     FROM g JOIN activity_session s ON s.id = g.session JOIN activity_api p ON p.id = g.api LEFT JOIN activity_workload w ON w.id = s.workload
     WHERE s.mechanism IS NOT NULL GROUP BY ${WHO}, s.role_arn, g.hour HAVING sum(g.n) >= ${burst} ORDER BY g.hour DESC LIMIT ${MOST}`,
  );
  return rows.map((row) => denial(row, "calls"));
}

/** One request that two accounts recorded counts once. A denial of Pod Identity names its cluster only. */
async function deniedAssumptions(connection: DuckDBConnection, stretch: Stretch): Promise<DenialRow[]> {
  const conditions = new Conditions();
  const from = timestamp(conditions.bind(stretch.from));
  const to = timestamp(conditions.bind(stretch.to));
  const rows = await conditions.rows(
    connection,
    `SELECT ${WHO}, a.role_arn, a.account, epoch_ms(date_trunc('hour', a.ts)), count(*), list_slice(list(DISTINCT a.error_code), 1, 20),
       NULL, ${ids("a.event_id")}
     FROM activity_assumption a LEFT JOIN activity_workload w ON w.id = a.workload
     WHERE a.outcome = 'denied' AND a.twin_of IS NULL AND a.mechanism IS NOT NULL AND a.ts >= ${from} AND a.ts < ${to}
     GROUP BY ${WHO}, a.role_arn, a.account, date_trunc('hour', a.ts) HAVING count(*) >= ${burst}
     ORDER BY 8 DESC LIMIT ${MOST}`,
  );
  return rows.map((row) => denial(row, "assumptions"));
}

function denial(row: readonly DuckDBValue[], what: "calls" | "assumptions"): DenialRow {
  const [roleArn, account, hour, count, actions, session, events] = row.slice(5);
  return {
    who: who(row),
    roleArn: text(roleArn),
    accountId: text(account) ?? "",
    region: null,
    what,
    hour: Number(hour),
    count: Number(count),
    actions: texts(actions),
    sessionId: text(session),
    eventIds: texts(events),
  };
}

/** Days of workloads on which an action was new that day lie inside the stretch; the days before are the habit. */
async function breadthRows(connection: DuckDBConnection, stretch: Stretch): Promise<BreadthRow[]> {
  const conditions = dayConditions("0001-01-01", stretch.to);
  const from = `${conditions.bind(stretch.from.slice(0, 10))}::DATE`;
  const rows = await conditions.rows(
    connection,
    `WITH d AS (SELECT u.workload, u.role_arn, u.day, p.source, p.name, any_value(coalesce(p.action, p.name)) AS action, any_value(u.account) AS account
         FROM activity_usage u JOIN activity_api p ON p.id = u.api
         WHERE ${conditions.where} AND u.workload IS NOT NULL AND u.err = -1 GROUP BY ALL),
       f AS (SELECT *, min(day) OVER (PARTITION BY workload, role_arn, source, name) = day AS fresh FROM d),
       g AS (SELECT workload, role_arn, day, count(*) AS actions, any_value(account) AS account,
           list_slice(list(action ORDER BY action) FILTER (fresh), 1, 20) AS fresh FROM f GROUP BY ALL),
       risen AS (SELECT DISTINCT workload, role_arn FROM g WHERE day >= ${from} AND len(fresh) > 0)
     SELECT ${WHO}, g.role_arn, acc.v, epoch_ms(g.day::TIMESTAMP), g.actions, g.fresh FROM g SEMI JOIN risen
       ON risen.workload = g.workload AND risen.role_arn IS NOT DISTINCT FROM g.role_arn
     JOIN activity_workload w ON w.id = g.workload LEFT JOIN activity_text acc ON acc.id = g.account ORDER BY g.day LIMIT 100000`,
  );
  return rows.map((row) => {
    const [roleArn, account, day, actions, fresh] = row.slice(5);
    return {
      who: workloadOf(row[0], row[1], row[2], row[3], row[4]),
      roleArn: text(roleArn),
      accountId: text(account) ?? "",
      day: Number(day),
      actions: Number(actions),
      fresh: texts(fresh),
    };
  });
}

function who(row: readonly DuckDBValue[]): Who | null {
  const found = workloadOf(row[0], row[1], row[2], row[3], row[4]);
  return found.clusterArn === null && found.issuer === null && found.namespace === null ? null : found;
}

const number = (value: DuckDBValue | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

/** A list of DuckDB as texts. */
function texts(value: DuckDBValue | undefined): string[] {
  if (typeof value !== "object" || value === null || !("items" in value) || !Array.isArray(value.items)) return [];
  return value.items.map(String);
}
