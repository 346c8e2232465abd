/** Counts crossings of straight links between neighbouring columns, with a Fenwick tree: E log V. */
import type { Adjacency } from "./adjacency";

/** `orders`: rows of each column from top to bottom; `place`: row → position in its column; `column`: row → column. */
export function countCrossings(
  orders: readonly Int32Array[],
  place: Int32Array,
  column: Uint8Array,
  down: Adjacency,
): number {
  let total = 0;
  for (let at = 0; at + 1 < orders.length; at++)
    total += between(orders[at]!, orders[at + 1]!.length, at + 1, place, column, down);
  return total;
}

function between(
  order: Int32Array,
  height: number,
  next: number,
  place: Int32Array,
  column: Uint8Array,
  down: Adjacency,
): number {
  const tree = new Int32Array(height + 1);
  let seen = 0;
  let total = 0;
  for (const row of order) {
    const first = down.start[row]!;
    const last = down.start[row + 1]!;
    // Links of one row do not cross each other: count them all before any of them is entered.
    let own = 0;
    for (let at = first; at < last; at++) {
      const to = down.list[at]!;
      if (column[to] !== next) continue;
      let before = 0;
      for (let i = place[to]! + 1; i > 0; i -= i & -i) before += tree[i]!;
      total += seen - before;
      own++;
    }
    for (let at = first; at < last; at++) {
      const to = down.list[at]!;
      if (column[to] !== next) continue;
      for (let i = place[to]! + 1; i <= height; i += i & -i) tree[i]!++;
    }
    seen += own;
  }
  return total;
}
