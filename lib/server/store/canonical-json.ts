/** One text for one value, so that equal facts have equal hashes whatever order their keys were read in. */

/** JSON with sorted keys and without whitespace. Keys such as `__proto__` are data like any other. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) {
    let text = "";
    for (const item of value) text += `${text === "" ? "[" : ","}${canonicalJson(item)}`;
    return text === "" ? "[]" : `${text}]`;
  }
  const record = value as Record<string, unknown>;
  let text = "";
  for (const key of Object.keys(record).sort()) {
    const member = record[key];
    if (member !== undefined) text += `${text === "" ? "{" : ","}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

/** The facts of a part: a list of records has no order of its own, so it is sorted by its records' text. */
export function canonicalFacts(facts: unknown): string {
  if (!Array.isArray(facts)) return canonicalJson(facts);
  return `[${facts
    .map((item) => canonicalJson(item))
    .sort()
    .join(",")}]`;
}
