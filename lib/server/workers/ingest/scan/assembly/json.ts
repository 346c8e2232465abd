/** json.ts of the folder above, sixteen bytes at a time. Behind the text there are at least sixteen zeros, which end every walk. */
import { DEEPEST, STACK } from "./layout";

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const OBJECT: u8 = 0x7b;
const ARRAY: u8 = 0x5b;
const TRUE: u32 = 0x65757274;
const FALS: u32 = 0x736c6166;
const NULL: u32 = 0x6c6c756e;

/** From behind the opening quote to the closing one; negative where an escape or a byte beyond ASCII is in it; 0 = no string. */
// @ts-expect-error: decorator
@inline
export function endOfString(from: i32): i32 {
  let at = from;
  let plain = true;
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE));
    const slashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
    const controls = i8x16.lt_u(bytes, i8x16.splat(0x20));
    const stops = i8x16.bitmask(v128.or(v128.or(quotes, slashes), controls));
    const beyond = i8x16.bitmask(bytes);
    if (stops == 0) {
      if (beyond != 0) plain = false;
      at += 16;
      continue;
    }
    const first = ctz(stops);
    if ((beyond & ((1 << first) - 1)) != 0) plain = false;
    at += first;
    const byte = load<u8>(at);
    if (byte == QUOTE) return plain ? at : -at;
    if (byte != BACKSLASH) return 0;
    plain = false;
    at = afterEscape(at);
    if (at == 0) return 0;
  }
}

function afterEscape(at: i32): i32 {
  switch (load<u8>(at + 1)) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 2;
    case 0x75: {
      for (let i = at + 2; i < at + 6; i++) {
        const byte = load<u8>(i);
        const letter = byte | 0x20;
        if (!((byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x66))) return 0;
      }
      return at + 6;
    }
    default:
      return 0;
  }
}

/** The first byte that is no space. */
// @ts-expect-error: decorator
@inline
export function afterSpace(from: i32): i32 {
  return load<u8>(from) > 0x20 ? from : afterSpaces(from);
}

function afterSpaces(from: i32): i32 {
  let at = from;
  while (true) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return at;
    at++;
  }
}

/** From a value's first byte to behind its last; 0 = no value. */
export function endOfValue(from: i32): i32 {
  let at = from;
  let depth = 0;
  while (true) {
    // A value begins here.
    const byte = load<u8>(at);
    if (byte == QUOTE) {
      const quote = endOfString(at + 1);
      if (quote == 0) return 0;
      at = abs(quote) + 1;
    } else if (byte == OBJECT || byte == ARRAY) {
      if (++depth > DEEPEST) return 0;
      store<u8>(STACK + depth, byte);
      at = afterSpace(at + 1);
      if (load<u8>(at) != byte + 2) {
        if (byte == OBJECT) {
          at = afterName(at);
          if (at == 0) return 0;
        }
        continue;
      }
      depth--;
      at++;
    } else {
      at = endOfWord(at);
      if (at == 0) return 0;
    }
    // A value has ended: its brackets may, too.
    while (depth > 0) {
      at = afterSpace(at);
      const next = load<u8>(at);
      if (next == COMMA) break;
      if (next != load<u8>(STACK + depth) + 2) return 0;
      depth--;
      at++;
    }
    if (depth == 0) return at;
    at = afterSpace(at + 1);
    if (load<u8>(STACK + depth) == OBJECT) {
      at = afterName(at);
      if (at == 0) return 0;
    }
  }
  // The compiler takes the inner loop's end for this one's.
  return 0;
}

/** From a member's first byte to its value's; 0 = no member. */
// @ts-expect-error: decorator
@inline
function afterName(from: i32): i32 {
  if (load<u8>(from) != QUOTE) return 0;
  const quote = endOfString(from + 1);
  if (quote == 0) return 0;
  const colon = afterSpace(abs(quote) + 1);
  return load<u8>(colon) == COLON ? afterSpace(colon + 1) : 0;
}

// @ts-expect-error: decorator
@inline
export function isNull(at: i32): bool {
  return load<u32>(at) == NULL;
}

// @ts-expect-error: decorator
@inline
export function isTrue(at: i32): bool {
  return load<u32>(at) == TRUE;
}

// @ts-expect-error: decorator
@inline
export function isFalse(at: i32): bool {
  return load<u32>(at) == FALS && load<u8>(at + 4) == 0x65;
}

function endOfWord(from: i32): i32 {
  if (isNull(from) || isTrue(from)) return from + 4;
  return isFalse(from) ? from + 5 : endOfNumber(from);
}

function endOfNumber(from: i32): i32 {
  let at = load<u8>(from) == 0x2d ? from + 1 : from;
  const whole = afterDigits(at);
  if (whole == at || (load<u8>(at) == 0x30 && whole > at + 1)) return 0;
  at = whole;
  if (load<u8>(at) == 0x2e) {
    const fraction = afterDigits(at + 1);
    if (fraction == at + 1) return 0;
    at = fraction;
  }
  if ((load<u8>(at) | 0x20) == 0x65) {
    at++;
    const sign = load<u8>(at);
    if (sign == 0x2b || sign == 0x2d) at++;
    const exponent = afterDigits(at);
    if (exponent == at) return 0;
    at = exponent;
  }
  return at;
}

function afterDigits(from: i32): i32 {
  let at = from;
  while (true) {
    const byte = load<u8>(at);
    if (byte < 0x30 || byte > 0x39) return at;
    at++;
  }
}
