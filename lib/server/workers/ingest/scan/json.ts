/** Walks over JSON in bytes, by its grammar (RFC 8259), without making anything of it. */
import { DEEPEST } from "./rows";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Bytes of a string that are not just passed: 1 = quote, 2 = backslash, 3 = control, 4 = beyond ASCII. */
const KIND = new Uint8Array(256);
KIND.fill(3, 0, 0x20);
KIND.fill(4, 0x80);
KIND[QUOTE] = 1;
KIND[BACKSLASH] = 2;

const ESCAPES = new Set([...'"\\/bfnrt'].map((char) => char.charCodeAt(0)));

/** From behind the opening quote to the closing one; negative where an escape or a byte beyond ASCII is in it; 0 = no string. */
export function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let plain = true;
  for (let at = from; at < end; at++) {
    const kind = KIND[bytes[at]!];
    if (kind === 0) continue;
    if (kind === 1) return plain ? at : -at;
    if (kind === 3) return 0;
    plain = false;
    if (kind === 4) continue;
    at = endOfEscape(bytes, at, end);
    if (at === 0) return 0;
  }
  return 0;
}

/** The escape's last byte; 0 = none. */
function endOfEscape(bytes: Uint8Array, at: number, end: number): number {
  if (at + 5 >= end) return 0;
  const char = bytes[at + 1]!;
  if (ESCAPES.has(char)) return at + 1;
  if (char !== 0x75) return 0;
  for (let i = at + 2; i < at + 6; i++) {
    const digit = bytes[i]! | 0x20;
    if (!((digit >= 0x30 && digit <= 0x39) || (digit >= 0x61 && digit <= 0x66))) return 0;
  }
  return at + 5;
}

/** The first byte that is no space; `end` where there is none. */
export function afterSpace(bytes: Uint8Array, from: number, end: number): number {
  return bytes[from]! > 0x20 ? from : afterSpaces(bytes, from, end);
}

function afterSpaces(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) break;
    at++;
  }
  return at;
}

/** From a value's first byte to behind its last; 0 = no value. */
export function endOfValue(bytes: Uint8Array, from: number, end: number): number {
  const first = bytes[from]!;
  return first === 0x7b || first === 0x5b ? endOfNested(bytes, from, end) : endOfScalar(bytes, from, end);
}

/** Bit 1 of an entry: it is an object. */
const open = new Uint8Array(DEEPEST + 1);

function endOfNested(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let depth = 0;
  for (;;) {
    // A value begins here.
    const byte = bytes[at]!;
    if (byte === 0x7b || byte === 0x5b) {
      if (++depth > DEEPEST) return 0;
      open[depth] = byte;
      at = afterSpace(bytes, at + 1, end);
      if (bytes[at]! !== byte + 2) {
        if (byte === 0x7b) at = afterName(bytes, at, end);
        if (at === 0) return 0;
        continue;
      }
      depth--;
      at++;
    } else {
      at = endOfScalar(bytes, at, end);
      if (at === 0) return 0;
    }
    // A value has ended: its brackets may, too.
    while (depth > 0) {
      at = afterSpace(bytes, at, end);
      const next = bytes[at]!;
      if (next === COMMA) break;
      if (next !== open[depth]! + 2) return 0;
      depth--;
      at++;
    }
    if (depth === 0) return at;
    at = afterSpace(bytes, at + 1, end);
    if (open[depth] === 0x7b) {
      at = afterName(bytes, at, end);
      if (at === 0) return 0;
    }
  }
}

/** From a member's first byte to its value's; 0 = no member. */
function afterName(bytes: Uint8Array, from: number, end: number): number {
  if (bytes[from] !== QUOTE) return 0;
  const quote = endOfString(bytes, from + 1, end);
  if (quote === 0) return 0;
  const colon = afterSpace(bytes, Math.abs(quote) + 1, end);
  return bytes[colon] === COLON ? afterSpace(bytes, colon + 1, end) : 0;
}

function endOfScalar(bytes: Uint8Array, from: number, end: number): number {
  if (from >= end) return 0;
  switch (bytes[from]!) {
    case QUOTE: {
      const quote = endOfString(bytes, from + 1, end);
      return quote === 0 ? 0 : Math.abs(quote) + 1;
    }
    case 0x74:
      return isText(bytes, from, end, TRUE) ? from + 4 : 0;
    case 0x66:
      return isText(bytes, from, end, FALSE) ? from + 5 : 0;
    case 0x6e:
      return isText(bytes, from, end, NULL) ? from + 4 : 0;
    default:
      return endOfNumber(bytes, from, end);
  }
}

const [TRUE, FALSE, NULL] = ["true", "false", "null"].map((word) => new TextEncoder().encode(word)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

export function isText(bytes: Uint8Array, from: number, end: number, text: Uint8Array): boolean {
  if (from + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}

function endOfNumber(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (bytes[at] === 0x2d) at++;
  const whole = afterDigits(bytes, at, end);
  if (whole === at || (bytes[at] === 0x30 && whole > at + 1)) return 0;
  at = whole;
  if (at < end && bytes[at] === 0x2e) {
    const fraction = afterDigits(bytes, at + 1, end);
    if (fraction === at + 1) return 0;
    at = fraction;
  }
  if (at < end && (bytes[at]! | 0x20) === 0x65) {
    at++;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at++;
    const exponent = afterDigits(bytes, at, end);
    if (exponent === at) return 0;
    at = exponent;
  }
  return at;
}

function afterDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}
