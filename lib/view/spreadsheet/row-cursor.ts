/** Rows one after the other, the next one seen before it is taken: a sheet that is full leaves it to the next sheet. */
import type { CellText } from "./types";

export interface RowCursor {
  /** null at the end. */
  take(): readonly CellText[] | null;
  readonly more: () => boolean;
}

export function rowCursor(rows: Iterable<readonly CellText[]>): RowCursor {
  const iterator = rows[Symbol.iterator]();
  let next: IteratorResult<readonly CellText[]> | null = null;
  const peek = () => {
    next ??= iterator.next();
    return next;
  };
  return {
    take() {
      const result = peek();
      if (result.done) return null;
      next = null;
      return result.value;
    },
    more: () => !peek().done,
  };
}
