/** One text for one value, so that equal facts have equal hashes whatever order their keys were read in. */

/** JSON with sorted keys and without whitespace. Keys such as `__proto__` are data like any other. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const record = value as Record<string, unknown>;
    const members: string[] = [];
    for (const key of Object.keys(record).sort()) {
      if (record[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(record[key])}`);
    }
    return `{${members.join(",")}}`;
  }
  return JSON.stringify(value ?? null);
}

/** The facts of a part: a list of records has no order of its own, so it is sorted by its records' text. */
export function canonicalFacts(facts: unknown): string {
  if (!Array.isArray(facts)) return canonicalJson(facts);
  return `[${facts
    .map((item) => canonicalJson(item))
    .sort()
    .join(",")}]`;
}
