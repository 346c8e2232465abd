/** Severity by what there is to gain: a rule's own severity, raised or lowered by the reach of the role. */
import { type Severity, severities } from "./finding";
import type { Reach, ReachLevel } from "./reach/reach";

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
  const at = severities.indexOf(base) - STEPS[reach.level];
  const severity = severities[Math.max(0, Math.min(severities.length - 1, at))] ?? base;
  const could =
    reach.level === "unknown"
      ? "What the role may do was not read whole."
      : reach.level === "none"
        ? "The role gives nothing in AWS."
        : `Whoever has the role could ${reach.text}${SURE[reach.certainty]}.`;
  return { severity, severityReason: `${because} ${could}` };
}

const SURE = { allowed: "", conditional: ", under conditions", unknown: ", as far as was read" } as const;
