/**
 * POST /api/verify: own decisions beside IAM's policy simulator and beside recorded outcomes. Answers when all is
 * compared: about a minute for 200 questions; cancelled with the request. One runs at a time, others wait for it.
 */
import { z } from "zod";
import { snapshotParam } from "./common";

export const MAX_VERIFY_SAMPLE = 2000;

export const verifyBody = z.strictObject({
  snapshot: snapshotParam,
  /** Decisions to put to the simulator. */
  sample: z.number().int().min(1).max(MAX_VERIFY_SAMPLE).default(100),
});
export type VerifyBody = z.infer<typeof verifyBody>;

export type VerifyDecision = "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied" | "Unknown";

export interface VerifyReason {
  /** "identity", "permissionsBoundary", "serviceControl", … */
  readonly layer: string;
  readonly policy: string | null;
  /** Position from 0. */
  readonly statement: number | null;
  readonly sid: string | null;
  readonly text: string;
}

/** One question on which the two sides do not agree, with both sides. */
export interface Contradiction {
  readonly source: "simulator" | "recorded";
  readonly roleArn: string;
  readonly action: string;
  readonly resource: string | null;
  /** Context keys with the values that both sides were given. */
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly ours: { readonly decision: VerifyDecision; readonly because: readonly VerifyReason[] };
  readonly theirs: {
    /** The simulator's word ("allowed", "implicitDeny", "explicitDeny"), or "success" / the recorded error code. */
    readonly decision: string;
    /** What it says made the decision: policies by id, layers that it names. */
    readonly details: readonly string[];
    /** Recorded outcomes only. */
    readonly eventId: string | null;
    readonly at: string | null;
  };
  /** What may explain it: a documented limit, something that changed since the scan; "" where nothing is known. */
  readonly note: string;
}

/** Questions that were not put, or not compared, and why; never silently dropped. */
export interface LeftOut {
  readonly code: string;
  readonly text: string;
  readonly count: number;
}

export interface VerifyComparison {
  /** denied: `missingPermission` is needed. nothing: there was nothing to compare, `leftOut` says why. */
  readonly state: "compared" | "partly" | "denied" | "unavailable" | "nothing";
  readonly message: string;
  readonly missingPermission: string | null;
  readonly compared: number;
  readonly agreed: number;
  readonly contradictions: readonly Contradiction[];
  readonly leftOut: readonly LeftOut[];
}

export interface VerifyAnswer {
  readonly snapshot: string;
  readonly finishedAt: string;
  readonly simulator: VerifyComparison;
  readonly recorded: VerifyComparison;
  /** Contradictions of both. */
  readonly contradictions: number;
}
