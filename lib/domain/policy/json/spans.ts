import { readString, skipSpace, skipValue } from "./scan";

/** Where the values of an object or a list stand in a text. They themselves are not read: that is left to others. */
export interface Span {
  readonly start: number;
  /** Behind the last character. */
  readonly end: number;
}

/** `items` null = the value is no list, or lies deeper than was asked for. */
export interface ListSpan extends Span {
  readonly items: readonly ListSpan[] | null;
}

export interface SpanError {
  readonly message: string;
  readonly at: number;
}

/** Finds the end of the value that begins at `from`. */
export type ValueReader<T extends Span> = (text: string, from: number, key: string) => T | SpanError;

/**
 * The fields of the object that begins at `from`, their values found by `read`. What was found before an error is given,
 * too; `end` is behind the closing brace.
 */
export function fieldsOf<T extends Span>(
  text: string,
  from: number,
  read: ValueReader<T>,
): { fields: (T & { readonly key: string })[]; end: number; error: SpanError | null } {
  const fields: (T & { readonly key: string })[] = [];
  const walk = walkItems(text, from, "}", (at) => {
    if (text[at] !== '"') return { message: "a key in double quotes was expected", at };
    const key = readString(text, at);
    if (!key.ok) return { message: key.message, at: key.at };
    const colon = skipSpace(text, key.end);
    if (text[colon] !== ":") return { message: `":" was expected`, at: colon };
    const value = read(text, skipSpace(text, colon + 1), key.value);
    if ("message" in value) return value;
    fields.push({ ...value, key: key.value });
    return value.end;
  });
  return { fields, ...walk };
}

/** A value that is passed over by its brackets and quotes. */
export function spanAt(text: string, start: number): Span | SpanError {
  const end = skipValue(text, start);
  if (end < 0) return { message: "the text ends within this value", at: start };
  return end === start ? { message: "a value was expected", at: start } : { start, end };
}

/** A value that, where it is a list, is cut into its items, and those again: `depth` levels of lists in all. */
export function listAt(text: string, start: number, depth: number): ListSpan | SpanError {
  if (depth === 0 || text[start] !== "[") {
    const span = spanAt(text, start);
    return "message" in span ? span : { ...span, items: null };
  }
  const items: ListSpan[] = [];
  const { end, error } = walkItems(text, start, "]", (at) => {
    const item = listAt(text, at, depth - 1);
    if ("message" in item) return item;
    items.push(item);
    return item.end;
  });
  return error ?? { start, end, items };
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
