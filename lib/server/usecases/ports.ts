/** What use cases need from the outside. Adapters implement these; only lib/server/boot knows both. */
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart, Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts, SnapshotMeta, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";

export interface Clock {
  now(): Date;
}

/** Where a scan puts what it reads. Every call is durable when its promise resolves. */
export interface SnapshotWriter {
  readonly id: string;
  /** Stores a complete part and the documents that it refers to (known hashes are not stored again). */
  savePart(part: AnyPart, documents: ReadonlyMap<DocumentHash, string>): Promise<void>;
  saveGap(gap: Gap): Promise<void>;
  /** One row makes the snapshot visible; after it nothing can be added. */
  seal(status: "complete" | "partial", counts: SnapshotCounts): Promise<SnapshotMeta>;
  /** Marks it as failed or cancelled; it is kept for its gaps and never shown as a result. */
  abandon(status: "failed" | "cancelled", reason: string): Promise<void>;
}

/** A stored snapshot, still packed: what is sent to the analysis worker. Buffers are fresh copies and may be transferred. */
export interface PackedSnapshot {
  readonly meta: SnapshotMeta;
  readonly parts: readonly { readonly key: string; readonly readAt: string; readonly hash: string; readonly body: Uint8Array }[];
  readonly gaps: readonly Gap[];
  readonly documents: readonly { readonly hash: DocumentHash; readonly body: Uint8Array }[];
}

export interface SnapshotStore {
  begin(input: { scope: string; engineVersion: string }): Promise<SnapshotWriter>;
  /** Newest first. */
  list(filter?: { statuses?: readonly SnapshotStatus[]; limit?: number }): Promise<SnapshotMeta[]>;
  /** "latest" = the newest sealed one. null where there is none. */
  get(id: string | "latest"): Promise<SnapshotMeta | null>;
  load(id: string): Promise<PackedSnapshot | null>;
  /** Keeps all sealed snapshots of the last 30 days, then the first of each week; removes what no snapshot refers to. */
  retain(now: Date): Promise<{ removedSnapshots: number; removedBlobs: number }>;
}

/** Small values that outlive a run: saved views, rates that were found. Values are plain JSON. */
export interface SettingsStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Keys that start with the prefix, in order, with their values. */
  list(prefix: string): Promise<{ key: string; value: unknown }[]>;
}
