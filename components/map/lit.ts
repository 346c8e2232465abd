/** What a selection lights up, in the terms of the stage. */
import type { GraphSelection } from "@/lib/contracts/graph";
import { rowOf, type StageModel } from "./stage-model";

export interface Lit {
  /** By row and by link: 1 = on a path through the selection. */
  readonly rows: Uint8Array;
  readonly edges: Uint8Array;
  /** The most telling row of each column: the lit one that is most level with the selection. */
  nearest(model: StageModel): readonly number[];
}

/**
 * From the server's answer where it is for this view; until it comes, the row's own links, which are certain. (What lies
 * further cannot be told from the drawn links: two paths may share a row without being one.)
 */
export function litBy(model: StageModel, selectedId: string | null, selection: GraphSelection | null): Lit | null {
  if (selectedId === null) return null;
  const rows = new Uint8Array(model.view.rows.length);
  const edges = new Uint8Array(model.view.edges.from.length);
  const isFor = selection?.id === selectedId && selection.key === model.view.key;
  if (isFor) {
    for (const row of selection.rows) rows[row] = 1;
    for (const edge of selection.edges) edges[edge] = 1;
  } else {
    const at = rowOf(model, selectedId);
    if (at < 0) return null;
    rows[at] = 1;
    for (const { side, ends } of [
      { side: model.in, ends: model.view.edges.from },
      { side: model.out, ends: model.view.edges.to },
    ]) {
      for (let i = side.start[at]!; i < side.start[at + 1]!; i++) {
        edges[side.list[i]!] = 1;
        rows[ends[side.list[i]!]!] = 1;
      }
    }
  }
  return { rows, edges, nearest: (of) => nearestLit(of, selectedId, rows) };
}

function nearestLit(model: StageModel, selectedId: string, rows: Uint8Array): number[] {
  const selected = rowOf(model, selectedId);
  const level = selected < 0 ? 0 : model.place[selected]!;
  return model.columns.flatMap((column, at) => {
    if (selected >= 0 && at === model.columnOf[selected]) return [];
    let best = -1;
    for (const row of column.order) {
      if (rows[row] === 1 && (best < 0 || Math.abs(model.place[row]! - level) < Math.abs(model.place[best]! - level)))
        best = row;
    }
    return best < 0 ? [] : [best];
  });
}
