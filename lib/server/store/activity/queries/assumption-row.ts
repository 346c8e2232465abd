/** Rows of assumptions as the contract has them. */
import type { DuckDBValue } from "@duckdb/node-api";
import type { ActivityMechanism, ActivityWorkload, AssumptionRow, Attribution, Confidence } from "@/lib/contracts/api";
import { iso, text } from "./sql";

/** Columns over `a` and `w`, read by `assumptionRow`. */
export const ASSUMPTION_COLUMNS = `a.event_id::VARCHAR, ${iso("a.ts")}, a.account, a.region, a.mechanism, a.outcome, a.error_code,
  a.error_message, w.key, w.cluster_arn, w.issuer, w.namespace, w.service_account, a.pod, a.pod_uid, a.node, a.role_arn, a.role_id,
  a.target_role, a.session_name, a.issued_key, ${iso("a.expires")}, a.confidence, a.ip, a.id, a.parent`;

export function assumptionRow(row: readonly DuckDBValue[], sessions: ReadonlyMap<number, string>): AssumptionRow {
  const [eventId, time, account, region, mechanism, outcome, errorCode, errorMessage, ...rest] = row;
  const [key, clusterArn, issuer, namespace, serviceAccount, ...more] = rest;
  const [pod, podUid, node, roleArn, roleId, target, sessionName, issuedKey, expires, confidence, ip, id, parent] =
    more;
  return {
    eventId: String(eventId),
    time: String(time),
    accountId: String(account),
    region: text(region) ?? "",
    mechanism: text(mechanism) as ActivityMechanism | null,
    outcome: outcome === "success" ? "success" : "denied",
    errorCode: text(errorCode),
    errorMessage: text(errorMessage),
    workload: workloadOf(key, clusterArn, issuer, namespace, serviceAccount),
    pod: text(pod),
    podUid: text(podUid),
    node: text(node),
    roleArn: text(roleArn),
    roleId: text(roleId),
    targetRoleArn: text(target),
    sessionName: text(sessionName),
    accessKeyId: text(issuedKey),
    expiresAt: text(expires),
    attribution: attributionOf(String(confidence) as Confidence),
    confidence: String(confidence) as Confidence,
    sourceIp: text(ip),
    sessionId: sessions.get(Number(id)) ?? null,
    parentSessionId: parent === null || parent === undefined ? null : (sessions.get(Number(parent)) ?? null),
  };
}

export function workloadOf(
  key: DuckDBValue | undefined,
  clusterArn: DuckDBValue | undefined,
  issuer: DuckDBValue | undefined,
  namespace: DuckDBValue | undefined,
  serviceAccount: DuckDBValue | undefined,
): ActivityWorkload {
  const arn = text(clusterArn);
  return {
    id: text(key),
    clusterArn: arn,
    clusterName: arn?.includes(":cluster/") ? arn.slice(arn.indexOf(":cluster/") + 9) : null,
    issuer: text(issuer),
    namespace: text(namespace),
    serviceAccount: text(serviceAccount),
  };
}

export function attributionOf(confidence: Confidence): Attribution {
  if (confidence === "none") return "none";
  return confidence === "tags" || confidence === "oidc-subject" ? "recorded" : "inferred";
}
