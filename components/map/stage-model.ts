/** A view with its rows in order, and its links by row: what the stage draws from. */
import type { GraphColumn, GraphView } from "@/lib/contracts/graph";
import { type Adjacency, incidence, type Layout } from "@/lib/view/graph/browser";
import { rowEnd } from "./row-end";

export interface StageColumn extends GraphColumn {
  /** Rows from top to bottom. */
  readonly order: Int32Array;
  /** Pixels that nine in ten of its labels need. */
  readonly wanted: number;
}

export interface StageModel {
  readonly view: GraphView;
  /** Without the folded ones. */
  readonly columns: readonly StageColumn[];
  /** Row → position in its column, and row → column. */
  readonly place: Int32Array;
  readonly columnOf: Uint8Array;
  /** Links of each row, as positions in the view's edge arrays. */
  readonly out: Adjacency;
  readonly in: Adjacency;
}

export function stageModel(view: GraphView, layout: Layout): StageModel {
  const columnOf = new Uint8Array(view.rows.length);
  const columns = view.columns
    .filter((column) => !column.folded)
    .map((column, at) => {
      columnOf.fill(at, column.start, column.end);
      return { ...column, order: layout.orders[at] ?? new Int32Array(), wanted: wantedWidth(view, column) };
    });
  return {
    view,
    columns,
    place: layout.place,
    columnOf,
    out: incidence(view.rows.length, view.edges.from),
    in: incidence(view.rows.length, view.edges.to),
  };
}

/** By the length of labels, of some hundred rows: measuring thousands of them would take longer than drawing them. */
function wantedWidth(view: GraphView, column: GraphColumn): number {
  const step = Math.max(1, Math.floor((column.end - column.start) / 200));
  const widths: number[] = [];
  for (let at = column.start; at < column.end; at += step) {
    const { label, sub, depth } = view.rows[at]!;
    widths.push(
      label.length * 7.2 + Math.min(12, sub.length) * 6 + rowEnd(view.rows[at]!).length * 7 + depth * 10 + 26,
    );
  }
  widths.sort((a, b) => a - b);
  return Math.max(column.title.length * 7.5 + 56, widths[Math.floor(widths.length * 0.9)] ?? 0);
}

/** The row with that id, −1 where the view has none. */
export function rowOf(model: StageModel, id: string): number {
  return model.view.rows.findIndex((row) => row.id === id);
}

/** Rows linked with a row on one side, each once. */
export function linkedRows(model: StageModel, row: number, side: "left" | "right"): number[] {
  const { start, list } = side === "left" ? model.in : model.out;
  const ends = side === "left" ? model.view.edges.from : model.view.edges.to;
  const result: number[] = [];
  for (let at = start[row]!; at < start[row + 1]!; at++) result.push(ends[list[at]!]!);
  return result;
}
