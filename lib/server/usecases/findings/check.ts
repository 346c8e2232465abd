/** Whether a pipeline may go on: the open findings of a snapshot, and how many of them are bad enough. */
import type { AcceptanceAnswer, FindingRow, FindingsAnswer } from "@/lib/contracts/api";
import type { CheckAnswer } from "@/lib/contracts/export-findings";
import { type Severity, severities } from "@/lib/domain/findings/finding";
import type { AnalysisPort } from "../ask-snapshot";
import { NoSnapshotError } from "../export";
import type { SnapshotStore } from "../ports";
import { chooseSnapshot } from "../snapshots";
import { everyFinding } from "./every-finding";

export interface CheckParts {
  readonly snapshots: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
}

/** Throws `export/no-snapshot` where the id means no sealed snapshot. */
export async function checkFindings(
  { snapshots, analysis }: CheckParts,
  request: { readonly snapshot: string; readonly failOn: Severity },
  signal?: AbortSignal,
): Promise<CheckAnswer> {
  const choice = await chooseSnapshot(snapshots, request.snapshot);
  if (choice.kind !== "found") throw new NoSnapshotError(choice.message);
  const { meta } = choice;
  const ask = async <T>(...question: Parameters<AnalysisPort["ask"]>): Promise<T> =>
    JSON.parse(new TextDecoder().decode(await analysis.ask(...question))) as T;
  const { rows, counts, evaluation } = await ask<FindingsAnswer>(
    meta.id,
    "findings",
    { ...everyFinding, status: ["open"] },
    signal,
  );
  const acceptances = await ask<AcceptanceAnswer[]>(meta.id, "finding-acceptances", {}, signal);
  const least = severities.indexOf(request.failOn);
  return {
    format: "podlens.check/v1",
    snapshot: {
      id: meta.id,
      startedAt: meta.startedAt,
      finishedAt: meta.finishedAt ?? meta.startedAt,
      status: meta.status as "complete" | "partial",
    },
    failOn: request.failOn,
    failing: rows.filter(({ severity }) => severities.indexOf(severity) <= least).length,
    open: counts.open,
    accepted: counts.accepted,
    failed: evaluation.failed.map(({ rule, message }) => ({ rule, message })),
    gaps: evaluation.gaps,
    stale: acceptances.flatMap(({ id, place, state, matches, reason }) =>
      state === "expired" || (state === "active" && matches === 0) ? [{ id, place, state, reason }] : [],
    ),
    problems: [...evaluation.problems],
    findings: rows.map(checkedFinding),
  };
}

function checkedFinding(row: FindingRow): CheckAnswer["findings"][number] {
  const { kind, id, name } = row.subject;
  return {
    id: row.id,
    rule: row.rule,
    severity: row.severity,
    certainty: row.certainty,
    title: row.title,
    subject: { kind, id, name },
    accountId: row.accountId,
    clusterArn: row.clusterArn,
    owner: row.owner,
    environment: row.environment,
    firstSeenAt: row.firstSeenAt,
    changed: row.changed,
  };
}
