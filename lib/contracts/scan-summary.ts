/** The last line on stdout of `podlens scan`. */
import type { Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";

export interface ScanSummary {
  /** Id of the snapshot. */
  readonly snapshot: string;
  readonly status: SnapshotStatus;
  /** null where the scan did not come to its end. */
  readonly counts: SnapshotCounts | null;
  readonly gaps: readonly Pick<
    Gap,
    | "accountId"
    | "region"
    | "clusterArn"
    | "service"
    | "operation"
    | "error"
    | "resource"
    | "missingPermission"
    | "consequence"
  >[];
}
