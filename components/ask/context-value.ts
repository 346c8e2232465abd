/** The context that a reader fills in, as it stands in the address: a JSON object of condition keys. */

export type FilledContext = ReadonlyMap<string, string | readonly string[] | null>;

/** Empty where the text is no such object: the server says what is wrong with it. */
export function readContext(text: string): FilledContext {
  const filled = new Map<string, string | readonly string[] | null>();
  if (text === "") return filled;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return filled;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return filled;
  for (const [key, fact] of Object.entries(value as Record<string, unknown>)) {
    if (typeof fact === "string" || fact === null) filled.set(key, fact);
    else if (Array.isArray(fact) && fact.every((each) => typeof each === "string")) filled.set(key, fact);
  }
  return filled;
}

/** "" for none, so that an address without context is as short as it was. */
export function writeContext(filled: FilledContext): string {
  if (filled.size === 0) return "";
  // Pieced together, since an object would swallow a key such as __proto__.
  return `{${[...filled].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(",")}}`;
}

/** "a, b" is two values, where a comma stands in none of them. */
export function parseValues(text: string): string | readonly string[] {
  const values = text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return values.length > 1 ? values : text.trim();
}
