/** Neighbours of rows as compressed lists: those of row r are list[start[r]] … list[start[r + 1]). */
export interface Adjacency {
  readonly start: Int32Array;
  readonly list: Int32Array;
}

export function adjacency(rows: number, from: ArrayLike<number>, to: ArrayLike<number>): Adjacency {
  const start = new Int32Array(rows + 1);
  for (let edge = 0; edge < from.length; edge++) start[from[edge]! + 1]!++;
  for (let row = 0; row < rows; row++) start[row + 1]! += start[row]!;
  const next = start.slice(0, rows);
  const list = new Int32Array(from.length);
  for (let edge = 0; edge < from.length; edge++) list[next[from[edge]!]!++] = to[edge]!;
  return { start, list };
}

/** The same with edge numbers instead of neighbours. */
export function incidence(rows: number, of: ArrayLike<number>): Adjacency {
  return adjacency(
    rows,
    of,
    Int32Array.from({ length: of.length }, (_, edge) => edge),
  );
}
