/** GET /api/ask/what-can — everything that a workload or a role can do, by service and access level. */
import { z } from "zod";
import type { AccessLevel } from "@/lib/domain/policy/table";
import type { AskVerdict, LayerNotRead, LimitAnswer, StatementEvidence } from "./ask";
import { subjectParam } from "./ask-can";
import type { RoleRef, WorkloadRef } from "./binding";
import { snapshotParam } from "./common";
import type { CoverageGap } from "./coverage";

export const whatCanQuery = z.object({
  snapshot: snapshotParam,
  subject: subjectParam,
  /** Service prefix: with it, the answer has grants. */
  service: z.string().trim().toLowerCase().max(64).default(""),
  /** all: with what assumed roles add. */
  reach: z.enum(["all", "direct"]).default("all"),
});
export type WhatCanQuery = z.infer<typeof whatCanQuery>;

/** One cell of the access-level matrix. */
export interface LevelAnswer {
  readonly level: AccessLevel;
  /** Best over all ways. "denied" is never listed. */
  readonly verdict: AskVerdict;
  /** Actions that are possible; how many the service has at this level. */
  readonly actions: number;
  readonly of: number;
  readonly directness: "direct" | "onward";
}

export interface ServiceAccess {
  readonly service: string;
  /** "Amazon S3"; the prefix where AWS's list does not have it. */
  readonly name: string;
  readonly levels: readonly LevelAnswer[];
  /** The well-known ones among them first; the first 20, and how many. */
  readonly resources: readonly ResourceAccess[];
  readonly resourceCount: number;
}

/** A resource pattern that grants name. */
export interface ResourceAccess {
  readonly pattern: string;
  /** NotResource: everything but the pattern. */
  readonly negated: boolean;
  /** "S3 bucket", "DynamoDB table", "RDS database user", …; null where it is not recognised. */
  readonly type: string | null;
  /** "orders", "app at db-ABC"; the pattern where it is not recognised. */
  readonly name: string;
  readonly levels: readonly AccessLevel[];
  readonly verdict: AskVerdict;
  readonly href: string | null;
}

/** A grant, drilled down to: one statement on one resource pattern. */
export interface GrantAnswer {
  readonly role: RoleRef;
  readonly directness: "direct" | "onward";
  readonly statement: StatementEvidence;
  readonly resource: ResourceAccess;
  readonly verdict: AskVerdict;
  /** Actions that are left, with their level: the first 200, and how many. */
  readonly actions: readonly { readonly name: string; readonly level: AccessLevel; readonly certain: boolean }[];
  readonly actionCount: number;
  readonly conditions: readonly string[];
  readonly limitedBy: readonly LimitAnswer[];
  readonly layersNotRead: readonly LayerNotRead[];
}

/** A role that the credentials can assume. */
export interface ReachedRole {
  readonly role: RoleRef;
  readonly depth: number;
  readonly verdict: AskVerdict;
  /** From the pod's own role to this one. */
  readonly through: readonly RoleRef[];
  /** The role is already on the way to it: what follows is not followed again. */
  readonly cycle: boolean;
}

export interface WhatCanAnswer {
  readonly subject: { readonly workload: WorkloadRef | null; readonly role: RoleRef | null };
  /** "payments/api can read and write 3 S3 buckets and connect to 1 database as app." */
  readonly sentence: string;
  readonly services: readonly ServiceAccess[];
  /** Of the service that was asked for; empty without one. At most 500. */
  readonly grants: readonly GrantAnswer[];
  readonly grantCount: number;
  readonly reached: readonly ReachedRole[];
  /** Action patterns that AWS's list does not have. */
  readonly unknownActions: readonly string[];
  /** A policy was not read: it may do more. */
  readonly openEnded: boolean;
  readonly layersEvaluated: readonly string[];
  readonly layersNotRead: readonly LayerNotRead[];
  readonly gaps: readonly CoverageGap[];
}
