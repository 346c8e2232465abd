/** What every answer of the API has in common. */
import { z } from "zod";
import type { AsOfAnswer } from "./snapshots";

/** Body of every answer that is not a success. `code` is stable; `remedy` is the one next step, or null. */
export interface ApiErrorBody {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly remedy: string | null;
  /** The query parameter or body field at fault, where there is one. */
  readonly field?: string;
}

export type ApiErrorCode =
  | "unauthenticated"
  | "wrong-token"
  | "too-many-attempts"
  | "foreign-host"
  | "foreign-origin"
  | "bad-request"
  | "body-too-large"
  | "unsupported-media-type"
  | "method-not-allowed"
  | "not-found"
  /** Nothing was scanned yet: the page shows its first-start state. */
  | "no-snapshot"
  | "snapshot-not-found"
  | "scan-running"
  | "no-scan"
  | "not-configured"
  | "aws-credentials"
  | "analysis-failed"
  | "cancelled"
  | "unavailable"
  | "internal";

export interface ApiError {
  readonly error: ApiErrorBody;
}

/** Which snapshot an answer was made from. `partial` means that the snapshot has gaps. */
export interface SnapshotStamp {
  readonly id: string;
  readonly status: "complete" | "partial";
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Seconds between finishedAt and this answer. */
  readonly ageSeconds: number;
  readonly gaps: number;
  /** No newer sealed snapshot exists. */
  readonly latest: boolean;
  /** Older than a day: shown as such. */
  readonly stale: boolean;
  readonly engineVersion: string;
}

/** Every answer about the estate. */
export interface FromSnapshot<T> {
  readonly snapshot: SnapshotStamp;
  /** Where it was asked for a time (`at`). */
  readonly asOf?: AsOfAnswer;
  readonly data: T;
}

/** A window of a longer list, filtered and sorted on the server. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Rows that match the filter. */
  readonly matched: number;
  /** Rows without any filter. */
  readonly total: number;
  readonly offset: number;
}

/** Values of one column with the number of rows that each would show, the other filters being as they are. */
export interface Facet {
  readonly value: string;
  /** Cluster name for a cluster ARN, account name for an account id; else the value. */
  readonly label: string;
  readonly count: number;
}

/** Largest window of rows that one request may ask for. */
export const maxPageSize = 500;

/** "a,b" or a repeated parameter → ["a","b"]; absent → []. */
export const listParam = z
  .string()
  .max(8192)
  .transform((text) => text.split(",").filter((item) => item !== ""))
  .default([]);

export const snapshotParam = z
  .string()
  .regex(/^(latest|[0-9A-HJKMNP-TV-Z]{26})$/, 'expected a snapshot id or "latest"')
  .default("latest");

export const windowParams = {
  offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(100),
};

/** Long enough for any ARN: what is pasted into a search is looked for. */
export const textParam = z.string().max(2048).default("");

export const snapshotQuery = z.object({ snapshot: snapshotParam });
export type SnapshotQuery = z.infer<typeof snapshotQuery>;
