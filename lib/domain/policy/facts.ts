/**
 * What is known of a request's context. Three states, never two: a key that is unknown is not a key that is absent.
 * Key names are case-insensitive (IAM User Guide, "Condition element").
 */
export type Fact =
  /** `multivalued`: the key arrived as a list, however long, and cannot fill a policy variable. */
  | { readonly state: "known"; readonly values: readonly string[]; readonly multivalued: boolean }
  | { readonly state: "absent" }
  /** Absent or any value. */
  | { readonly state: "unknown" }
  /** Present, one value, of which only the form is known: `*` any text, `?` any one character. */
  | { readonly state: "pattern"; readonly pattern: string };

export type FactInput = string | readonly string[] | Fact;

const ABSENT: Fact = { state: "absent" };
const UNKNOWN: Fact = { state: "unknown" };

export interface Facts {
  /** `lowerKey` is the key name in lower case. */
  get(lowerKey: string): Fact;
  /** True where no key can be unknown or partly known. */
  readonly complete: boolean;
}

export const absentFact: Fact = ABSENT;
export const unknownFact: Fact = UNKNOWN;

/** An empty list is the same as no key at all. */
export function knownFact(value: string | readonly string[]): Fact {
  if (typeof value === "string") return { state: "known", values: [value], multivalued: false };
  return value.length === 0 ? ABSENT : { state: "known", values: value, multivalued: true };
}

export function patternFact(pattern: string): Fact {
  return { state: "pattern", pattern };
}

/** A context in which nothing is missing: a key that is not listed is absent. */
export function completeFacts(context: Iterable<readonly [string, string | readonly string[]]>): Facts {
  return new CompleteFacts(context);
}

/** A class, not a closure: there is one for each decision. */
class CompleteFacts implements Facts {
  readonly complete = true;
  readonly #byKey = new Map<string, Fact>();

  constructor(context: Iterable<readonly [string, string | readonly string[]]>) {
    for (const [key, value] of context) this.#byKey.set(key.toLowerCase(), knownFact(value));
  }

  get(lowerKey: string): Fact {
    return this.#byKey.get(lowerKey) ?? ABSENT;
  }
}

/**
 * A context of which only part is known. A key is looked up in `keys`, then by the longest prefix in `families`
 * (such as "aws:RequestTag/"), and is else what `others` says.
 */
export function partialFacts(input: {
  readonly keys?: Iterable<readonly [string, FactInput]>;
  readonly families?: Iterable<readonly [string, "absent" | "unknown"]>;
  readonly others: "absent" | "unknown";
}): Facts {
  const byKey = new Map<string, Fact>();
  for (const [key, value] of input.keys ?? []) byKey.set(key.toLowerCase(), toFact(value));
  const families = [...(input.families ?? [])]
    .map(([prefix, state]) => ({ prefix: prefix.toLowerCase(), fact: state === "absent" ? ABSENT : UNKNOWN }))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const others = input.others === "absent" ? ABSENT : UNKNOWN;
  const complete =
    input.others === "absent" &&
    families.every((family) => family.fact === ABSENT) &&
    [...byKey.values()].every((fact) => fact.state === "known" || fact.state === "absent");
  return {
    complete,
    get(lowerKey) {
      const own = byKey.get(lowerKey);
      if (own !== undefined) return own;
      for (const family of families) if (lowerKey.startsWith(family.prefix)) return family.fact;
      return others;
    },
  };
}

function toFact(value: FactInput): Fact {
  return typeof value === "string" || Array.isArray(value) ? knownFact(value) : (value as Fact);
}
