/**
 * Parses a record, most of them without what their request and response say: only assumptions and changes are asked for
 * that, and it is half of the text. What is cut out lies between two members of the record. Where one of the two is a
 * member of something inside it, what is left is no JSON, and the whole is parsed.
 */
const FROM = '"requestParameters":';
const TO = ',"requestID":"';
const SOURCE = '"eventSource":"';
/** Sources whose requests matter. */
const NEEDED = ["sts.", "eks", "iam.", "cloudtrail."];

/** As JSON.parse, without `requestParameters`, `responseElements` and `additionalEventData` where nobody asks for them. */
export function parseSlice(text: string): unknown {
  const source = text.indexOf(SOURCE);
  if (source >= 0 && !isNeeded(text, source + SOURCE.length)) {
    const from = text.indexOf(FROM, source);
    const to = from < 0 ? -1 : text.indexOf(TO, from);
    if (to > from + 120) {
      try {
        const value = JSON.parse(text.slice(0, from) + text.slice(to + 1)) as { readonly eventSource?: unknown };
        // The first "eventSource" of the text need not have been the record's own.
        if (typeof value.eventSource === "string" && !isNeeded(value.eventSource, 0)) return value;
      } catch {
        // Cut in the wrong place.
      }
    }
  }
  return JSON.parse(text) as unknown;
}

function isNeeded(text: string, at: number): boolean {
  for (const start of NEEDED) if (text.startsWith(start, at)) return true;
  return false;
}
