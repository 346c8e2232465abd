/** Tables that several reports show. */

import type { FindingRow } from "@/lib/contracts/api";
import type { ReportColumn, ReportTable } from "@/lib/contracts/report";
import type { TriagedFinding } from "../findings/book";
import { gapAnswers } from "../gap-answer";
import { evidenceLines, remedyText, stepsText } from "./finding-text";
import type { ReportInput } from "./input";

const text = (name: string, weight: number, more: Partial<ReportColumn> = {}): ReportColumn => ({
  name,
  type: "text",
  weight,
  ...more,
});
const data = (name: string, type: ReportColumn["type"] = "text"): ReportColumn => ({
  name,
  type,
  weight: 0,
  dataOnly: true,
});

export const column = { text, data };

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
  return {
    kind: "table",
    id,
    caption,
    columns: [
      text("severity", 1.1),
      text("status", 1.1),
      text("finding", 4),
      text("subject", 2.4),
      text("where", 2),
      { name: "first seen", type: "date", weight: 1.5 },
      data("id"),
      data("rule"),
      data("category"),
      data("certainty"),
      data("subjects", "number"),
      data("account"),
      data("cluster"),
      data("owner"),
      data("environment"),
      data("why this severity"),
      data("explanation"),
      data("steps"),
      data("evidence"),
      data("remedy"),
      data("accepted by"),
      data("acceptance reason"),
      data("acceptance expires", "date"),
    ],
    count: found.length,
    *rows() {
      for (const { row, triaged } of found)
        yield [
          row.severity,
          row.status,
          row.title,
          row.subjectCount > 1 ? `${row.subject.name} and ${row.subjectCount - 1} more` : row.subject.name,
          place(row),
          row.firstSeenAt,
          row.id,
          row.rule,
          row.category,
          row.certainty,
          String(row.subjectCount),
          row.accountId,
          row.clusterArn,
          row.owner,
          row.environment,
          triaged.finding.severityReason,
          triaged.finding.explanation,
          stepsText(triaged.finding),
          evidenceLines(triaged.finding),
          remedyText(triaged.finding),
          row.acceptance?.owner ?? null,
          row.acceptance?.reason ?? null,
          row.acceptance?.expires ?? null,
        ];
    },
    empty,
  };
}

export function gapsTable(input: ReportInput): ReportTable {
  const gaps = gapAnswers(input.view, input.view.gaps);
  return {
    kind: "table",
    id: "gaps",
    caption: "What could not be read",
    columns: [
      text("account", 1.4),
      text("where", 1.6),
      text("call", 2),
      text("missing permission", 2, { mono: true }),
      text("what it hides", 4),
      data("error"),
      data("message"),
    ],
    count: gaps.length,
    *rows() {
      for (const gap of gaps)
        yield [
          gap.accountId,
          gap.clusterName ?? gap.region ?? "",
          `${gap.service}:${gap.operation}`,
          gap.missingPermission,
          gap.consequence,
          gap.error,
          gap.message,
        ];
    },
    empty: "Everything in scope could be read.",
  };
}

/** Rules that failed have said nothing, which is not the same as having found nothing. */
export function failedText(input: ReportInput): string | null {
  const { failed } = input.findings.evaluation;
  if (failed.length === 0) return null;
  return `Not judged, because the rule failed: ${failed.map(({ rule }) => rule).join(", ")}.`;
}
