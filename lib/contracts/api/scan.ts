/**
 * POST /api/scans → 202 ScanProgress (409 scan-running where one runs) · GET /api/scans/current → ScanProgress (404
 * no-scan) · DELETE /api/scans/current → 202 · GET /api/scans/events → server-sent events: `event: progress`, data is a
 * ScanProgress; `event: idle` where nothing runs; comments as heartbeat. The stream goes on over several scans.
 */
import type { ApiErrorBody } from "./common";

export type ScanState = "running" | "cancelling" | "complete" | "partial" | "failed" | "cancelled";

export interface ScanPhase {
  readonly name: string;
  readonly state: "waiting" | "running" | "done";
  readonly done: number;
  /** Grows while the scan discovers work; null = not known yet. */
  readonly total: number | null;
}

/** Work held back by a limit. */
export interface ScanWait {
  readonly accountId: string;
  readonly region: string | null;
  readonly service: string;
  /** The API or group of APIs whose limit it is. */
  readonly limit: string;
  /** Calls queued behind it. */
  readonly queued: number;
  readonly perSecond: number | null;
}

export interface ScanProgress {
  /** Id of the snapshot that is being written. */
  readonly snapshotId: string;
  readonly state: ScanState;
  /** Who asked for it. */
  readonly trigger: "page" | "schedule" | "command-line" | "start";
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Name of the phase that is running. */
  readonly phase: string;
  readonly phases: readonly ScanPhase[];
  readonly counts: {
    readonly accounts: number;
    readonly clusters: number;
    readonly associations: number;
    readonly roles: number;
    readonly policies: number;
    readonly gaps: number;
  };
  readonly calls: {
    readonly done: number;
    readonly failed: number;
    readonly throttled: number;
    readonly perSecond: number;
  };
  readonly waits: readonly ScanWait[];
  /** null = not enough known. */
  readonly remainingSeconds: number | null;
  /** Last gaps, newest first, for display while it runs (at most 20). */
  readonly recentGaps: readonly string[];
  readonly error: ApiErrorBody | null;
}
