import { type Chunk, chunkAt, findChunk, makeChunk } from "./find-chunk";
import { STAR, type Units, wildcardUnits } from "./units";

/** A wildcard pattern cut at its stars. The first chunk is tied to the beginning, the last to the end. */
export interface Glob {
  readonly units: Units;
  /** False = the pattern is one chunk that must be the whole text. */
  readonly starred: boolean;
  readonly first: Chunk;
  readonly middle: readonly Chunk[];
  readonly last: Chunk;
  /** No shorter text matches. */
  readonly minimum: number;
}

export function globOf(text: string): Glob {
  return globOfUnits(wildcardUnits(text));
}

/** `units` must not hold two STARs in a row. */
export function globOfUnits(units: Units): Glob {
  const chunks: Chunk[] = [];
  let start = 0;
  for (let i = 0; i <= units.length; i++) {
    if (i < units.length && units[i] !== STAR) continue;
    chunks.push(makeChunk(units.slice(start, i)));
    start = i + 1;
  }
  const minimum = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const first = chunks[0]!;
  const last = chunks[chunks.length - 1]!;
  return { units, starred: chunks.length > 1, first, middle: chunks.slice(1, -1), last, minimum };
}

/**
 * Whether the whole text matches. Each chunk is taken at the first place where it fits, which is never worse than a
 * later one: there is nothing to come back to, whatever the pattern.
 */
export function globMatches(glob: Glob, text: string): boolean {
  if (text.length < glob.minimum) return false;
  if (!glob.starred) return text.length === glob.minimum && chunkAt(glob.first, text, 0);
  const end = text.length - glob.last.length;
  if (!chunkAt(glob.first, text, 0) || !chunkAt(glob.last, text, end)) return false;
  let at = glob.first.length;
  for (const chunk of glob.middle) {
    const found = findChunk(chunk, text, at, end);
    if (found < 0) return false;
    at = found + chunk.length;
  }
  return true;
}
