/** Strengths of profiles, made once for a snapshot. */
import type { FindingFacts } from "../rule";
import { createStrengths, type StrengthBook } from "./strength";

/** The facts that reach needs; the whole of FindingFacts fits. */
export type ReachFacts = Pick<FindingFacts, "model" | "access" | "kept">;

export function strengthsOf(facts: ReachFacts): StrengthBook {
  return facts.kept("strengths of profiles", () => {
    const index = facts.access();
    // Profiles that are asked for by themselves come after those that credentials lead to.
    void index.roles;
    return createStrengths(index);
  });
}
