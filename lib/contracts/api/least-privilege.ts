/**
 * GET /api/least-privilege — for a workload (each role whose credentials it gets) or a role: policies cut down to what was
 * used and what cannot be seen, beside the present ones. Text to paste; nothing of it is run.
 */
import { z } from "zod";
import type { KeepReason } from "@/lib/domain/least-privilege/judge-action";
import type { ProposalText } from "@/lib/domain/least-privilege/outputs";
import type { PolicyOutcome } from "@/lib/domain/least-privilege/propose";
import type { RoleRef, WorkloadRef } from "./binding";
import { listParam, snapshotParam } from "./common";

const time = z.iso.datetime({ offset: true }).or(z.iso.date());
/** "s3:GetObject", "s3:Get*", "s3:*". */
const actions = listParam.pipe(
  z.array(z.string().regex(/^[\w-]{1,64}:[\w*?]{1,128}$/, "expected service:Action")).max(500),
);

export const leastPrivilegeQuery = z
  .object({
    snapshot: snapshotParam,
    /** A workload's id. */
    workload: z.string().max(1_024).optional(),
    /** A role's ARN. */
    role: z.string().max(2_048).optional(),
    /** Default: the 90 days before `to`. A day is its beginning. */
    from: time.optional(),
    /** Default: now. A day is its beginning. */
    to: time.optional(),
    /** accept: what was watched in part counts as watched, at the reviewer's own risk. Never for data events. */
    holes: z.enum(["keep", "accept"]).default("keep"),
    /** Chosen by the reviewer: stays, unless it is used anyway. */
    keep: actions,
    /** Taken out though nothing is known of its use. What was used stays. */
    drop: actions,
  })
  .refine(({ workload, role }) => workload !== undefined || role !== undefined, {
    message: "name a workload or a role",
    path: ["workload"],
  });
export type LeastPrivilegeQuery = z.infer<typeof leastPrivilegeQuery>;

export interface LeastPrivilegeAnswer {
  /** "payments/api", or the name of the role. */
  readonly title: string;
  readonly workload: WorkloadRef | null;
  /** ISO 8601 UTC; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
  /** One for each role whose credentials new pods get. */
  readonly roles: readonly NarrowedRole[];
}

export interface NarrowedRole {
  readonly role: RoleRef;
  /** proposal: something would go · nothing: everything stays · not-possible: see `sentence`. */
  readonly state: "proposal" | "nothing" | "not-possible";
  readonly sentence: string;
  /** Read before the text is pasted, worst first. */
  readonly warnings: readonly string[];
  readonly coverage: readonly ClassCoverage[];
  /** The longest time up to now of which all management events of the role's account were watched. */
  readonly watchedInFull: { readonly from: string; readonly to: string; readonly days: number } | null;
  readonly present: readonly PresentPolicyAnswer[];
  /** Policies to attach in the place of those that are replaced. */
  readonly proposed: readonly { readonly name: string; readonly json: string; readonly size: number }[];
  /** Actions that the role's policies give now, as far as they were read. */
  readonly counts: { readonly present: number; readonly kept: number; readonly removed: number; readonly used: number };
  readonly kept: readonly KeptService[];
  readonly removed: readonly RemovedService[];
  /** Entries of Action that the action table does not know: they stay. */
  readonly unknown: readonly string[];
  readonly others: readonly OtherUser[];
  /** Principals besides pods that the trust policy lets in. */
  readonly otherPrincipals: readonly string[];
  /** Calls with the role's credentials whose workload the records do not tell; they count as use. */
  readonly unattributedCalls: number;
  readonly quotas: readonly QuotaAnswer[];
  readonly texts: readonly ProposalText[];
}

/** How a class of events of the role's account was watched over the period. */
export interface ClassCoverage {
  readonly class: "management-read" | "management-write" | "data";
  readonly state: "all" | "part" | "none";
  readonly because: string;
}

export interface PresentPolicyAnswer {
  readonly name: string;
  readonly arn: string | null;
  readonly kind: "inline" | "customer" | "aws";
  readonly outcome: PolicyOutcome;
  readonly href: string | null;
  readonly json: string | null;
  /** Characters as IAM counts them; null where it was not read. */
  readonly size: number | null;
}

export interface UsedAction {
  readonly action: string;
  readonly calls: number;
  readonly denied: number;
  readonly last: string;
  /** By whom: the workload that was asked about, others with the role, or sessions that no workload is known of. */
  readonly by: readonly ("this" | "others" | "unknown")[];
}

export interface KeptService {
  readonly service: string;
  readonly serviceName: string;
  readonly used: readonly UsedAction[];
  /** What stays for another reason. At most 200 names a reason; `count` says how many there are. */
  readonly others: readonly {
    readonly reason: Exclude<KeepReason, "used">;
    readonly because: string;
    readonly count: number;
    readonly actions: readonly string[];
  }[];
}

export interface RemovedService {
  readonly service: string;
  readonly serviceName: string;
  readonly count: number;
  /** At most 200. */
  readonly actions: readonly string[];
  /** Of these, attempted and denied each time. */
  readonly attempted: readonly string[];
  /** Of these, taken out by the reviewer though nothing is known of their use. */
  readonly byReviewer: readonly string[];
  /** Nothing of the service stays. */
  readonly whole: boolean;
}

export interface OtherUser {
  readonly workload: WorkloadRef;
  readonly calls: number;
  /** Actions that only others than the workload asked about used: they stay for their sake. */
  readonly onlyTheirs: readonly string[];
}

export interface QuotaAnswer {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
  readonly fits: boolean;
}
