/** POST /api/ask/paste — anything that a user has at hand: an error message, an ARN, an id. */
import { z } from "zod";
import type { AskVerdict, StatementEvidence } from "./ask";
import type { CanAnswer } from "./ask-can";
import type { RoleRef, WorkloadRef } from "./binding";
import { snapshotParam } from "./common";

export const pasteBody = z.object({ snapshot: snapshotParam, text: z.string().max(65_536) });
export type PasteBody = z.infer<typeof pasteBody>;

export type PasteKind =
  | "access-denied"
  | "caller-identity"
  | "role"
  | "session"
  | "association"
  | "cluster"
  | "policy"
  | "bucket"
  | "resource"
  | "access-key"
  | "role-id"
  | "session-name"
  | "workload"
  | "issuer"
  | "account"
  | "action"
  | "nothing";

export interface PasteAnswer {
  readonly kind: PasteKind;
  /** What it is: "An AccessDenied message of Amazon S3". */
  readonly title: string;
  /** What it means here, in a sentence. */
  readonly sentence: string;
  readonly workloads: readonly WorkloadRef[];
  readonly workloadCount: number;
  readonly role: RoleRef | null;
  /** What a denial says, taken apart. */
  readonly denial: {
    readonly principal: string | null;
    readonly action: string;
    readonly resource: string | null;
    /** As the message says it: "explicit deny in a service control policy", null where it does not. */
    readonly reason: string | null;
    /** What the engine finds, and whether that agrees with the message. */
    readonly verdict: AskVerdict | null;
    readonly agrees: boolean | null;
  } | null;
  /** The statement that causes it, where one does. */
  readonly cause: StatementEvidence | null;
  readonly can: CanAnswer | null;
  /** Where to go, the best first. */
  readonly links: readonly { readonly title: string; readonly href: string }[];
}
