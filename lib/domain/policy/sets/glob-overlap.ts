/** How the texts that two patterns match lie to each other. Exact within a budget of steps, null beyond it. */
import { BUDGET, type Glob, hasOne, isLiteral, matchSymbols, ONE, STAR } from "./glob";

/** Is there a text that both patterns match? */
export function globsIntersect(a: Glob, b: Glob, budget = BUDGET): boolean | null {
  if (!endsAgree(a, b)) return false;
  // What begins alike and is open at the end meets.
  if (isPrefix(a) || isPrefix(b)) return true;
  if (isLiteral(b)) return matchSymbols(a, b, budget);
  if (isLiteral(a)) return matchSymbols(b, a, budget);
  if (a.length * b.length > budget) return null;
  // row[j]: some text takes `a` to i and `b` to j. Symbols of `a` are worked off row by row.
  const width = b.length + 1;
  let row = new Uint8Array(width);
  let next = new Uint8Array(width);
  row[0] = 1;
  for (let i = 0; i <= a.length; i++) {
    const left = a[i];
    next.fill(0);
    for (let j = 0; j < width; j++) {
      if (row[j] === 0) continue;
      const right = b[j];
      if (left === STAR || right === STAR) {
        if (right !== undefined) row[j + 1] = 1;
        if (left !== undefined) next[j] = 1;
      } else if (left !== undefined && right !== undefined && (left === right || left === ONE || right === ONE)) {
        next[j + 1] = 1;
      }
    }
    if (i === a.length) return row[b.length] === 1;
    [row, next] = [next, row];
  }
  return false;
}

/** Does `outer` match every text that `inner` matches? */
export function globContains(outer: Glob, inner: Glob, budget = BUDGET): boolean | null {
  if (outer.length === 1 && outer[0] === STAR) return true;
  // A star of `inner` that a star of `outer` takes in whole is taken in whatever its text is.
  const direct = matchSymbols(outer, inner, budget);
  if (direct !== false || !hasOne(outer) || !inner.includes(STAR)) return direct;
  return containsAnyLength(outer, inner, budget);
}

/**
 * `?` in `outer` can also be filled by a part of a star's text, so star against star is not enough: walk all texts of
 * `inner` at once with the set of places that `outer` can have reached. Only a character that `outer` does not name
 * needs to be tried for a wildcard: whatever matches it matches every other character too.
 */
function containsAnyLength(outer: Glob, inner: Glob, budget: number): boolean | null {
  let stars = 0n;
  let wild = 0n;
  const places = new Map<number, bigint>();
  outer.forEach((symbol, i) => {
    const bit = 1n << BigInt(i);
    if (symbol === STAR) stars |= bit;
    else if (symbol === ONE) wild |= bit;
    else places.set(symbol, (places.get(symbol) ?? 0n) | bit);
  });
  const close = (set: bigint): bigint => set | ((set & stars) << 1n);
  const step = (set: bigint, symbol: number): bigint =>
    close(((set & (wild | (places.get(symbol) ?? 0n))) << 1n) | (set & stars));
  const accept = 1n << BigInt(outer.length);
  const cost = 1 + (outer.length >> 5);
  const seen = new Set<string>();
  const todo: { at: number; set: bigint }[] = [{ at: 0, set: close(1n) }];
  let steps = 0;
  for (let state = todo.pop(); state; state = todo.pop()) {
    const key = `${state.at}|${state.set.toString(36)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    steps += cost;
    if (steps > budget >> 4) return null;
    const symbol = inner[state.at];
    if (symbol === undefined) {
      if ((state.set & accept) === 0n) return false;
    } else if (symbol === STAR) {
      todo.push({ at: state.at + 1, set: state.set }, { at: state.at, set: step(state.set, ONE) });
    } else todo.push({ at: state.at + 1, set: step(state.set, symbol) });
  }
  return true;
}

/** A pattern whose only star is its end. */
function isPrefix(glob: Glob): boolean {
  return glob.indexOf(STAR) === glob.length - 1 && glob.length > 0;
}

/** The literal beginnings must agree, and the literal ends: settles most pairs at once. */
function endsAgree(a: Glob, b: Glob): boolean {
  for (let i = 0; ; i++) {
    const left = a[i];
    const right = b[i];
    if (left === STAR || right === STAR) break;
    if (left === undefined || right === undefined) return left === right;
    if (left !== right && left !== ONE && right !== ONE) return false;
  }
  for (let i = 1; ; i++) {
    const left = a[a.length - i];
    const right = b[b.length - i];
    if (left === undefined || right === undefined || left === STAR || right === STAR) return true;
    if (left !== right && left !== ONE && right !== ONE) return false;
  }
}
