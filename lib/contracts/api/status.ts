/** GET /api/status — the first thing a page asks: also what the first-start page shows. Never needs a snapshot. */
import type { SnapshotStamp } from "./common";
import type { ScanProgress } from "./scan";

export type IdentityAnswer =
  | { readonly kind: "known"; readonly arn: string; readonly accountId: string; readonly partition: string }
  /** `missingPermission` where a permission would mend it; message and remedy are for people. */
  | {
      readonly kind: "failed";
      readonly message: string;
      readonly remedy: string;
      readonly missingPermission: string | null;
    }
  /** Not asked yet. */
  | { readonly kind: "pending" };

/** What a scan will read. */
export interface ScopeAnswer {
  readonly accounts: readonly { readonly id: string; readonly name: string | null; readonly roleArn: string | null }[];
  /** The whole organisation is discovered at scan time. */
  readonly organization: boolean;
  /** The caller's own account is in scope (true where the configuration lists no account). */
  readonly callerAccount: boolean;
  readonly regions: readonly string[] | "all";
  readonly excludedClusters: readonly string[];
  /** Path of the configuration file, null where none was found. */
  readonly configFile: string | null;
}

export interface StatusAnswer {
  readonly version: string;
  /** Reads the embedded sample estate, not AWS. */
  readonly sandbox: boolean;
  readonly identity: IdentityAnswer;
  readonly scope: ScopeAnswer;
  /** The newest sealed snapshot; null before the first scan. */
  readonly latest: SnapshotStamp | null;
  /** The running scan, else the last one of this process, else null. */
  readonly scan: ScanProgress | null;
  /** ISO 8601 UTC; null where no schedule is configured. */
  readonly nextScheduledScanAt: string | null;
  /** The same of reading CloudTrail. */
  readonly nextScheduledActivityAt: string | null;
  readonly auth: { readonly mode: "none" | "token"; readonly expiresAt: string | null };
  /** The read-only IAM policy that Podlens needs, JSON text to paste. */
  readonly requiredPolicy: string;
  /** What did not work beside scans, one sentence each: notifications that could not be sent. */
  readonly problems: readonly string[];
}
