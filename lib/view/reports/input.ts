/** What reports are made from: an open snapshot with its findings, and what only the store knows. */
import type { FindingTrendPoint } from "@/lib/contracts/api";
import type { ReportKind } from "@/lib/contracts/report";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { FindingBook } from "../findings/book";
import type { FindingsFilter } from "../findings/list";
import type { SnapshotView } from "../snapshot-view";

/** A decision of an access review, as its store keeps it. */
export interface AccessReviewReportRow {
  /** As a person says it: `payments/api`. */
  readonly workload: string;
  readonly cluster: string;
  readonly accountId: string;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly roles: readonly string[];
  /** What it may do, in short. */
  readonly access: string;
  /** null = not decided yet. */
  readonly decision: "keep" | "reduce" | "revoke" | null;
  readonly rationale: string | null;
  readonly decidedBy: string | null;
  /** ISO 8601 UTC. */
  readonly decidedAt: string | null;
  /** Taken over from an earlier review, because nothing changed since. */
  readonly carriedOver: boolean;
}

export interface AccessReviewReportInput {
  readonly id: string;
  readonly title: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** null = it is still open. */
  readonly closedAt: string | null;
  /** Of the snapshot that was reviewed. */
  readonly snapshotId: string;
  readonly reviewers: readonly string[];
  readonly rows: readonly AccessReviewReportRow[];
}

export interface ReportInput {
  readonly kind: ReportKind;
  readonly meta: SnapshotMeta;
  readonly view: SnapshotView;
  readonly findings: FindingBook;
  /** Query string, as asked. */
  readonly filter: string;
  readonly parsed: FindingsFilter;
  /** Oldest first, up to the snapshot. */
  readonly trend: readonly FindingTrendPoint[];
  /** null = no review was started. */
  readonly review: AccessReviewReportInput | null;
}
