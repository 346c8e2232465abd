/**
 * A 128-bit hash of text as 32 hex digits: an identity for rows, not a cryptographic one. Pure and the same everywhere,
 * so that an id computed in the browser, a worker and the command line is one id.
 */
export function stableHash(...fields: readonly (string | null)[]): string {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  // Mixed in line and not by a function: there are hundreds of thousands of ids in a large estate.
  for (const field of fields) {
    const length = field === null ? 0 : field.length;
    // null and "" are different fields, and ("a","b") differs from ("ab").
    for (let i = -1; i <= length; i++) {
      const code =
        i < 0 ? (field === null ? 0x10000 : 0x10001) : i === length ? 0x10002 : (field as string).charCodeAt(i);
      a = b ^ Math.imul(a ^ code, 597399067);
      b = c ^ Math.imul(b ^ code, 2869860233);
      c = d ^ Math.imul(c ^ code, 951274213);
      d = a ^ Math.imul(d ^ code, 2716044179);
    }
  }
  for (let round = 0; round < 4; round++) {
    a = b ^ Math.imul(a ^ round, 597399067);
    b = c ^ Math.imul(b ^ round, 2869860233);
    c = d ^ Math.imul(c ^ round, 951274213);
    d = a ^ Math.imul(d ^ round, 2716044179);
  }
  return hex(a, b, c, d);
}

/** Four words as 32 digits, made at once: pieces that are put together cost more than the hash itself. */
function hex(...words: readonly [number, number, number, number]): string {
  const codes: number[] = [];
  for (const word of words) {
    for (let shift = 28; shift >= 0; shift -= 4) {
      const digit = (word >>> shift) & 15;
      codes.push(digit < 10 ? 48 + digit : 87 + digit);
    }
  }
  return String.fromCharCode(...codes);
}
