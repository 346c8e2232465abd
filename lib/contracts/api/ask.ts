/** The questions of Ask: what every answer has in common. The questions themselves are in ask-*.ts. */

import type { Mechanism, Reason, Verdict } from "@/lib/domain/identity/binding";
import type { RoleRef, WorkloadRef } from "./binding";
import type { StatementAnswer } from "./policy";

/** allowed: certain. conditional: see `conditions`. denied: impossible. unknown: for want of `layersNotRead`. */
export type AskVerdict = Verdict;

/** The whole of what was asked for, or a part of it. */
export type AskOverlap = "full" | "partial";

export type AskLayerName =
  | "identity"
  | "permissionsBoundary"
  | "session"
  | "serviceControl"
  | "resourceControl"
  | "resource"
  | "trust"
  | "vpcEndpoint";

/** A statement that an answer rests on, with the place where it can be read. */
export interface StatementEvidence extends Pick<StatementAnswer, "index" | "sid" | "effect" | "sentence"> {
  readonly layer: AskLayerName;
  /** Position of the level, root first, in SCPs and RCPs; else null. */
  readonly level: number | null;
  /** Policy name; "Trust policy", "Session policy". */
  readonly policy: string;
  readonly policyArn: string | null;
  /** Page that shows the statement, with its anchor; null where there is none. */
  readonly href: string | null;
  /** What follows where the statement limits: these actions are gone, or hold for a part or under conditions only. */
  readonly effectHere: "grants" | "removes" | "narrows";
}

/** What takes from a grant: a statement, or a layer that has no Allow for it (`statement` is then null). */
export interface LimitAnswer {
  readonly layer: AskLayerName;
  readonly level: number | null;
  readonly effect: "removes" | "narrows";
  readonly text: string;
  readonly statement: StatementEvidence | null;
}

/** A layer that could change the answer and was not there. */
export interface LayerNotRead {
  readonly layer: AskLayerName;
  /** What it is, and what it could do to the answer: a sentence. */
  readonly text: string;
  /** The permission that would mend it, where it is known. */
  readonly missingPermission: string | null;
}

/** One step from a workload to what is granted. */
export type PathHop = BindingHop | AssumeHop | GrantHop;

/** The workload gets a role. */
export interface BindingHop {
  readonly kind: "binding";
  readonly mechanism: Mechanism;
  readonly bindingId: string;
  readonly associationArn: string | null;
  readonly workload: WorkloadRef;
  readonly role: RoleRef;
  /** The association's target role: its credentials are what the pod has. */
  readonly targetRole: RoleRef | null;
  readonly verdict: AskVerdict;
  /** Do new pods get these credentials; null = not knowable. */
  readonly effective: boolean | null;
  readonly reasons: readonly Reason[];
}

/** The credentials so far assume another role. */
export interface AssumeHop {
  readonly kind: "assume";
  readonly from: RoleRef;
  readonly to: RoleRef;
  readonly verdict: AskVerdict;
  /** Of the caller's own policies. Empty where the trust policy alone lets it in (same account). */
  readonly statements: readonly StatementEvidence[];
  /** Of the role's trust policy. */
  readonly trust: readonly StatementEvidence[];
  readonly conditions: readonly string[];
  readonly layersNotRead: readonly LayerNotRead[];
}

/** The role at the end allows it. */
export interface GrantHop {
  readonly kind: "grant";
  readonly role: RoleRef;
  /** Of the role's policies; empty where the resource's own policy grants it. */
  readonly statements: readonly StatementEvidence[];
  /** Of the resource's policy. */
  readonly resourceStatements: readonly StatementEvidence[];
}

/** One way in which a workload can do it. */
export interface AccessPath {
  /** Over the whole path: the worst of its hops and of the grant. */
  readonly verdict: AskVerdict;
  /** First the binding, then onward hops, last the grant. */
  readonly hops: readonly PathHop[];
  readonly directness: "direct" | "onward";
  /** Roles assumed after the pod's own credentials: 0 = direct. */
  readonly depth: number;
  readonly overlap: { readonly actions: AskOverlap; readonly resource: AskOverlap };
  /** Of the actions asked about, those that this path gives: the first 50, and how many. */
  readonly actions: readonly string[];
  readonly actionCount: number;
  /** In words, each one to hold: "aws:SourceVpce is vpce-1". Empty where nothing remains. */
  readonly conditions: readonly string[];
  readonly limitedBy: readonly LimitAnswer[];
  readonly layersEvaluated: readonly AskLayerName[];
  readonly layersNotRead: readonly LayerNotRead[];
}
