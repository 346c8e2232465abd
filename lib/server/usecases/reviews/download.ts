/** A review as a file: everything that was gone through, each decision, and who took it when. */

import { progressOf, type ReviewProgress } from "@/lib/domain/review/progress";
import type { DecisionRecord, Review, ReviewItem } from "@/lib/domain/review/review";
import type { ExportTable } from "../ports";
import type { ReviewStore } from "./ports";
import { noSuchReview } from "./review-error";

/** What the report of a review is made from, too. */
export interface ReviewFile {
  readonly format: "podlens.access-review/v1";
  readonly review: Review;
  readonly progress: ReviewProgress;
  readonly rows: readonly (ReviewItem & {
    /** The last one; null = none, or taken back. */
    readonly decision: DecisionRecord | null;
    /** Oldest first, the last one included. */
    readonly history: readonly DecisionRecord[];
  })[];
}

/** Throws ReviewError "not-found". Two calls at the same state give the same. */
export async function reviewReport(reviews: ReviewStore, id: string): Promise<ReviewFile> {
  const review = await reviews.get(id);
  if (!review) throw noSuchReview();
  const [items, records] = [await reviews.items(id, null), await reviews.history(id, null)];
  const byRow = new Map<number, DecisionRecord[]>();
  for (const record of records) {
    const known = byRow.get(record.row);
    if (known) known.push(record);
    else byRow.set(record.row, [record]);
  }
  const rows = items.map((item) => {
    const history = byRow.get(item.row) ?? [];
    const last = history.at(-1);
    return { ...item, decision: last && last.act !== "undecided" ? last : null, history };
  });
  const progress = progressOf(
    rows.map(({ owner, notRead, decision }) => ({ owner, notCertain: notRead.length > 0, decision })),
  );
  return { format: "podlens.access-review/v1", review, progress, rows };
}

const columns = [
  "row",
  "owner",
  "accountId",
  "cluster",
  "namespace",
  "serviceAccount",
  "environment",
  "verdict",
  "roles",
  "services",
  "actions",
  "permissions",
  "lastAssumedAt",
  "roleLastUsedAt",
  "openFindings",
  "notRead",
  "decision",
  "certain",
  "rationale",
  "decidedBy",
  "decidedAt",
  "carriedFrom",
  "changes",
] as const;

/** A row a workload. */
export function reviewTable({ rows }: ReviewFile): ExportTable {
  return { columns, rows: rows.map(cells) };
}

function cells(row: ReviewFile["rows"][number]): (string | null)[] {
  const { decision, history, findings } = row;
  return [
    String(row.row),
    row.owner,
    row.accountId,
    row.cluster,
    row.namespace,
    row.serviceAccount,
    row.environment,
    row.verdict,
    [...new Set(row.bindings.map(({ roleArn }) => roleArn))].join(" "),
    String(row.services),
    String(row.actions),
    row.permissions.map(({ service, level }) => `${service}: ${level}`).join("; "),
    row.lastAssumedAt,
    row.roleLastUsedAt,
    findings && String(Object.values(findings).reduce((sum, count) => sum + count, 0)),
    row.notRead.length === 0 ? null : row.notRead.join(" "),
    decision?.act ?? null,
    decision && String(decision.certain),
    decision?.rationale ?? null,
    decision?.carried?.by ?? decision?.by ?? null,
    decision?.carried?.at ?? decision?.at ?? null,
    decision?.carried ? `${decision.carried.reviewName} (${decision.carried.reviewId})` : null,
    String(history.length),
  ];
}
