/** How certain an answer is. */
import type { Binding, Verdict } from "@/lib/domain/identity/binding";

export type Certainty = Exclude<Verdict, "denied">;

/** Best first. */
export const LEVELS: readonly Certainty[] = ["allowed", "conditional", "unknown"];

export function levelOf(certainty: Certainty): number {
  return LEVELS.indexOf(certainty);
}

/** How well a binding's credentials can be had; null where they cannot. */
export function bindingLevel({ verdict, effective }: Binding): number | null {
  if (verdict === "denied") return null;
  const level = levelOf(verdict as Certainty);
  // Pods that are started now get other credentials, or none; those that have them keep them.
  return effective === false ? Math.max(level, levelOf("conditional")) : level;
}

/** Where levels stand in lists of bytes: null. */
export const NO_LEVEL = 255;

/** The less certain of two. */
export function atMost(a: Certainty, b: Certainty): Certainty {
  return levelOf(a) >= levelOf(b) ? a : b;
}
