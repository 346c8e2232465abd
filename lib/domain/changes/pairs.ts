/** Two lists of the same kind of things, paired by their identity. */

/** So far ahead in the first list a partner is looked for before it is looked up. */
const AHEAD = 8;

/**
 * Calls `each` for all that is in `after`, in its order, with its partner or null. Lists of two snapshots come in nearly
 * the same order: most partners are the next one, and comparing two names costs a fraction of looking one up.
 */
export function forPairs<T>(
  before: readonly T[],
  after: readonly T[],
  idOf: (thing: T) => string,
  find: (id: string) => T | undefined,
  each: (before: T | null, after: T) => void,
): void {
  let next = 0;
  for (const is of after) {
    const id = idOf(is);
    let at = next;
    const end = Math.min(before.length, next + AHEAD);
    while (at < end && idOf(before[at]!) !== id) at++;
    if (at < end) {
      each(before[at]!, is);
      next = at + 1;
    } else each(find(id) ?? null, is);
  }
}
