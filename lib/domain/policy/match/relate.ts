import { MAYBE, NO, type Tri, YES } from "../tri";
import { ANY, STAR, type Units } from "./units";

/** Beyond this product of lengths a relation is not worked out: "part" is always a true answer. */
const MAX_CELLS = 1 << 20;

/**
 * How the texts of one pattern lie to another: YES = all of `known` match `pattern`, NO = none does, MAYBE = else.
 * NO is exact; YES is given only where it is plain, so MAYBE may stand for YES.
 */
export function relate(known: Units, pattern: Units): Tri {
  if ((known.length + 1) * (pattern.length + 1) > MAX_CELLS) return MAYBE;
  if (!walk(known, pattern, meets)) return NO;
  return walk(known, pattern, covers) ? YES : MAYBE;
}

/** May one character of `known` stand at one of `pattern`? */
function meets(known: number, pattern: number): boolean {
  return known === ANY || pattern === ANY || known === pattern;
}

/** Is every character that `known` allows here allowed by `pattern`? */
function covers(known: number, pattern: number): boolean {
  return pattern === ANY || known === pattern;
}

/**
 * Runs both patterns against each other, row by row of `known`. For `meets`, a star of either side may swallow anything;
 * for `covers`, a star of `known` is swallowed only by a star of `pattern`.
 */
function walk(known: Units, pattern: Units, step: typeof meets): boolean {
  const free = step === meets;
  let row = new Uint8Array(pattern.length + 1);
  row[0] = 1;
  spread(row, pattern);
  for (const unit of known) {
    const next = new Uint8Array(pattern.length + 1);
    for (let j = 0; j <= pattern.length; j++) {
      if (row[j] === 0) continue;
      const other = pattern[j];
      if (other === STAR) next[j] = 1;
      if (unit === STAR) {
        if (free) next.fill(1, j);
      } else if (other !== undefined && other !== STAR && step(unit, other)) {
        next[j + 1] = 1;
      }
      if (unit === STAR && free) break;
    }
    spread(next, pattern);
    row = next;
  }
  return row[pattern.length] === 1;
}

/** A star of the pattern may also match nothing. */
function spread(row: Uint8Array, pattern: Units): void {
  for (let j = 0; j < pattern.length; j++) if (row[j] === 1 && pattern[j] === STAR) row[j + 1] = 1;
}
