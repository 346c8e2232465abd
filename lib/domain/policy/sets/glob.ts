/** Patterns with * (any text) and ? (one character) as lists of symbols, and how they match a text. */

/** A symbol that is no character code. */
export const STAR = -1;
export const ONE = -2;

/** Character codes, STAR and ONE. In normal form, a run of wildcards is its ONEs, then at most one STAR. */
export type Glob = readonly number[];

/** How much work a question on two patterns may take before the careful answer is given instead. */
export const BUDGET = 100_000;

export function parseGlob(text: string): Glob {
  const symbols: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    symbols.push(code === 42 ? STAR : code === 63 ? ONE : code);
  }
  return normalise(symbols);
}

/** `*?*` says the same as `?*`: the latter is what all the functions here expect. */
export function normalise(symbols: readonly number[]): Glob {
  const out: number[] = [];
  let star = false;
  for (const symbol of symbols) {
    if (symbol === STAR) star = true;
    else {
      if (star && symbol !== ONE) {
        out.push(STAR);
        star = false;
      }
      out.push(symbol);
    }
  }
  if (star) out.push(STAR);
  return out;
}

/**
 * Does the pattern match the symbols, where a symbol of `text` that is no character (STAR, ONE) is only matched by a
 * wildcard of the pattern. One pass with a step back to the latest star: at most pattern × text steps.
 * Null where `budget` steps did not decide it.
 */
export function matchSymbols(pattern: Glob, text: Glob, budget = BUDGET): boolean | null {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  let steps = 0;
  while (t < text.length) {
    if (++steps > budget) return null;
    const symbol = pattern[p];
    if (symbol === STAR) {
      star = p++;
      resume = t;
    } else if (
      symbol !== undefined &&
      (symbol === text[t] || symbol === ONE) &&
      !(symbol === ONE && text[t] === STAR)
    ) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === STAR) p++;
  return p === pattern.length;
}

/** Does the pattern match the characters of a text from `start` on. For short texts of our own: without a budget. */
export function matchText(pattern: Glob, text: string, start = 0): boolean {
  codes.length = text.length - start;
  for (let i = start; i < text.length; i++) codes[i - start] = text.charCodeAt(i);
  return matchSymbols(pattern, codes, Number.POSITIVE_INFINITY) === true;
}

/** Reused: a table is matched name by name. */
const codes: number[] = [];

export function isLiteral(glob: Glob): boolean {
  return !glob.some((symbol) => symbol < 0);
}

export function hasOne(glob: Glob): boolean {
  return glob.includes(ONE);
}
