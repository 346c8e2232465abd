/**
 * Severity of a mistake in a trust, a binding, a cluster or sharing: the rule's own severity, which says how far open the
 * door is, raised or lowered by what is behind it. The mistake is there whether or not all that is behind it was read, so
 * that how sure the reach is stands in the reason and does not lower it. Where the reach itself is what is found,
 * `severityOf` judges it: by how sure it is and who gets there. Both put the levels of reach in the same order.
 */
import type { Severity } from "./finding";
import type { Reach, ReachLevel } from "./reach/reach";
import { HOW_SURE, worsened } from "./severity-words";

export interface Weighed {
  readonly severity: Severity;
  readonly severityReason: string;
}

/** Steps towards critical. */
const STEPS: Readonly<Record<ReachLevel, number>> = {
  admin: 2,
  escalation: 2,
  data: 1,
  write: 0,
  unknown: 0,
  read: -1,
  none: -1,
};

/** `because`: why the rule's own severity is what it is, one sentence. */
export function weigh(base: Severity, reach: Reach, because: string): Weighed {
  const could =
    reach.level === "unknown"
      ? "What the role may do was not read whole."
      : reach.level === "none"
        ? "The role gives nothing in AWS."
        : `Whoever has the role could ${reach.text}${HOW_SURE[reach.certainty]}.`;
  return { severity: worsened(base, STEPS[reach.level]), severityReason: `${because} ${could}` };
}
