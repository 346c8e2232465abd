/** Bundles links between things into links between rows. */
import type { GraphEdges } from "@/lib/contracts/graph";
import { LinkTable } from "./link-table";

export interface Folded {
  readonly table: LinkTable;
  /** Single links in each bundle, by row of `table`. */
  readonly links: Int32Array;
  /** Distinct things that a row is linked with, by row of the view. */
  readonly up: Int32Array;
  readonly down: Int32Array;
}

/** `rowOf`: leaf → row of the view, −1 = not in a row. */
export function fold(leaves: LinkTable, rowOf: Int32Array, rowCount: number): Folded {
  const table = new LinkTable(Math.min(leaves.size, 1 << 16) + 16);
  const links = new Int32Array(leaves.size);
  const up = new Int32Array(rowCount);
  const down = new Int32Array(rowCount);
  const seen = new LinkTable(leaves.size + 16);
  const isNew = (row: number, thing: number) => {
    const before = seen.size;
    seen.add(row, thing, 0, 0, 0, 0);
    return seen.size > before;
  };
  for (let at = 0; at < leaves.size; at++) {
    const from = rowOf[leaves.from[at]!]!;
    const to = rowOf[leaves.to[at]!]!;
    if (from < 0 || to < 0) continue;
    links[bundle(table, from, to, leaves, at)]!++;
    if (isNew(to, leaves.from[at]!)) up[to]!++;
    if (isNew(from, leaves.to[at]!)) down[from]!++;
  }
  return { table, links: links.subarray(0, table.size), up, down };
}

/** Adds link `at` to its bundle: the weight once, each state that it has. */
function bundle(table: LinkTable, from: number, to: number, leaves: LinkTable, at: number): number {
  let row = -1;
  let weight = leaves.weight[at]!;
  for (let state = 0; state < 4; state++) {
    if ((leaves.states[at]! & (1 << state)) === 0) continue;
    row = table.add(from, to, weight, state, leaves.chain[at] === 1 ? 1 : 0, 0);
    weight = 0;
  }
  return row;
}

/** The bundles as they are sent; where there are more than `most`, the heaviest. */
export function toEdges(folded: Folded, most: number): { readonly edges: GraphEdges; readonly omitted: number } {
  const { table, links } = folded;
  const omitted = Math.max(0, table.size - most);
  const order = sorted(table, omitted > 0 ? heaviest(table, most) : null);
  const pick = (values: { readonly [row: number]: number }) => Array.from(order, (row) => values[row]!);
  return {
    omitted,
    edges: {
      from: pick(table.from),
      to: pick(table.to),
      links: pick(links),
      weight: pick(table.weight),
      state: pick(table.best),
      states: pick(table.states),
      chain: pick(table.chain),
    },
  };
}

function heaviest(table: LinkTable, most: number): readonly number[] {
  const rows = Array.from({ length: table.size }, (_, row) => row);
  return rows.sort((a, b) => table.weight[b]! - table.weight[a]! || a - b).slice(0, most);
}

/** By left end, then by right end. Numbers sort many times faster than rows by a comparison. */
function sorted(table: LinkTable, only: readonly number[] | null): Int32Array {
  const span = 2 ** 26;
  const keys = new Float64Array(only?.length ?? table.size);
  for (let at = 0; at < keys.length; at++) {
    const row = only ? only[at]! : at;
    keys[at] = table.from[row]! * span + table.to[row]!;
  }
  keys.sort();
  return Int32Array.from(keys, (key) => table.find(Math.floor(key / span), key % span));
}
