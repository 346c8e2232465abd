/** Recorded calls that changed who may do what, with the session that made them. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ChangeDetail, ChangeKind } from "@/lib/domain/activity/record";
import type { RecordedChange } from "@/lib/domain/changes/who-made-it";
import { Conditions, iso, text, timestamp } from "./sql";

/** Newest first, at most `limit`. `from` exclusive, `to` inclusive: what a snapshot shows happened before it was read. */
export async function recordedChanges(
  connection: DuckDBConnection,
  range: { readonly from: string; readonly to: string },
  limit: number,
): Promise<RecordedChange[]> {
  const conditions = new Conditions()
    .add(`c.ts >= ${timestamp("?")}`, range.from)
    .add(`c.ts <= ${timestamp("?")}`, range.to)
    .add("c.kind NOT LIKE 'trail-%'");
  const rows = await conditions.rows(
    connection,
    `WITH c AS (SELECT * FROM activity_change c WHERE ${conditions.where} ORDER BY ts DESC, event_id LIMIT ${Math.floor(limit)}),
       s AS (SELECT DISTINCT ON (e.event_id) e.event_id, s.name FROM activity_event e JOIN activity_session s ON s.id = e.session
         WHERE e.ts BETWEEN (SELECT min(ts) FROM c) AND (SELECT max(ts) FROM c) AND e.event_id IN (SELECT event_id FROM c))
     SELECT c.event_id::VARCHAR, ${iso("c.ts")}, c.account, c.region, c.kind, c.actor, s.name, c.subject, c.cluster_name, c.namespace,
       c.service_account, c.role_arn, c.detail
     FROM c LEFT JOIN s ON s.event_id = c.event_id ORDER BY c.ts DESC, c.event_id`,
  );
  return rows.map((row) => {
    const [
      eventId,
      time,
      account,
      region,
      kind,
      actor,
      session,
      subject,
      cluster,
      namespace,
      serviceAccount,
      role,
      detail,
    ] = row;
    const { call = null, policyName, policyArn, target } = detailOf(text(detail));
    return {
      eventId: String(eventId),
      time: String(time),
      accountId: String(account),
      region: text(region),
      kind: String(kind) as ChangeKind,
      call,
      actor: text(actor),
      sessionName: text(session),
      subject: text(subject),
      clusterName: text(cluster),
      namespace: text(namespace),
      serviceAccount: text(serviceAccount),
      roleArn: text(role),
      ...(policyName === undefined ? {} : { policyName }),
      ...(policyArn === undefined ? {} : { policyArn }),
      ...(target === undefined ? {} : { target }),
    };
  });
}

/** Written by ourselves; an older version wrote none. */
function detailOf(json: string | null): Partial<ChangeDetail> {
  return json === null ? {} : (JSON.parse(json) as Partial<ChangeDetail>);
}
