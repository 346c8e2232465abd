/** What the layout needs of a view, as typed arrays that a worker can be handed. */
import type { GraphColumnId, GraphSort, GraphView } from "@/lib/contracts/graph";
import { type Severity, severities } from "@/lib/domain/findings/finding";
import type { LayoutInput } from "./layout";

const worstFirst: readonly (Severity | null)[] = [...severities, null];

/** Columns of the layout are the view's columns that are not folded, in order. */
export function layoutInput(view: GraphView, sorts: Readonly<Partial<Record<GraphColumnId, GraphSort>>>): LayoutInput {
  const columns = view.columns.filter((column) => !column.folded);
  const starts = [0, ...columns.map((column) => column.end)];
  return {
    rows: view.rows.length,
    starts,
    parent: Int32Array.from(view.rows, (row) => row.parent),
    from: Int32Array.from(view.edges.from),
    to: Int32Array.from(view.edges.to),
    keys: columns.map((column) => sortKeys(view, column.start, column.end, sorts[column.id] ?? "access")),
  };
}

function sortKeys(view: GraphView, start: number, end: number, sort: GraphSort): Float64Array | null {
  if (sort === "access") return null;
  const rows = view.rows.slice(start, end);
  // The answer lists rows by name already.
  if (sort === "name") return Float64Array.from(rows, (_, at) => at);
  if (sort === "links") return Float64Array.from(rows, (row) => -(row.up + row.down));
  return Float64Array.from(rows, (row) => {
    const [, conditional, unknown, denied] = row.states;
    const broken = denied > 0 ? 0 : unknown > 0 ? 1 : conditional > 0 ? 2 : 3;
    return worstFirst.indexOf(row.severity) * 4 + broken;
  });
}
