/**
 * A 128-bit hash of text as 32 hex digits: an identity for rows, not a cryptographic one. Pure and the same everywhere,
 * so that an id computed in the browser, a worker and the command line is one id.
 */
export function stableHash(...fields: readonly (string | null)[]): string {
  const state = startOfHash();
  for (const field of fields) mixField(state, field);
  return endOfHash(state);
}

/** Four words: where many ids begin alike, the state behind the common fields is kept and gone on from. */
export type HashState = Int32Array;

export function startOfHash(): HashState {
  return Int32Array.of(0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef);
}

/** Takes one more field into `state`. */
export function mixField(state: HashState, field: string | null): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  // null and "" are different fields, and ("a","b") differs from ("ab").
  const text = field ?? "";
  const { length } = text;
  let code = field === null ? 0x10000 : 0x10001;
  // Mixed in line and not by a function: there are hundreds of thousands of ids in a large estate.
  for (let i = 0; ; i++) {
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
    if (i > length) break;
    code = i < length ? text.charCodeAt(i) : 0x10002;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

/** The digits; leaves `state` as it is. */
export function endOfHash(state: HashState): string {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  for (let round = 0; round < 4; round++) {
    a = b ^ Math.imul(a ^ round, 597399067);
    b = c ^ Math.imul(b ^ round, 2869860233);
    c = d ^ Math.imul(c ^ round, 951274213);
    d = a ^ Math.imul(d ^ round, 2716044179);
  }
  return hex(a, b, c, d);
}

const DIGITS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** Written out: pieces that are put together, or a list of codes, cost more than the hash itself. */
function hex(a: number, b: number, c: number, d: number): string {
  const x = DIGITS;
  // biome-ignore format: one word a line
  return String.fromCharCode(
    x[a >>> 28]!, x[(a >>> 24) & 15]!, x[(a >>> 20) & 15]!, x[(a >>> 16) & 15]!, x[(a >>> 12) & 15]!, x[(a >>> 8) & 15]!, x[(a >>> 4) & 15]!, x[a & 15]!,
    x[b >>> 28]!, x[(b >>> 24) & 15]!, x[(b >>> 20) & 15]!, x[(b >>> 16) & 15]!, x[(b >>> 12) & 15]!, x[(b >>> 8) & 15]!, x[(b >>> 4) & 15]!, x[b & 15]!,
    x[c >>> 28]!, x[(c >>> 24) & 15]!, x[(c >>> 20) & 15]!, x[(c >>> 16) & 15]!, x[(c >>> 12) & 15]!, x[(c >>> 8) & 15]!, x[(c >>> 4) & 15]!, x[c & 15]!,
    x[d >>> 28]!, x[(d >>> 24) & 15]!, x[(d >>> 20) & 15]!, x[(d >>> 16) & 15]!, x[(d >>> 12) & 15]!, x[(d >>> 8) & 15]!, x[(d >>> 4) & 15]!, x[d & 15]!,
  );
}
