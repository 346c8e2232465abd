/** The immutable record of a scan, and the estate that its parts add up to. */
import type { DocumentHash } from "./facts";
import type { AnyPart, Gap } from "./part";

/** running: being written · complete / partial: sealed, without / with gaps · failed, cancelled: never sealed, never shown as a result. */
export type SnapshotStatus = "running" | "complete" | "partial" | "failed" | "cancelled";

export interface SnapshotCounts {
  readonly accounts: number;
  readonly clusters: number;
  readonly associations: number;
  readonly bindings: number;
  readonly roles: number;
  readonly policies: number;
  readonly gaps: number;
}

export interface SnapshotMeta {
  /** ULID. */
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly status: SnapshotStatus;
  readonly engineVersion: string;
  /** null until sealed. */
  readonly counts: SnapshotCounts | null;
  /** Hash of the scope that was asked for: one scan of a scope at a time. */
  readonly scope: string;
}

/** A cluster that an earlier sealed snapshot held, as it was last seen before this one. */
export interface EarlierCluster {
  /** Without "https://". */
  readonly issuer: string;
  readonly arn: string;
  readonly lastSeenAt: string;
  /** Scope of the scan that saw it: where this one's is another, its absence says nothing. */
  readonly scope: string;
  /** Time of a recorded DeleteCluster since then. */
  readonly deletedAt: string | null;
}

/** Everything of one snapshot, as read. Answers are derived from this and from nothing else. */
export interface SnapshotContent {
  readonly meta: SnapshotMeta;
  readonly parts: readonly AnyPart[];
  readonly gaps: readonly Gap[];
  /** Policy document texts by hash. */
  readonly documents: ReadonlyMap<DocumentHash, string>;
  /** What earlier snapshots of the store held. Absent = there were none, or nobody looked. */
  readonly earlierClusters?: readonly EarlierCluster[];
}
