/** Which links are painted: those between rows in sight, the most used first; what leaves the view is counted. */
import { type Geometry, rowsInSight } from "./geometry";
import { route } from "./route";
import type { StageModel } from "./stage-model";

/** More lines than this are a grey surface, not a picture. */
export const mostPainted = 1500;

export interface Emphasis {
  /** Links on a path through the selection (1); null = nothing is selected. */
  readonly lit: Uint8Array | null;
  /** Row under the pointer or with the focus, −1 for none. */
  readonly hover: number;
  /** Most lines to paint: fewer while a slow machine scrolls. */
  readonly most?: number;
}

/** Lines in the order in which they are painted. */
export interface Picture {
  readonly count: number;
  /** Positions in the view's arrays. */
  readonly edge: Int32Array;
  /** Points of each line, see `route`. */
  readonly points: readonly (readonly number[])[];
  /** 0 plain, 1 dimmed, 2 lit, 3 under the pointer. */
  readonly tone: Uint8Array;
  /** Links between rows in sight that there was no room for. */
  readonly crowded: number;
  /** By column: links with one end in sight and the other above or below it. */
  readonly above: Int32Array;
  readonly below: Int32Array;
}

interface Found {
  readonly edges: number[];
  readonly above: Int32Array;
  readonly below: Int32Array;
}

export function edgesInSight(
  model: StageModel,
  geometry: Geometry,
  tops: ArrayLike<number>,
  emphasis: Emphasis,
): Picture {
  const sight = model.columns.map((column, at) => rowsInSight(geometry, column.order.length, tops[at] ?? 0));
  const found = findEdges(model, sight, emphasis);
  const chosen = chooseEdges(model, found.edges, emphasis);
  const { from, to } = model.view.edges;
  const rowCounts = model.columns.map((column) => column.order.length);
  const end = (row: number) => ({ column: model.columnOf[row]!, position: model.place[row]! });
  return {
    count: chosen.length,
    edge: Int32Array.from(chosen),
    points: chosen.map((edge) => route(geometry, rowCounts, tops, end(from[edge]!), end(to[edge]!))),
    tone: Uint8Array.from(chosen, (edge) => toneOf(edge, from[edge]!, to[edge]!, emphasis)),
    crowded: found.edges.length - chosen.length,
    above: found.above,
    below: found.below,
  };
}

function toneOf(edge: number, from: number, to: number, { lit, hover }: Emphasis): number {
  if (hover >= 0 && (from === hover || to === hover)) return 3;
  if (lit) return lit[edge] === 1 ? 2 : 1;
  return hover >= 0 ? 1 : 0;
}

type Sight = readonly { readonly first: number; readonly last: number }[];

/** Each link is met from its left end, and from its right end where only that is in sight. */
function findEdges(model: StageModel, sight: Sight, emphasis: Emphasis): Found {
  const above = new Int32Array(model.columns.length);
  const below = new Int32Array(model.columns.length);
  const edges: number[] = [];
  const { from, to } = model.view.edges;
  const side = (row: number) => {
    const { first, last } = sight[model.columnOf[row]!]!;
    const position = model.place[row]!;
    return position < first ? -1 : position > last ? 1 : 0;
  };
  const counts = (edge: number) => emphasis.lit === null || emphasis.lit[edge] === 1;
  const leave = (edge: number, row: number, where: number) => {
    if (!counts(edge)) return;
    const column = model.columnOf[row]!;
    if (where < 0) above[column]!++;
    else below[column]!++;
  };
  model.columns.forEach((column, at) => {
    const { first, last } = sight[at]!;
    for (let position = first; position <= last; position++) {
      const row = column.order[position]!;
      for (let i = model.out.start[row]!; i < model.out.start[row + 1]!; i++) {
        const edge = model.out.list[i]!;
        const where = side(to[edge]!);
        if (where === 0) edges.push(edge);
        else leave(edge, to[edge]!, where);
      }
      for (let i = model.in.start[row]!; i < model.in.start[row + 1]!; i++) {
        const edge = model.in.list[i]!;
        const where = side(from[edge]!);
        if (where !== 0) leave(edge, from[edge]!, where);
      }
    }
  });
  return { edges, above, below };
}

/** What is lit or under the pointer comes first, then what most bindings use. Ordered so that it is painted last. */
function chooseEdges(model: StageModel, edges: readonly number[], emphasis: Emphasis): number[] {
  const { from, to, weight } = model.view.edges;
  const rank = (edge: number) => {
    const tone = toneOf(edge, from[edge]!, to[edge]!, emphasis);
    return tone === 3 ? 2 : tone === 2 ? 1 : 0;
  };
  const sorted = [...edges].sort((a, b) => rank(a) - rank(b) || weight[a]! - weight[b]! || a - b);
  const most = emphasis.most ?? mostPainted;
  return sorted.length > most ? sorted.slice(sorted.length - most) : sorted;
}
