/** The smallest steps over JSON text: blank space, strings, whole values passed over unread. */

export function skipSpace(text: string, from: number): number {
  let at = from;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
  }
}

export type StringRead =
  | { readonly ok: true; readonly value: string; readonly end: number }
  | { readonly ok: false; readonly message: string; readonly at: number };

const ESCAPES = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
const HEX = /^[0-9a-fA-F]{4}$/;

/** The string that begins (with its quote) at `from`; `end` is behind its closing quote. Lone surrogates are kept. */
export function readString(text: string, from: number): StringRead {
  let value = "";
  let start = from + 1;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) return { ok: true, value: value + text.slice(start, at), end: at + 1 };
    if (Number.isNaN(code)) return { ok: false, message: "this string has no end", at: from };
    if (code < 32) return { ok: false, message: "a control character in a string must be escaped", at };
    if (code !== 92) continue;
    value += text.slice(start, at);
    const letter = text[at + 1] ?? "";
    const escaped = ESCAPES.get(letter);
    if (escaped !== undefined) {
      value += escaped;
      at += 1;
    } else {
      const hex = text.slice(at + 2, at + 6);
      if (letter !== "u" || !HEX.test(hex)) return { ok: false, message: "this escape is none", at };
      value += String.fromCharCode(Number.parseInt(hex, 16));
      at += 5;
    }
    start = at + 1;
  }
}

/**
 * The offset behind the value that begins at `from`, found by brackets and quotes alone; -1 where the text ends first.
 * What lies between is not checked.
 */
export function skipValue(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at = skipString(text, at);
      if (at < 0) return -1;
      if (depth === 0) return at;
    } else if (code === 123 || code === 91) {
      depth++;
      at++;
    } else if (code === 125 || code === 93) {
      if (depth === 0) return at;
      depth--;
      at++;
      if (depth === 0) return at;
    } else if (depth === 0 && (code === 44 || code === 58 || code <= 32)) {
      return at;
    } else {
      at++;
    }
  }
  return depth === 0 ? text.length : -1;
}

function skipString(text: string, from: number): number {
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return -1;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
