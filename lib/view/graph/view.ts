/** The map of a query: paths → things → rows → links, with everything that is not drawn counted. */
import type { GraphColumnId, GraphQuery, GraphRow, GraphView, StateCounts } from "@/lib/contracts/graph";
import { columnTitles, graphColumns, graphQueryParams } from "@/lib/contracts/graph";
import { type Severity, severities } from "@/lib/domain/findings/finding";
import { type Census, countPassed, passed } from "./census";
import { graphFacets } from "./facets";
import type { Flow } from "./flow";
import { type Folded, fold, toEdges } from "./fold";
import { type Cut, type CutRow, cutColumn } from "./group";
import { leafLinks, leafOffsets } from "./links";
import { bindingOmissions, columnOmissions, countBindings, narrow } from "./narrow";
import { rowBindings } from "./row-bindings";
import type { GraphSource } from "./source";
import { resolve } from "./steps";

/** Most links that one answer carries. Above it the lightest are left out, and counted. */
export const mostEdges = 120_000;

/** A view together with what it was made from: selections and tables need the latter. */
export interface BuiltView {
  readonly view: GraphView;
  readonly flows: readonly Flow[];
  /** Leaf number (see leafOffsets) → row, −1 where it is in no shown row. */
  readonly rowOf: Int32Array;
  /** Shown columns: those asked for, without the folded ones. */
  readonly columns: readonly GraphColumnId[];
}

export function buildView(source: GraphSource, query: GraphQuery): BuiltView {
  const { flows, census, whole, steps } = narrow(source, query);
  const focus = query.focus === null ? null : resolve(source, query.focus);
  const columns = focus ? withinDepth(query.columns, focus.column, query.depth) : query.columns;
  const { cuts, rowOf, rowCount } = layRows(source, census, query, columns);
  const folded = fold(leafLinks(source, flows, columns), rowOf, rowCount);
  const bindings = rowBindings(source, flows, columns, rowOf, rowCount);
  const { edges, omitted } = toEdges(folded, mostEdges);
  const rows = columns.flatMap((column) => {
    const { cut, start } = cuts.get(column)!;
    return cut.rows.map((row, at) => toRow(source, census, column, row, start, start + at, folded, bindings));
  });
  const limit = {
    code: "limit",
    count: omitted,
    because: `links: only the ${mostEdges.toLocaleString("en")} most used are sent`,
  };
  const view: GraphView = {
    key: viewKey(source, query),
    columns: query.columns.map((column) => {
      const placed = cuts.get(column);
      return {
        id: column,
        title: columnTitles[column],
        total: countPassed(whole.worst[column]),
        shown: countPassed(census.worst[column]),
        hidden: columnOmissions(steps, column),
        groupedBy: placed?.cut.groupedBy ?? null,
        folded: placed === undefined,
        start: placed?.start ?? 0,
        end: placed ? placed.start + placed.cut.rows.length : 0,
      };
    }),
    rows,
    edges,
    totals: {
      bindings: source.bindings.size,
      bindingsShown: countBindings(flows),
      workloads: countPassed(whole.worst["service-account"]),
      workloadsShown: countPassed(census.worst["service-account"]),
      rows: rows.length,
      edges: edges.from.length,
    },
    omissions: [
      ...bindingOmissions(steps),
      ...source.outside.filter((each) => each.count > 0),
      ...(omitted > 0 ? [limit] : []),
    ],
    facets: graphFacets(source),
    focus: query.focus === null ? null : { id: query.focus, label: focus?.label ?? query.focus, found: focus !== null },
  };
  return { view, flows, rowOf, columns };
}

/** What makes two answers the same view: everything but how it is ordered and what is selected in it. */
export function viewKey(source: GraphSource, query: GraphQuery): string {
  const plain = {
    ...query,
    snapshot: source.snapshot,
    part: "view",
    sort: {},
    select: null,
    from: null,
    to: null,
  } as const;
  return graphQueryParams(plain).toString();
}

function withinDepth(columns: readonly GraphColumnId[], focus: GraphColumnId, depth: number): GraphColumnId[] {
  const order = graphColumns.filter((each) => each === focus || columns.includes(each));
  const centre = order.indexOf(focus);
  return columns.filter((column) => Math.abs(order.indexOf(column) - centre) <= depth);
}

function layRows(source: GraphSource, census: Census, query: GraphQuery, columns: readonly GraphColumnId[]) {
  const offsets = leafOffsets(source, columns);
  const rowOf = new Int32Array(offsets.total).fill(-1);
  const cuts = new Map<GraphColumnId, { readonly cut: Cut; readonly start: number }>();
  const open = new Set(query.open);
  let rowCount = 0;
  for (const column of columns) {
    const cut = cutColumn(source.nodes[column], passed(census.worst[column]), query.grouping, open);
    cuts.set(column, { cut, start: rowCount });
    for (const row of cut.rows) {
      if (!row.expanded) for (const node of row.members) rowOf[offsets.of[column] + node] = rowCount;
      rowCount++;
    }
  }
  return { cuts, rowOf, rowCount };
}

function toRow(
  source: GraphSource,
  census: Census,
  column: GraphColumnId,
  row: CutRow,
  start: number,
  at: number,
  folded: Folded,
  bindings: Int32Array,
): GraphRow {
  const table = source.nodes[column];
  const marks = census.worst[column];
  const states = [0, 0, 0, 0] as [number, number, number, number];
  for (const node of row.members) states[(marks[node]! - 1) as 0 | 1 | 2 | 3]++;
  const item = row.node >= 0;
  return {
    id: row.id,
    kind: row.kind,
    label: row.label,
    sub: item ? table.subs[row.node]! : row.sub,
    count: row.members.length,
    depth: row.depth,
    parent: row.parent < 0 ? -1 : start + row.parent,
    expanded: row.expanded,
    states: states satisfies StateCounts,
    severity: table.severities ? worstSeverity(row.members, table.severities) : null,
    up: folded.up[at]!,
    down: folded.down[at]!,
    bindings: bindings[at]!,
    href: item ? table.href(row.node) : null,
    note: item ? table.notes[row.node]! : null,
  };
}

function worstSeverity(nodes: readonly number[], ofNodes: readonly (Severity | null)[]): Severity | null {
  let worst: number = severities.length;
  for (const node of nodes) {
    const severity = ofNodes[node];
    if (severity) worst = Math.min(worst, severities.indexOf(severity));
  }
  return severities[worst] ?? null;
}
