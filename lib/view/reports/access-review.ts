/** Who decided what of an access review, and what is still open. */
import type { ReportBlock } from "@/lib/contracts/report";
import type { ReportInput } from "./input";
import { plural } from "./source";
import { column, tableOf } from "./table-of";
import { gapsTable } from "./tables";

export function accessReviewBlocks(input: ReportInput): readonly ReportBlock[] {
  return [
    { kind: "heading", level: 1, text: "Review" },
    ...reviewBlocks(input),
    { kind: "heading", level: 1, text: "What could not be read" },
    gapsTable(input),
  ];
}

export function reviewBlocks({ review, meta, parsed }: ReportInput): readonly ReportBlock[] {
  if (review === null)
    return [
      {
        kind: "paragraph",
        text: "No access review was done in Podlens up to this point in time. That is not evidence of a review done elsewhere, nor of its absence.",
      },
    ];
  const within = (chosen: readonly string[], value: string | null) =>
    chosen.length === 0 || (value !== null && chosen.includes(value));
  const rows = review.rows.filter(
    (row) =>
      within(parsed.account, row.accountId) &&
      within(parsed.cluster, row.cluster) &&
      within(parsed.owner, row.owner) &&
      within(parsed.environment, row.environment),
  );
  const of = (decision: string | null) => rows.filter((row) => row.decision === decision).length;
  const values = [
    ["keep", of("keep")],
    ["reduce", of("reduce")],
    ["revoke", of("revoke")],
    ["not decided", of(null)],
  ] as const;
  return [
    {
      kind: "facts",
      caption: review.title,
      rows: [
        ["Review", review.id],
        ["Began", review.startedAt],
        ["Closed", review.closedAt ?? "still open"],
        ["Reviewers", review.reviewers.length === 0 ? "none yet" : review.reviewers.join(", ")],
        [
          "Reviewed",
          review.snapshotId === meta.id ? `snapshot ${meta.id}, that of this report` : `snapshot ${review.snapshotId}`,
        ],
      ],
    },
    {
      kind: "bars",
      caption: `Decisions on ${plural(rows.length, "workload")}`,
      alt: `Decisions: ${values.map(([name, value]) => `${name} ${value}`).join(", ")}.`,
      bars: values.map(([label, value]) => ({ label, value, tone: label === "revoke" ? "high" : "plain" })),
    },
    tableOf({ id: "decisions", caption: "Decisions", empty: "No workload matches the filter." }, rows, [
      [column.text("workload", 2.2), (row) => row.workload],
      [column.text("where", 1.8), (row) => row.cluster],
      [column.text("access", 2.6), (row) => row.access],
      [column.text("decision", 1.1), (row) => row.decision ?? "not decided"],
      [
        column.text("rationale", 2.4),
        (row) => (row.carriedOver ? `${row.rationale ?? ""} (carried over)`.trim() : row.rationale),
      ],
      [column.text("decided by", 1.4), (row) => row.decidedBy],
      [column.date("decided at", 1.4), (row) => row.decidedAt],
      [column.data("account"), (row) => row.accountId],
      [column.data("owner"), (row) => row.owner],
      [column.data("environment"), (row) => row.environment],
      [column.data("roles"), (row) => row.roles.join(";")],
      [column.data("carried over", "boolean"), (row) => String(row.carriedOver)],
    ]),
  ];
}
