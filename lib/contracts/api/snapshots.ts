/** GET /api/snapshots — newest first; running, failed and cancelled ones are listed and told apart by status. */
import type { SnapshotCounts, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";

export interface SnapshotRow {
  readonly id: string;
  readonly status: SnapshotStatus;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly engineVersion: string;
  readonly counts: SnapshotCounts | null;
}

export interface SnapshotsAnswer {
  readonly snapshots: readonly SnapshotRow[];
}
