/** Facts of a call: those of the request before those of the caller. */

import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import type { Fact, Facts } from "@/lib/domain/policy";

export class LayeredFacts implements Facts {
  readonly complete = false;
  readonly #over: ReadonlyMap<string, Fact>;
  readonly #under: Facts;

  /** `over` by key in lower case. */
  constructor(over: ReadonlyMap<string, Fact>, under: Facts) {
    this.#over = over;
    this.#under = under;
  }

  get(lowerKey: string): Fact {
    return this.#over.get(lowerKey) ?? this.#under.get(lowerKey);
  }
}

/** Facts by key in lower case, to lay over others. */
export function overlay(facts: FactMap): ReadonlyMap<string, Fact> {
  const known = toFacts(facts);
  return new Map([...facts.keys()].map((key) => [key.toLowerCase(), known.get(key.toLowerCase())]));
}
