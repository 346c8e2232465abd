/** Assumptions and changes of a batch as rows of their tables, with what each record tells by itself. */
import type { Batch } from "@/lib/server/usecases/activity/ports";
import { type Cell, milliseconds, uuidAt } from "./rows";
import type { Workloads } from "./workloads";

/** Where a row has its event's id and account. */
export const ASSUMPTION_KEY = { id: 1, account: 3 };
export const CHANGE_KEY = { id: 0, account: 2 };

/** `isFirst`: whether a row of the batch is its event's first. */
export function* assumptionRows(
  batch: Batch,
  workloads: Workloads,
  nextId: () => number,
  file: number,
  isFirst: (row: number) => boolean,
): Generator<Cell[]> {
  for (const entry of batch.assumptions) {
    if (!isFirst(entry.at)) continue;
    const { facts, direct } = entry;
    const workload = workloads.id(direct);
    // Tags that anybody could have set name no pod.
    const tagged = direct.confidence === "tags";
    yield [
      { integer: nextId() },
      uuidAt(batch.ids, entry.at),
      { micros: batch.times[entry.at]! },
      entry.account,
      entry.region,
      facts.form,
      facts.outcome,
      entry.errorCode,
      facts.errorMessage,
      facts.roleArn,
      facts.roleId,
      facts.sessionName,
      facts.issuedKey,
      milliseconds(facts.expiresAt),
      entry.clusterName,
      tagged ? facts.pod : null,
      tagged ? facts.podUid : null,
      facts.subject,
      facts.provider,
      facts.node,
      facts.callerKey,
      facts.callerPrincipal,
      facts.sharedEventId,
      entry.ip,
      entry.userAgent,
      entry.invokedBy,
      { integer: file },
      direct.mechanism,
      workload === null ? null : { integer: workload },
      facts.node,
      direct.confidence,
      null,
      null,
      null,
      facts.packedPolicySize === null ? null : { integer: facts.packedPolicySize },
    ];
  }
}

export function* changeRows(batch: Batch, isFirst: (row: number) => boolean): Generator<Cell[]> {
  for (const { at, account, region, actor, facts } of batch.changes) {
    if (!isFirst(at)) continue;
    yield [
      uuidAt(batch.ids, at),
      { micros: batch.times[at]! },
      account,
      region,
      facts.kind,
      actor,
      facts.subject,
      facts.clusterName,
      facts.namespace,
      facts.serviceAccount,
      facts.roleArn,
      facts.targetRoleArn,
      facts.detail,
    ];
  }
}
