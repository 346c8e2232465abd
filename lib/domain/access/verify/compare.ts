/** Both sides of a question: do they say the same? */
import type { DecidedQuestion } from "./question";

export interface SimulatedDecision {
  readonly decision: "allowed" | "implicitDeny" | "explicitDeny";
  /** Ids of the policies whose statements decided, as IAM names them. */
  readonly matched: readonly string[];
  /** Keys that IAM missed; ours were complete. */
  readonly missingContext: readonly string[];
  /** null = it does not say. */
  readonly allowedByOrganizations: boolean | null;
  readonly allowedByBoundary: boolean | null;
}

export type Comparison =
  | { readonly kind: "agreed" }
  | { readonly kind: "left-out"; readonly code: string }
  | { readonly kind: "contradiction"; readonly note: string };

const SAME = { Allowed: "allowed", ImplicitlyDenied: "implicitDeny", ExplicitlyDenied: "explicitDeny" } as const;

/** A denial by an SCP or the boundary is a denial, whichever kind each side calls it; all else has to be equal. */
export function compareSimulated(question: DecidedQuestion, theirs: SimulatedDecision): Comparison {
  const { outcome, contested } = question.ours;
  const limited = theirs.allowedByOrganizations === false || theirs.allowedByBoundary === false;
  if (outcome !== "Unknown") {
    if (SAME[outcome] === theirs.decision) return { kind: "agreed" };
    if (limited && outcome !== "Allowed" && theirs.decision !== "allowed") return { kind: "agreed" };
  }
  if (!question.scpRead && theirs.allowedByOrganizations === false) return { kind: "left-out", code: "scp-not-read" };
  if (contested.length > 0) return { kind: "left-out", code: "contested" };
  return { kind: "contradiction", note: noteOf(theirs) };
}

function noteOf({ missingContext, allowedByOrganizations }: SimulatedDecision): string {
  if (missingContext.length > 0)
    return `The simulator missed ${missingContext.join(", ")}, which no policy that was read looks at: a policy may have changed since the scan.`;
  if (allowedByOrganizations === false) return "The simulator says that the organisation's policies deny it.";
  return "A policy may have changed since the scan; if a new scan does not clear it, one of the two sides is wrong.";
}
