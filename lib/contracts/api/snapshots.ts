/** GET /api/snapshots — newest first; running, failed and cancelled ones are listed and told apart by status. */
import { z } from "zod";
import type { RecordedChange } from "@/lib/domain/changes/who-made-it";
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

/** GET /api/snapshots/at?at=… */
export const asOfQuery = z.object({
  /** A time, or a day: its end. */
  at: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:?\d{2})?)?$/,
      "expected a day or a time such as 2026-03-03T12:00:00Z",
    ),
});

/** Which snapshot answers for a time, and how well. Also stands beside answers that were asked for with `at`. */
export interface AsOfAnswer {
  /** ISO 8601 UTC. */
  readonly at: string;
  /** The newest one that was finished by then; null = what was in force is not known. */
  readonly snapshot: { readonly id: string; readonly finishedAt: string } | null;
  /** The first one after it. */
  readonly later: { readonly id: string; readonly finishedAt: string } | null;
  readonly secondsBefore: number | null;
  /** Recorded calls between the snapshot and the time, newest first: the first 50, and how many. */
  readonly changes: readonly RecordedChange[];
  readonly changeCount: number;
  readonly sentence: string;
  /** What of the time in between was not watched; null = all was. */
  readonly watched: string | null;
}
