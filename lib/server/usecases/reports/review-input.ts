/** The access review that a report speaks of. */
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { AccessReviewReportInput } from "@/lib/view/reports/input";
import { plural } from "@/lib/view/reports/source";
import { reviewReport } from "../reviews/download";
import type { ReviewStore } from "../reviews/ports";

/** The newest one of this snapshot, else of the snapshots before it; null = none. */
export async function reviewInput(reviews: ReviewStore, meta: SnapshotMeta): Promise<AccessReviewReportInput | null> {
  const all = await reviews.list();
  const at = meta.finishedAt ?? meta.startedAt;
  const chosen =
    all.find(({ snapshotId }) => snapshotId === meta.id) ?? all.find(({ snapshotAt }) => snapshotAt <= at) ?? null;
  if (chosen === null) return null;
  const { review, rows } = await reviewReport(reviews, chosen.id);
  return {
    id: review.id,
    title: review.name,
    startedAt: review.createdAt,
    closedAt: review.closedAt,
    snapshotId: review.snapshotId,
    reviewers: review.reviewers === "" ? [] : [review.reviewers],
    rows: rows.map((row) => ({
      workload: row.kind === "node" ? `nodes of ${row.cluster}` : `${row.namespace}/${row.serviceAccount}`,
      cluster: row.cluster,
      accountId: row.accountId,
      owner: row.owner,
      environment: row.environment,
      roles: row.bindings.map(({ roleArn }) => roleArn),
      access: [
        ...row.permissions.map(
          ({ service, level, certain }) => `${service} ${level}${certain ? "" : " (not certain)"}`,
        ),
        ...(row.services > row.permissions.length
          ? [`and ${plural(row.services - row.permissions.length, "more service")}`]
          : []),
        ...(row.notRead.length > 0 ? [`not read: ${row.notRead.length}`] : []),
      ].join(", "),
      decision: row.decision === null || row.decision.act === "undecided" ? null : row.decision.act,
      rationale: row.decision?.rationale ?? null,
      decidedBy: row.decision?.carried?.by ?? row.decision?.by ?? null,
      decidedAt: row.decision?.carried?.at ?? row.decision?.at ?? null,
      carriedOver: row.decision?.carried !== null && row.decision !== null,
    })),
  };
}
