/** GET /api/ask/who-can?action=s3:Get*&resource=arn:… — which workloads can do it, through which path. */
import { z } from "zod";
import type { AccessPath, AskOverlap, AskVerdict, LayerNotRead } from "./ask";
import type { WorkloadRef } from "./binding";
import { type Facet, listParam, type Page, snapshotParam, textParam, windowParams } from "./common";
import type { CoverageGap } from "./coverage";

/** "service:Action", wildcards allowed, any case. */
export const actionPattern = z
  .string()
  .trim()
  .max(256)
  .regex(
    /^(\*|[a-z0-9*?-]+:[a-z0-9*?]+)$/i,
    'expected an action such as "s3:GetObject", or a pattern such as "s3:Get*"',
  );

/** An ARN or a pattern of ARNs; "" = whatever the grants name. */
export const resourcePatternParam = z
  .string()
  .trim()
  .max(2048)
  .regex(/^$|^\*$|^arn:/, 'expected an ARN, a pattern of ARNs, or "*"')
  .default("");

const askedVerdicts = ["allowed", "conditional", "unknown"] as const;

export const whoCanQuery = z.object({
  snapshot: snapshotParam,
  action: actionPattern,
  resource: resourcePatternParam,
  verdict: listParam.pipe(z.array(z.enum(askedVerdicts))),
  directness: z.enum(["all", "direct", "onward"]).default("all"),
  overlap: z.enum(["all", "full", "partial"]).default("all"),
  account: listParam,
  /** Cluster ARNs or names. */
  cluster: listParam,
  namespace: listParam,
  /** no: without what belongs to Kubernetes or EKS itself. */
  system: z.enum(["all", "yes", "no"]).default("all"),
  /** Part of the workload's or the role's name. */
  q: textParam,
  ...windowParams,
  /** Each row tells its paths: a page of them is shorter than elsewhere. */
  limit: windowParams.limit.default(25),
});
export type WhoCanQuery = z.infer<typeof whoCanQuery>;

export interface WhoCanRow {
  readonly workload: WorkloadRef;
  /** Of its best path: allowed before conditional before unknown. */
  readonly verdict: AskVerdict;
  readonly overlap: { readonly actions: AskOverlap; readonly resource: AskOverlap };
  readonly directness: "direct" | "onward";
  readonly depth: number;
  /** The best ones first, at most five. */
  readonly paths: readonly AccessPath[];
  readonly pathCount: number;
}

export interface AskedAction {
  /** As asked. */
  readonly pattern: string;
  /** Actions that AWS lists and the pattern names: the first 20, and how many. */
  readonly names: readonly string[];
  readonly count: number;
  /** AWS's list has no such action: it is new, or misspelt; only patterns that name it literally or cover it count. */
  readonly unknown: boolean;
  readonly suggestions: readonly string[];
}

export interface AskedResource {
  readonly pattern: string;
  /** "S3 bucket", "RDS database user", …; null where it is not recognised. */
  readonly type: string | null;
  readonly name: string | null;
  /** null = not known (an S3 bucket that was not read). */
  readonly accountId: string | null;
  readonly href: string | null;
  /** Is its own policy part of the answer. */
  readonly policy: "read" | "none" | "not-read" | "no-such-layer";
}

export interface WhoCanAnswer extends Page<WhoCanRow> {
  readonly action: AskedAction;
  /** null where no resource was named. */
  readonly resource: AskedResource | null;
  /** The answer in one sentence. */
  readonly sentence: string;
  readonly counts: {
    readonly allowed: number;
    readonly conditional: number;
    readonly unknown: number;
    readonly direct: number;
    readonly onward: number;
    readonly roles: number;
  };
  readonly facets: {
    readonly verdict: readonly Facet[];
    readonly account: readonly Facet[];
    readonly cluster: readonly Facet[];
    readonly namespace: readonly Facet[];
  };
  readonly layersEvaluated: readonly string[];
  readonly layersNotRead: readonly LayerNotRead[];
  /** What could hide further workloads. */
  readonly gaps: readonly CoverageGap[];
}
