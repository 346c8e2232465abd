/** Facts of a request, as far as they are known beforehand, collected key by key for the policy engine. */
import { absentFact, type FactInput, type Facts, partialFacts } from "@/lib/domain/policy";

/** By condition key; "aws:RequestTag/*" stands for every key that begins so and is not listed itself. */
export type FactMap = Map<string, FactInput>;

/** Hands the facts to the engine. A key that is not in the map is unknown, not absent. */
export function toFacts(facts: FactMap): Facts {
  const keys: [string, FactInput][] = [];
  const families: [string, "absent" | "unknown"][] = [];
  for (const [key, fact] of facts) {
    if (key.endsWith("*")) families.push([key.slice(0, -1), fact === absentFact ? "absent" : "unknown"]);
    else keys.push([key, fact]);
  }
  return partialFacts({ keys, families, others: "unknown" });
}
