import fc from "fast-check";

/** How often a property is tried: `most` times, or fewer where the whole run asks for it (mutation testing does). */
export function runs(most: number): { readonly numRuns: number } {
  return { numRuns: Math.min(most, fc.readConfigureGlobal()?.numRuns ?? most) };
}
