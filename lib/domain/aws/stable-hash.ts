/**
 * A 128-bit hash of text as 32 hex digits: an identity for rows, not a cryptographic one. Pure and the same everywhere,
 * so that an id computed in the browser, a worker and the command line is one id.
 */
export function stableHash(...fields: readonly (string | null)[]): string {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = 0xb7e15162;
  let d = 0xdeadbeef;
  const mix = (code: number) => {
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  };
  for (const field of fields) {
    // null and "" are different fields, and ("a","b") differs from ("ab").
    mix(field === null ? 0x10000 : 0x10001);
    if (field !== null) for (let i = 0; i < field.length; i++) mix(field.charCodeAt(i));
    mix(0x10002);
  }
  for (let round = 0; round < 4; round++) mix(round);
  return [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
