/** What the back end of findings needs of the store and of the outside. */
import type { FindingChange, SeverityCounts } from "@/lib/contracts/api";
import type { Severity } from "@/lib/domain/findings/finding";
import type { Acceptance } from "@/lib/domain/findings/triage";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { QueryInput, QueryName } from "@/lib/view/queries";

/** One evaluation of one snapshot; a newer one takes its place. */
export interface FindingRun {
  readonly snapshotId: string;
  /** Hash of what the findings follow from beside the snapshot: rules and their version, labels, activity. */
  readonly key: string;
  readonly engineVersion: string;
  /** ISO 8601 UTC. */
  readonly evaluatedAt: string;
  readonly activity: { readonly from: string; readonly to: string } | null;
  /** Rules that were run. */
  readonly rules: readonly string[];
  readonly failed: readonly { readonly rule: string; readonly message: string }[];
  /** As triage was when it was evaluated. */
  readonly open: SeverityCounts;
  readonly accepted: SeverityCounts;
}

/** Id, severity and rule of a finding: what is kept by the row. */
export interface FoundRow {
  readonly id: string;
  readonly severity: Severity;
  readonly rule: string;
}

export interface SeenRow extends FoundRow {
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  /** In the snapshot that is compared with; null = it was not found there. */
  readonly severityBefore: Severity | null;
}

export interface FindingStore {
  /** null where the snapshot was never evaluated. */
  run(snapshotId: string): Promise<FindingRun | null>;
  /** Takes the place of what was kept of the snapshot. Chunks are packed findings in order (see pack.ts). */
  keep(meta: SnapshotMeta, run: FindingRun, rows: readonly FoundRow[], chunks: readonly Uint8Array[]): Promise<void>;
  chunks(snapshotId: string): Promise<Uint8Array[]>;
  /** `before`: the snapshot that is compared with, as it was found when it was sealed. */
  seen(snapshotId: string, before: string | null): Promise<SeenRow[]>;
  /** Evaluated snapshots of the same scope up to this one, oldest first. */
  sightings(
    id: string,
    meta: SnapshotMeta,
  ): Promise<{ readonly snapshotId: string; readonly at: string; readonly severity: Severity | null }[]>;
  /** Runs of the same scope that ended in the range, oldest first. */
  runs(scope: string, from: string, to: string): Promise<(FindingRun & { readonly at: string })[]>;
}

export interface AcceptanceStore {
  /** Also expired and revoked ones. */
  list(): Promise<Acceptance[]>;
  add(acceptance: Acceptance): Promise<void>;
  /** False where there is none of that id that is not revoked. */
  revoke(id: string, at: string, by: string): Promise<boolean>;
}

/** The mute file of the configuration. */
export interface MuteFile {
  readonly path: string;
  /** What stands in it, read anew where it has changed. `error`: the newest text cannot be read; what it said before holds. */
  read(): Promise<{ readonly entries: readonly Acceptance[]; readonly error: string | null }>;
}

export interface ChangedFinding {
  readonly id: string;
  readonly change: FindingChange;
  readonly rule: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  readonly title: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string };
  readonly subjectCount: number;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly accountId: string;
  readonly clusterArn: string | null;
  readonly firstSeenAt: string;
}

/** What goes out after a scan: open findings that are new or worse than before. */
export interface FindingsNotice {
  readonly snapshot: { readonly id: string; readonly finishedAt: string; readonly status: string };
  readonly findings: readonly ChangedFinding[];
}

/** Sends to what the configuration names. Never throws. */
export interface Notifier {
  /** One sentence for each address that could not be reached; empty = all is well, or nothing was to be sent. */
  send(notice: FindingsNotice, signal: AbortSignal): Promise<readonly string[]>;
}

/** The analysis worker, asked with a state of findings. */
export interface FindingsAnalysis {
  ask<K extends QueryName>(
    snapshotId: string,
    name: K,
    input: QueryInput<K>,
    signal?: AbortSignal,
    /** Token of the state of findings that the answer is to be made with. */
    findings?: string,
  ): Promise<Uint8Array>;
}
