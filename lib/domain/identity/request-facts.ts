/** Facts of a request, as far as they are known beforehand, collected key by key for the policy engine. */
import { absentFact, type FactInput, type Facts, partialFacts } from "@/lib/domain/policy";

/** By condition key; "aws:RequestTag/*" stands for every key that begins so and is not listed itself. */
export type FactMap = Map<string, FactInput>;

/**
 * Hands the facts to the engine. A key that is not in the map is unknown, not absent, but for those of `absent` (in lower
 * case): what a kind of request never has need not be written down for each.
 */
export function toFacts(facts: FactMap, absent?: ReadonlySet<string>): Facts {
  const keys: [string, FactInput][] = [];
  const families: [string, "absent" | "unknown"][] = [];
  for (const [key, fact] of facts) {
    if (key.endsWith("*")) families.push([key.slice(0, -1), fact === absentFact ? "absent" : "unknown"]);
    else keys.push([key, fact]);
  }
  const known = partialFacts({ keys, families, others: "unknown" });
  if (!absent) return known;
  return { complete: false, get: (lowerKey) => (absent.has(lowerKey) ? absentFact : known.get(lowerKey)) };
}
