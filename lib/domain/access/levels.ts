/** How certain an answer is. */
import type { Verdict } from "@/lib/domain/identity/binding";

export type Certainty = Exclude<Verdict, "denied">;

/** Best first. */
export const LEVELS: readonly Certainty[] = ["allowed", "conditional", "unknown"];

export function levelOf(certainty: Certainty): number {
  return LEVELS.indexOf(certainty);
}

/** The less certain of two. */
export function atMost(a: Certainty, b: Certainty): Certainty {
  return levelOf(a) >= levelOf(b) ? a : b;
}
