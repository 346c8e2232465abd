/** Tables that several reports show. */

import type { FindingRow } from "@/lib/contracts/api";
import type { ReportTable } from "@/lib/contracts/report";
import type { TriagedFinding } from "../findings/book";
import { gapAnswers } from "../gap-answer";
import { evidenceLines, remedyText, stepsText } from "./finding-text";
import type { ReportInput } from "./input";
import { column, tableOf } from "./table-of";

export function place(row: Pick<FindingRow, "clusterName" | "accountName" | "accountId">): string {
  const account = row.accountName ?? row.accountId;
  return row.clusterName === null ? account : `${row.clusterName} (${account})`;
}

export function findingsTable(
  id: string,
  caption: string,
  found: readonly { readonly row: FindingRow; readonly triaged: TriagedFinding }[],
  empty: string,
): ReportTable {
  return tableOf({ id, caption, empty }, found, [
    [column.text("severity", 1.1), ({ row }) => row.severity],
    [column.text("status", 1.1), ({ row }) => row.status],
    [column.text("finding", 4), ({ row }) => row.title],
    [
      column.text("subject", 2.4),
      ({ row }) => (row.subjectCount > 1 ? `${row.subject.name} and ${row.subjectCount - 1} more` : row.subject.name),
    ],
    [column.text("where", 2), ({ row }) => place(row)],
    [column.date("first seen", 1.5), ({ row }) => row.firstSeenAt],
    [column.data("id"), ({ row }) => row.id],
    [column.data("rule"), ({ row }) => row.rule],
    [column.data("category"), ({ row }) => row.category],
    [column.data("certainty"), ({ row }) => row.certainty],
    [column.data("subjects", "number"), ({ row }) => String(row.subjectCount)],
    [column.data("account"), ({ row }) => row.accountId],
    [column.data("cluster"), ({ row }) => row.clusterArn],
    [column.data("owner"), ({ row }) => row.owner],
    [column.data("environment"), ({ row }) => row.environment],
    [column.data("why this severity"), ({ triaged }) => triaged.finding.severityReason],
    [column.data("explanation"), ({ triaged }) => triaged.finding.explanation],
    [column.data("steps"), ({ triaged }) => stepsText(triaged.finding)],
    [column.data("evidence"), ({ triaged }) => evidenceLines(triaged.finding)],
    [column.data("remedy"), ({ triaged }) => remedyText(triaged.finding)],
    [column.data("accepted by"), ({ row }) => row.acceptance?.owner ?? null],
    [column.data("acceptance reason"), ({ row }) => row.acceptance?.reason ?? null],
    [column.data("acceptance expires", "date"), ({ row }) => row.acceptance?.expires ?? null],
  ]);
}

export function gapsTable(input: ReportInput): ReportTable {
  const head = { id: "gaps", caption: "What could not be read", empty: "Everything in scope could be read." };
  return tableOf(head, gapAnswers(input.view, input.view.gaps), [
    [column.text("account", 1.4), (gap) => gap.accountId],
    [column.text("where", 1.6), (gap) => gap.clusterName ?? gap.region ?? ""],
    [column.text("call", 2), (gap) => `${gap.service}:${gap.operation}`],
    [column.text("missing permission", 2, { mono: true }), (gap) => gap.missingPermission],
    [column.text("what it hides", 4), (gap) => gap.consequence],
    [column.data("error"), (gap) => gap.error],
    [column.data("message"), (gap) => gap.message],
  ]);
}

/** Rules that failed have said nothing, which is not the same as having found nothing. */
export function failedText(input: ReportInput): string | null {
  const { failed } = input.findings.evaluation;
  if (failed.length === 0) return null;
  return `Not judged, because the rule failed: ${failed.map(({ rule }) => rule).join(", ")}.`;
}
