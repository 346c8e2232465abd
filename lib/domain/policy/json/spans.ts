import { readString, skipSpace, skipValue } from "./scan";

/** Where the values of an object or a list stand in a text. They themselves are not read: that is left to others. */
export interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

export interface Field extends Span {
  readonly key: string;
}

export interface SpanError {
  readonly message: string;
  readonly at: number;
}

/**
 * The fields of the object that begins at `from`. What was found before an error is given, too; `end` is behind the
 * closing brace.
 */
export function fieldsOf(text: string, from: number): { fields: Field[]; end: number; error: SpanError | null } {
  const fields: Field[] = [];
  const walk = walkItems(text, from, "}", (at) => {
    if (text[at] !== '"') return { message: "a key in double quotes was expected", at };
    const key = readString(text, at);
    if (!key.ok) return { message: key.message, at: key.at };
    const colon = skipSpace(text, key.end);
    if (text[colon] !== ":") return { message: `":" was expected`, at: colon };
    const span = valueAt(text, colon + 1);
    if ("message" in span) return span;
    fields.push({ key: key.value, ...span });
    return span.end;
  });
  return { fields, ...walk };
}

/** The items of the list that begins at `from`. */
export function itemsOf(text: string, from: number): { items: Span[]; end: number; error: SpanError | null } {
  const items: Span[] = [];
  const walk = walkItems(text, from, "]", (at) => {
    const span = valueAt(text, at);
    if ("message" in span) return span;
    items.push(span);
    return span.end;
  });
  return { items, ...walk };
}

function valueAt(text: string, from: number): Span | SpanError {
  const start = skipSpace(text, from);
  const end = skipValue(text, start);
  if (end < 0) return { message: "the text ends within this value", at: start };
  return end === start ? { message: "a value was expected", at: start } : { start, end };
}

/** Goes from comma to comma. `item` gives the offset behind the item that begins at its argument. */
function walkItems(
  text: string,
  from: number,
  close: string,
  item: (at: number) => number | SpanError,
): { end: number; error: SpanError | null } {
  let at = skipSpace(text, from + 1);
  if (text[at] === close) return { end: at + 1, error: null };
  for (;;) {
    const next = item(at);
    if (typeof next !== "number") return { end: at, error: next };
    at = skipSpace(text, next);
    if (text[at] === close) return { end: at + 1, error: null };
    if (text[at] !== ",") return { end: at, error: { message: `"," or "${close}" was expected`, at } };
    at = skipSpace(text, at + 1);
  }
}
