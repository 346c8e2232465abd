/** The way of a link: level out of its row, between the rows of the columns that it passes, level into the other row. */
import { type Geometry, rowMiddle } from "./geometry";

/**
 * Points x, y of a link, in pairs: a curve leads from an even point to the next, a straight line from there on across a
 * column. A line never runs behind a row that it has nothing to do with: it passes where one row ends and the next begins.
 */
export function route(
  geometry: Geometry,
  rowCounts: readonly number[],
  tops: ArrayLike<number>,
  from: { readonly column: number; readonly position: number },
  to: { readonly column: number; readonly position: number },
): number[] {
  const x1 = geometry.lefts[from.column]! + geometry.widths[from.column]!;
  const y1 = rowMiddle(geometry, from.position, tops[from.column] ?? 0);
  const x2 = geometry.lefts[to.column]!;
  const y2 = rowMiddle(geometry, to.position, tops[to.column] ?? 0);
  const points = [x1, y1];
  for (let column = from.column + 1; column < to.column; column++) {
    const left = geometry.lefts[column]!;
    const right = left + geometry.widths[column]!;
    const straight = y1 + ((left + right) / 2 - x1) * ((y2 - y1) / (x2 - x1));
    const y = betweenRows(geometry, rowCounts[column]!, tops[column] ?? 0, straight);
    points.push(left, y, right, y);
  }
  points.push(x2, y2);
  return points;
}

/** The edge between two rows that is nearest to a height; above and below the rows there is nothing to avoid. */
export function betweenRows(geometry: Geometry, rows: number, top: number, y: number): number {
  const first = geometry.header - top;
  const last = first + rows * geometry.rowHeight;
  if (rows === 0 || y < first - 4 || y > last + 4) return y;
  return first + Math.round((y - first) / geometry.rowHeight) * geometry.rowHeight;
}
