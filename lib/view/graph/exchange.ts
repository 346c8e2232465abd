/** Swaps neighbouring rows of a column while that lowers the number of crossings. */
import type { Adjacency } from "./adjacency";

const passes = 4;

/** Changes `order` in place; true where anything was swapped. */
export function exchangeNeighbours(
  order: Int32Array,
  column: Uint8Array,
  height: Float64Array,
  up: Adjacency,
  down: Adjacency,
): boolean {
  let any = false;
  for (let pass = 0; pass < passes; pass++) {
    let swapped = false;
    for (let at = 0; at + 1 < order.length; at++) {
      const upper = order[at]!;
      const lower = order[at + 1]!;
      if (gain(upper, lower, column, height, up) + gain(upper, lower, column, height, down) > 0) {
        order[at] = lower;
        order[at + 1] = upper;
        swapped = true;
      }
    }
    if (!swapped) break;
    any = true;
  }
  return any;
}

/** Crossings that go away when the two rows change places, less those that come. */
function gain(upper: number, lower: number, column: Uint8Array, height: Float64Array, neighbours: Adjacency): number {
  let result = 0;
  for (let i = neighbours.start[upper]!; i < neighbours.start[upper + 1]!; i++) {
    const a = neighbours.list[i]!;
    for (let j = neighbours.start[lower]!; j < neighbours.start[lower + 1]!; j++) {
      const b = neighbours.list[j]!;
      if (column[a] !== column[b]) continue;
      if (height[a]! > height[b]!) result++;
      else if (height[a]! < height[b]!) result--;
    }
  }
  return result;
}
