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

/** Everything of one snapshot, as read. Answers are derived from this and from nothing else. */
export interface SnapshotContent {
  readonly meta: SnapshotMeta;
  readonly parts: readonly AnyPart[];
  readonly gaps: readonly Gap[];
  /** Policy document texts by hash. */
  readonly documents: ReadonlyMap<DocumentHash, string>;
}
