/** What use cases need from the outside. Adapters implement these; only lib/server/boot knows both. */
import type { ExportPlan } from "@/lib/contracts/export";
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart, Gap } from "@/lib/domain/snapshot/part";
import type { EarlierCluster, SnapshotCounts, SnapshotMeta, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";
import type { AboutLine, CellType, Workbook } from "@/lib/view/spreadsheet/types";

export interface Clock {
  now(): Date;
}

/** Lines for the operator; never a credential in them. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
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
  readonly parts: readonly {
    readonly key: string;
    readonly readAt: string;
    readonly hash: string;
    readonly body: Uint8Array;
  }[];
  readonly gaps: readonly Gap[];
  readonly documents: readonly { readonly hash: DocumentHash; readonly body: Uint8Array }[];
  readonly earlierClusters?: readonly EarlierCluster[];
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

/** What a snapshot could not read, without the rest of it. */
export interface GapReader {
  gaps(snapshotId: string): Promise<Gap[]>;
}

/** Small values that outlive a run: saved views, rates that were found. Values are plain JSON. */
export interface SettingsStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  remove(key: string): Promise<void>;
  /** Keys that start with the prefix, in order, with their values. */
  list(prefix: string): Promise<{ key: string; value: unknown }[]>;
}

/** A member of an exported object: one value, or rows that are made as they are written. */
export type ExportSection =
  | { readonly name: string; readonly value: unknown }
  | { readonly name: string; readonly rows: Iterable<unknown> };

/** A table: cells are text; null = empty. */
export interface ExportTable {
  readonly columns: readonly string[];
  /** Beside `columns`, for formats that know types; a column without one is text. */
  readonly types?: readonly (CellType | undefined)[] | undefined;
  readonly rows: Iterable<readonly (string | null)[]>;
}

/** How sections and tables become text or bytes. Chunks are of any size; their concatenation is the file. */
export interface ExportWriters {
  json(sections: Iterable<ExportSection>): Iterable<string>;
  csv(table: ExportTable): Iterable<string>;
  xlsx(workbook: Workbook): Iterable<Uint8Array>;
}

export type { AboutLine };

/** A workbook of one table, before its rows. */
export interface TableHead {
  readonly title: string;
  /** ISO 8601: the one time that stands in the file; null = none. */
  readonly at: string | null;
  readonly sheet: string;
  readonly columns: readonly string[];
  readonly types?: readonly (CellType | undefined)[] | undefined;
}

/** Writes a workbook of rows that come in chunks, off the main thread. `about` is asked after the last chunk. */
export interface TableRunner {
  write(
    head: TableHead,
    chunks: AsyncIterable<readonly (readonly (string | null)[])[]>,
    about: () => readonly AboutLine[],
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array, void>;
}

/** Renders exports off the main thread, no faster than they are taken. Ends (and frees its thread) when the reader stops. */
export interface ExportRunner {
  /** Yields the file's bytes; the last value returned is the number of rows. Buffers of `packed` are transferred. */
  render(packed: PackedSnapshot, plan: ExportPlan, signal?: AbortSignal): AsyncGenerator<Uint8Array, number>;
}
