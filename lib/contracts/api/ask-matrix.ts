/** GET /api/ask/matrix — services by access level for the workloads of a place; one cell with the workloads behind it. */
import { z } from "zod";
import type { AccessLevel } from "@/lib/domain/policy/table";
import type { AskVerdict } from "./ask";
import type { WorkloadRef } from "./binding";
import { listParam, snapshotParam, windowParams } from "./common";

export const matrixQuery = z.object({
  snapshot: snapshotParam,
  account: listParam,
  /** Cluster ARNs or names. */
  cluster: listParam,
  namespace: listParam,
  /** no: without what belongs to Kubernetes or EKS itself. */
  system: z.enum(["all", "yes", "no"]).default("all"),
  /** all: with what assumed roles add. */
  reach: z.enum(["all", "direct"]).default("all"),
  /** With service and level, the answer has the workloads of that cell. */
  service: z.string().trim().toLowerCase().max(64).default(""),
  level: z.string().trim().max(32).default(""),
  ...windowParams,
});
export type MatrixQuery = z.infer<typeof matrixQuery>;

export interface MatrixLevel {
  readonly level: AccessLevel;
  /** Workloads that can do some action of it. */
  readonly workloads: number;
  /** The best of them. */
  readonly verdict: AskVerdict;
  /** Only through roles that they assume. */
  readonly onwardOnly: boolean;
}

export interface MatrixService {
  readonly service: string;
  /** "Amazon S3"; the prefix where AWS's list does not have it. */
  readonly name: string;
  readonly levels: readonly MatrixLevel[];
}

export interface MatrixRow {
  readonly workload: WorkloadRef;
  readonly verdict: AskVerdict;
  /** Actions of the level that are possible; how many the service has. */
  readonly actions: number;
  readonly of: number;
  readonly directness: "direct" | "onward";
}

export interface MatrixAnswer {
  /** "38 workloads of prod-eu can write in 12 services and manage permissions in 3." */
  readonly sentence: string;
  readonly workloads: number;
  /** By number of workloads. */
  readonly services: readonly MatrixService[];
  /** Of the cell that was asked for, a window of them. */
  readonly rows: readonly MatrixRow[];
  readonly matched: number;
  readonly total: number;
  readonly offset: number;
  /** Workloads a policy of which was not read: they may do more. */
  readonly openEnded: number;
}
