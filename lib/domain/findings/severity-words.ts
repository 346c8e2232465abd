/** What the two scales of severity share: `weigh` for mistakes, `severityOf` for what credentials give. */
import type { Certainty } from "@/lib/domain/access/levels";
import { type Severity, severities } from "./finding";

/** Follows what could be done. */
export const HOW_SURE: Readonly<Record<Certainty, string>> = {
  allowed: "",
  conditional: ", under conditions",
  unknown: ", as far as was read",
};

/** So many steps towards critical, below zero towards info; no further than either. */
export function worsened(severity: Severity, steps: number): Severity {
  const at = severities.indexOf(severity) - steps;
  return severities[Math.max(0, Math.min(severities.length - 1, at))] ?? severity;
}
