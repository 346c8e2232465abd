/** Calls: of one session, and all of them for an export. The rows are picked first, what they mean is joined after. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { ActivityMechanism, CallRow, Confidence } from "@/lib/contracts/api";
import { isDenial } from "@/lib/domain/activity/denial";
import type { RecordOrigin } from "@/lib/domain/activity/record-place";
import type { ActivityRow, RangedFilter } from "@/lib/server/usecases/activity/ports";
import { workloadConditions } from "./assumption-filter";
import { attributionOf, workloadOf } from "./assumption-row";
import { addKeyset, keysetOf } from "./assumptions";
import { originOf } from "./record-origin";
import { anyHolds, Conditions, inAnyCase, iso, text, timestamp } from "./sql";

const TEXTS = `JOIN activity_api p ON p.id = e.api JOIN activity_session s ON s.id = e.session
  JOIN activity_text acc ON acc.id = e.account LEFT JOIN activity_text reg ON reg.id = e.region
  LEFT JOIN activity_text er ON er.id = e.err LEFT JOIN activity_text net ON net.id = e.net
  LEFT JOIN activity_text ua ON ua.id = e.agent LEFT JOIN activity_text res ON res.id = e.resource`;

const CALL_COLUMNS = `e.event_id::VARCHAR, ${iso("e.ts")}, acc.v, reg.v, p.source, p.name, p.action, p.read_only, er.v, res.v, net.v,
  ua.v, s.invoked_by`;

function callRow(row: readonly DuckDBValue[]): CallRow {
  const [eventId, time, account, region, source, name, action, readOnly, error, resource, net, agent, invokedBy] = row;
  const [ip = "", vpcEndpoint] = (text(net) ?? "").split(" vpce-");
  const errorCode = text(error);
  return {
    eventId: String(eventId),
    time: String(time),
    accountId: String(account),
    region: text(region) ?? "",
    eventSource: String(source),
    eventName: String(name),
    action: text(action),
    readOnly: typeof readOnly === "boolean" ? readOnly : null,
    errorCode,
    denied: isDenial(errorCode),
    resource: text(resource),
    sourceIp: ip === "" ? null : ip,
    vpcEndpointId: vpcEndpoint === undefined ? null : `vpce-${vpcEndpoint}`,
    userAgent: text(agent),
    invokedBy: text(invokedBy),
  };
}

/** Newest first. `sessions` are numbers of the store, `within` a condition on `ts`. */
export async function callsOf(
  connection: DuckDBConnection,
  sessions: readonly number[],
  within: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<{ rows: CallRow[]; next: string | null }> {
  const conditions = new Conditions().add(`e.session IN (${sessions.join(",")})`).add(within);
  // The keyset's account is not compared: a session's calls of one event id are one call.
  if (page.before !== null) addKeyset(conditions, page.before, "e", "''");
  const rows = await conditions.rows(
    connection,
    `WITH page AS (SELECT * FROM activity_event e WHERE ${conditions.where}
       ORDER BY e.ts DESC, e.event_id DESC LIMIT ${page.limit + 1})
     SELECT ${CALL_COLUMNS}, epoch_us(e.ts) FROM page e ${TEXTS} ORDER BY e.ts DESC, e.event_id DESC`,
  );
  const kept = rows.slice(0, page.limit);
  const last = kept.at(-1);
  const next = rows.length > page.limit && last ? keysetOf(last.at(-1), last[0], "") : null;
  return { rows: kept.map(callRow), next };
}

/** Every event, oldest first. */
export async function* streamCalls(
  connection: DuckDBConnection,
  filter: RangedFilter,
): AsyncGenerator<readonly (ActivityRow & { readonly origin: RecordOrigin | null })[]> {
  const conditions = new Conditions();
  conditions.add(`e.ts >= ${timestamp("?")}`, filter.from).add(`e.ts < ${timestamp("?")}`, filter.to);
  conditions
    .any("acc.v IN ?", filter.account)
    .any("reg.v IN ?", filter.region)
    .any("s.role_arn IN ?", filter.role)
    .any("s.pod IN ?", filter.pod)
    .any("s.node IN ?", filter.node)
    .any("s.mechanism IN ?", filter.mechanism)
    .any("s.confidence IN ?", filter.confidence);
  workloadConditions(conditions, filter);
  if (filter.unrelated === "no") conditions.add("s.mechanism IS NOT NULL");
  if (filter.q !== "")
    conditions.add(
      anyHolds(["s.role_arn", "s.name", "s.pod", "w.service_account", "w.namespace", "s.access_key"]),
      inAnyCase(filter.q),
    );
  const [only] = filter.outcome;
  if (filter.outcome.length === 1) conditions.add(only === "success" ? "e.err = -1" : "e.err <> -1");
  const result = await connection.stream(
    `SELECT ${CALL_COLUMNS}, s.mechanism, w.key, w.cluster_arn, w.issuer, w.namespace, w.service_account, s.pod, s.node,
       s.role_arn, s.role_id, s.name, s.access_key, s.arn, s.confidence, f.source, f.key
     FROM activity_event e ${TEXTS} LEFT JOIN activity_workload w ON w.id = s.workload LEFT JOIN activity_file f ON f.id = e.file
     WHERE ${conditions.where} ORDER BY e.ts, e.event_id, acc.v`,
    conditions.values,
    conditions.types(),
  );
  for await (const rows of result.yieldRows()) yield rows.map(activityRow);
}

function activityRow(row: readonly DuckDBValue[]): ActivityRow & { readonly origin: RecordOrigin | null } {
  const [mechanism, key, clusterArn, issuer, namespace, serviceAccount, ...rest] = row.slice(13);
  const [pod, node, roleArn, roleId, sessionName, accessKey, arn, confidence, source, file] = rest;
  const sure = String(confidence) as Confidence;
  return {
    ...callRow(row),
    mechanism: text(mechanism) as ActivityMechanism | null,
    workload: workloadOf(key, clusterArn, issuer, namespace, serviceAccount),
    pod: text(pod),
    node: text(node),
    roleArn: text(roleArn),
    roleId: text(roleId),
    sessionName: text(sessionName),
    accessKeyId: text(accessKey),
    callerArn: text(arn),
    attribution: attributionOf(sure),
    confidence: sure,
    origin: originOf(source, file),
  };
}
