import type { Effect } from "./ast";
import type { ContestedPoint } from "./contested";
import type { Expression } from "./remaining";
import type { LayerName } from "./request";

export type Outcome = "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied" | "Unknown";

/** A statement that made a decision, or (effect null) a layer that lacks an allow, or an allow that does not apply. */
export interface Because {
  readonly layer: LayerName | "rule";
  /** Position of the level, root first, in SCPs and RCPs; else null. */
  readonly level: number | null;
  /** Position of the document in its layer (or level); null where no document decided. */
  readonly policy: number | null;
  readonly policyName: string | null;
  /** Position of the statement in its document. */
  readonly statement: number | null;
  readonly sid: string | null;
  readonly effect: Effect | null;
  /** Element of the statement that decided: "Action[2]", or for an allow that does not apply what it fails on. */
  readonly element: string | null;
  /** What it is that decided, or what is missing; a sentence. */
  readonly text: string;
}

export interface Decision {
  readonly outcome: Outcome;
  /** Layers that were not read and could change the outcome. */
  readonly notRead: readonly LayerName[];
  /** Made on first use: a decision that nobody explains costs nothing. */
  readonly because: readonly Because[];
  /** Where documentation and practice differ on something that the decision rests on. */
  readonly uncertain: readonly ContestedPoint[];
}

/**
 * allowed: certain. conditional: only if `remaining` holds. denied: impossible.
 * unknown: it depends on a layer that was not read (`notRead` names it).
 */
export type AnalysisVerdict = "allowed" | "conditional" | "denied" | "unknown";

export interface Analysis {
  readonly verdict: AnalysisVerdict;
  /** Possible under some content of what is unknown. */
  readonly may: boolean;
  /** Certain under every content of what is unknown. */
  readonly must: boolean;
  /** Certain to be an explicit denial. */
  readonly explicit: boolean;
  /** The same question with the layers that were not read left out: they neither limit nor grant. */
  readonly asRead: "allowed" | "conditional" | "denied";
  /** What has to hold for an allow; null where nothing remains (allowed, denied). */
  readonly remaining: Expression | null;
  /** `remaining` in words, such as "only if aws:SourceVpce is vpce-1"; "" where nothing remains. */
  readonly words: string;
  readonly notRead: readonly LayerName[];
  /** Layers on the caller's side that were read and allow nothing of it; none where the denial is explicit. */
  readonly silent: readonly LayerName[];
  readonly because: readonly Because[];
}
