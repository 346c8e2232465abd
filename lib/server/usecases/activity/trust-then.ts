/** The trust policy that an assumption met, from what is known of the role over time. */
import type { AssumptionRow, TrustInForce, TrustMoment } from "@/lib/contracts/api/activity";
import { type TrustMark, trustHistory } from "@/lib/domain/activity/trust-history";
import { type TrustCaller, trustJudge } from "@/lib/domain/activity/trust-judge";
import { trustSentence, trustStanding } from "@/lib/domain/activity/trust-words";
import type { AssumptionRecord } from "./ports";

/** null where the record does not tell the role or who called. */
export function trustThen(record: AssumptionRecord, marks: readonly TrustMark[]): TrustInForce | null {
  const { row } = record;
  const caller = callerOf(record);
  if (row.roleArn === null || caller === null) return null;
  const history = trustHistory(marks);
  const then = history.at(Date.parse(row.time));
  const judge = trustJudge();
  const standing = trustStanding(judge.at(then, row.roleArn, caller), judge.at(history.now(), row.roleArn, caller));
  const [state] = then.states;
  return {
    roleArn: row.roleArn,
    standing,
    text: trustSentence(standing, then),
    document: then.why === null && state?.kind === "document" ? state.text : null,
    since: momentOf(then.since),
    until: momentOf(then.until),
  };
}

function momentOf(mark: TrustMark | null): TrustMoment | null {
  return mark === null
    ? null
    : {
        at: new Date(mark.at).toISOString(),
        eventId: mark.change?.eventId ?? null,
        actor: mark.change?.actor ?? null,
        snapshotId: mark.snapshotId,
      };
}

function callerOf({ row, form, chain }: AssumptionRecord): TrustCaller | null {
  const { clusterArn, issuer, namespace, serviceAccount } = row.workload;
  const named = namespace !== null && serviceAccount !== null;
  if (form === "pod-identity" && named && clusterArn !== null)
    return { kind: "pod-identity", clusterArn, namespace, serviceAccount };
  if (form === "web-identity" && named && issuer !== null) return { kind: "irsa", issuer, namespace, serviceAccount };
  const parent = row.parentSessionId === null ? undefined : chain.find((each) => isParent(each, row));
  return parent?.roleArn == null ? null : { kind: "principal", name: parent.roleArn };
}

function isParent(each: AssumptionRow, row: AssumptionRow): boolean {
  return each.sessionId !== null && each.sessionId === row.parentSessionId;
}
