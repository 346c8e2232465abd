/** POST /api/ask/what-if — which workloads gain or lose what, if a document were another one. Nothing is kept. */
import { z } from "zod";
import type { AccessLevel } from "@/lib/domain/policy/table";
import type { AskVerdict } from "./ask";
import type { RoleRef, WorkloadRef } from "./binding";
import { snapshotParam } from "./common";

export const changeKinds = ["managed-policy", "inline-policy", "trust", "boundary", "session", "scp", "rcp"] as const;

export const whatIfBody = z.object({
  snapshot: snapshotParam,
  change: z.object({
    /**
     * managed-policy: `target` its ARN. inline-policy: `target` the role's ARN, `name` the policy (a new name adds it).
     * trust, boundary: `target` the role's ARN. session: `target` the association's ARN. scp, rcp: `target` the id or ARN.
     */
    kind: z.enum(changeKinds),
    target: z.string().trim().min(1).max(2048),
    name: z.string().trim().max(128).optional(),
    /** The document as JSON text; null = it is removed. */
    document: z.string().max(131_072).nullable(),
  }),
});
export type WhatIfBody = z.infer<typeof whatIfBody>;

/** What a workload gains or loses in a service. */
export interface ServiceChange {
  readonly service: string;
  readonly name: string;
  readonly levels: readonly AccessLevel[];
  /** The first 50, and how many. */
  readonly actions: readonly string[];
  readonly actionCount: number;
  /** Resource patterns concerned: the first 10. */
  readonly resources: readonly string[];
}

export interface WhatIfRow {
  readonly workload: WorkloadRef;
  readonly role: RoleRef;
  readonly directness: "direct" | "onward";
  /** Can the credentials be had: before and after, where that changes. */
  readonly credentials: { readonly before: AskVerdict; readonly after: AskVerdict } | null;
  readonly gained: readonly ServiceChange[];
  readonly lost: readonly ServiceChange[];
  /** Certain before and only conditional now. */
  readonly weakened: readonly ServiceChange[];
  /** Conditional before and certain now. */
  readonly strengthened: readonly ServiceChange[];
}

/** Why the pasted document cannot be taken. */
export interface DocumentProblem {
  readonly message: string;
  readonly line: number | null;
  readonly statement: number | null;
}

export interface WhatIfAnswer {
  readonly sentence: string;
  /** Empty where the document is valid; else nothing was computed. */
  readonly problems: readonly DocumentProblem[];
  /** The document that stands there now, as JSON text; null = none, or not read. */
  readonly before: string | null;
  readonly rolesTouched: number;
  readonly workloadsTouched: number;
  /** Workloads whose credentials were not compared, for a change that touches very many; 0 = all were. */
  readonly notCompared: number;
  readonly gaining: number;
  readonly losing: number;
  /** The first 500, those that lose before those that gain. */
  readonly rows: readonly WhatIfRow[];
  readonly rowCount: number;
}
