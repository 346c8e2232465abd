/**
 * The order of rows in each column. Columns are given by what things are, so all that a layered layout has to do is to
 * order: barycentre sweeps, and for small views restarts and exchanges of neighbours. Seeded: the same in, the same out.
 */
import { type Adjacency, adjacency } from "./adjacency";
import { countCrossings } from "./crossings";
import { exchangeNeighbours } from "./exchange";

export interface LayoutInput {
  readonly rows: number;
  /** Rows of column c are starts[c] … starts[c + 1). */
  readonly starts: readonly number[];
  /** Row of the open group that holds a row, −1 for none. */
  readonly parent: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Columns whose order is given: by row, smaller first. null = order by access. */
  readonly keys: readonly (Float64Array | null)[];
}

export interface Layout {
  /** Rows of each column from top to bottom. */
  readonly orders: readonly Int32Array[];
  /** Row → position in its column. */
  readonly place: Int32Array;
  readonly crossings: number;
}

/** Up to this many rows there is time to try several starts. */
export const thoroughUpTo = 1000;

export function layOut(input: LayoutInput): Layout {
  const work = new Work(input);
  const thorough = input.rows <= thoroughUpTo;
  let best: Layout | null = null;
  for (let start = 0; start < (thorough ? 4 : 1); start++) {
    work.reset(start);
    for (let sweep = 0; sweep < (thorough ? 12 : 8); sweep++) {
      work.sweep(sweep % 2 === 0);
      if (thorough && sweep >= 8) work.exchange();
      const crossings = countCrossings(work.orders, work.place, work.column, work.down);
      if (best === null || crossings < best.crossings) best = work.keep(crossings);
    }
  }
  return best ?? work.keep(0);
}

class Work {
  readonly orders: Int32Array[];
  readonly place: Int32Array;
  readonly column: Uint8Array;
  readonly up: Adjacency;
  readonly down: Adjacency;
  /** Position as a share of the column's height: columns of different length are comparable. */
  private readonly height: Float64Array;
  private readonly key: Float64Array;
  private readonly nested: readonly boolean[];

  constructor(private readonly input: LayoutInput) {
    const { rows, starts, from, to, parent } = input;
    this.place = new Int32Array(rows);
    this.column = new Uint8Array(rows);
    this.height = new Float64Array(rows);
    this.key = new Float64Array(rows);
    this.down = adjacency(rows, from, to);
    this.up = adjacency(rows, to, from);
    const columns = starts.length - 1;
    this.orders = Array.from({ length: columns }, (_, column) => new Int32Array(starts[column + 1]! - starts[column]!));
    this.nested = this.orders.map((_, column) =>
      parent.subarray(starts[column], starts[column + 1]).some((each) => each >= 0),
    );
    for (let column = 0; column < columns; column++) this.column.fill(column, starts[column], starts[column + 1]);
  }

  /** Start 0 is the order that the rows come in; the others are shuffled, always the same way. */
  reset(start: number): void {
    const { starts } = this.input;
    this.orders.forEach((order, column) => {
      for (let at = 0; at < order.length; at++) order[at] = starts[column]! + at;
      if (start > 0) shuffle(order, start * 7919 + column);
      const fixed = this.input.keys[column];
      if (fixed) for (const row of order) this.key[row] = fixed[row - starts[column]!]!;
      else for (let at = 0; at < order.length; at++) this.key[order[at]!] = at;
      this.arrange(column);
    });
  }

  /** One pass over the columns, each row to the mean height of its neighbours on the side that was passed before. */
  sweep(rightward: boolean): void {
    const columns = this.orders.length;
    const neighbours = rightward ? this.up : this.down;
    for (let step = 0; step < columns; step++) {
      const column = rightward ? step : columns - 1 - step;
      if (this.input.keys[column]) continue;
      for (const row of this.orders[column]!) {
        const first = neighbours.start[row]!;
        const last = neighbours.start[row + 1]!;
        let sum = 0;
        for (let at = first; at < last; at++) sum += this.height[neighbours.list[at]!]!;
        this.key[row] = last > first ? sum / (last - first) : this.height[row]!;
      }
      if (this.nested[column]) this.arrange(column);
      else {
        sortByHeight(this.orders[column]!, this.key);
        this.settle(column);
      }
    }
  }

  exchange(): void {
    for (let column = 0; column < this.orders.length; column++) {
      if (this.input.keys[column] || this.nested[column]) continue;
      if (exchangeNeighbours(this.orders[column]!, this.column, this.height, this.up, this.down)) this.settle(column);
    }
  }

  keep(crossings: number): Layout {
    return { orders: this.orders.map((order) => order.slice()), place: this.place.slice(), crossings };
  }

  /** Sorts a column by its keys; what an open group holds stays under it. */
  private arrange(column: number): void {
    const order = this.orders[column]!;
    if (this.nested[column]) this.arrangeNested(order);
    else sortByKey(order, this.key, this.place);
    this.settle(column);
  }

  private settle(column: number): void {
    const order = this.orders[column]!;
    for (let at = 0; at < order.length; at++) {
      this.place[order[at]!] = at;
      this.height[order[at]!] = (at + 0.5) / order.length;
    }
  }

  private arrangeNested(order: Int32Array): void {
    const { parent } = this.input;
    const children = new Map<number, number[]>();
    for (const row of order) {
      const list = children.get(parent[row]!);
      if (list) list.push(row);
      else children.set(parent[row]!, [row]);
    }
    const groupKey = (row: number): number => {
      const inside = children.get(row);
      if (!inside) return this.key[row]!;
      let sum = 0;
      for (const child of inside) sum += groupKey(child);
      this.key[row] = sum / inside.length;
      return this.key[row]!;
    };
    for (const row of children.get(-1) ?? []) groupKey(row);
    let at = 0;
    const put = (rows: readonly number[]) => {
      const sorted = Int32Array.from(rows);
      sortByKey(sorted, this.key, this.place);
      for (const row of sorted) {
        order[at++] = row;
        const inside = children.get(row);
        if (inside) put(inside);
      }
    };
    put(children.get(-1) ?? []);
  }
}

const fine = 2 ** 26;

/**
 * By keys from 0 to 1, to the 67-millionth; ties keep their order. Key and position go into one number each, because
 * numbers sort many times faster than rows by a comparison.
 */
function sortByHeight(order: Int32Array, key: Float64Array): void {
  const before = order.slice();
  const codes = new Float64Array(order.length);
  for (let at = 0; at < order.length; at++) codes[at] = Math.floor(key[order[at]!]! * fine) * fine + at;
  codes.sort();
  for (let at = 0; at < order.length; at++) order[at] = before[codes[at]! % fine]!;
}

/** Ties keep the order that they are in. */
function sortByKey(order: Int32Array, key: Float64Array, place: Int32Array): void {
  order.sort((a, b) => key[a]! - key[b]! || place[a]! - place[b]!);
}

function shuffle(order: Int32Array, seed: number): void {
  let state = seed >>> 0;
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const other = state % (at + 1);
    const row = order[at]!;
    order[at] = order[other]!;
    order[other] = row;
  }
}
