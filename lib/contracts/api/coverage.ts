/** GET /api/coverage — what was read and when, what is missing, what that hides and how to grant it. */
import { z } from "zod";
import type { PartKind } from "@/lib/domain/snapshot/part";
import { listParam, snapshotParam } from "./common";

export const coverageQuery = z.object({
  snapshot: snapshotParam,
  account: listParam,
  region: listParam,
  cluster: listParam,
});
export type CoverageQuery = z.infer<typeof coverageQuery>;

export type ReadState = "read" | "partial" | "not-read";

export interface CoveragePart {
  readonly kind: PartKind;
  readonly label: string;
  /** Number of objects; null for a part that is one object. */
  readonly items: number | null;
  readonly readAt: string;
}

export interface CoverageGap {
  readonly accountId: string;
  readonly region: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly service: string;
  readonly operation: string;
  readonly error: string;
  readonly message: string;
  readonly resource: string | null;
  readonly missingPermission: string | null;
  /** What cannot be said because of it. */
  readonly consequence: string;
  readonly at: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
}

export interface CoverageScope {
  readonly kind: "account" | "region" | "cluster";
  readonly accountId: string;
  readonly accountName: string | null;
  readonly region: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly state: ReadState;
  readonly parts: readonly CoveragePart[];
  readonly gaps: readonly CoverageGap[];
}

/** One missing permission in one account, with every place where it was missed. */
export interface MissingPermission {
  readonly permission: string;
  readonly accountId: string;
  readonly readerArn: string | null;
  readonly occurrences: number;
  readonly consequences: readonly string[];
}

export interface CoverageAnswer {
  /** Sorted: account, then its regions, then their clusters. */
  readonly scopes: readonly CoverageScope[];
  readonly gaps: number;
  /** Optional capabilities that are not there: the scan is complete without them, answers name what they lack. */
  readonly optional: readonly CoverageGap[];
  readonly missingPermissions: readonly MissingPermission[];
  /** Policy document (JSON text) that grants what is missing; one an account; empty where nothing is. */
  readonly grants: readonly {
    readonly accountId: string;
    readonly readerArn: string | null;
    readonly policyJson: string;
  }[];
}
