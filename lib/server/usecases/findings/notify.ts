/** After a scan: what is new or worse goes to whom the configuration names. */
import type { FindingRow, FindingsAnswer } from "@/lib/contracts/api";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { AnalysisPort } from "../ask-snapshot";
import { everyFinding } from "./every-finding";
import type { ChangedFinding, FindingsNotice } from "./ports";

/** Open findings that are new or worsened; all of them where there was nothing to compare with. */
export async function findingsNotice(
  analysis: AnalysisPort,
  meta: SnapshotMeta,
  signal?: AbortSignal,
): Promise<FindingsNotice> {
  const json = await analysis.ask(meta.id, "findings", { ...everyFinding, status: ["open"] }, signal);
  const { rows, evaluation } = JSON.parse(new TextDecoder().decode(json)) as FindingsAnswer;
  const first = evaluation.comparedWith === null;
  return {
    snapshot: { id: meta.id, finishedAt: meta.finishedAt ?? meta.startedAt, status: meta.status },
    findings: rows.flatMap((row) => {
      const change = first ? "new" : row.changed;
      return change === null ? [] : [changedFinding(row, change)];
    }),
  };
}

function changedFinding(row: FindingRow, change: ChangedFinding["change"]): ChangedFinding {
  const { kind, id, name } = row.subject;
  return {
    id: row.id,
    change,
    rule: row.rule,
    ruleTitle: row.ruleTitle,
    severity: row.severity,
    title: row.title,
    subject: { kind, id, name },
    subjectCount: row.subjectCount,
    owner: row.owner,
    environment: row.environment,
    accountId: row.accountId,
    clusterArn: row.clusterArn,
    firstSeenAt: row.firstSeenAt,
  };
}
