/** Every path through one row of a view: the rows and links that it lights up, and why each link is there. */
import type {
  GraphColumnId,
  GraphEdges,
  GraphLink,
  GraphQuery,
  GraphSelection,
  StateCounts,
} from "@/lib/contracts/graph";
import { columnTitles, graphColumns } from "@/lib/contracts/graph";
import { type Census, countPassed, passed, takeCensus } from "./census";
import { explainLink } from "./explain";
import type { Flow } from "./flow";
import { fold } from "./fold";
import { LinkTable } from "./link-table";
import { leafLinks, leafOffsets } from "./links";
import { countBindings } from "./narrow";
import { type GraphSource, isDetail, isLeft, leftColumns } from "./source";
import { resolve, through } from "./steps";
import type { BuiltView } from "./view";
import { plural } from "./words";

/** Most links that a selection explains at once; the others are explained when asked for. */
export const mostExplained = 40;

export function buildSelection(source: GraphSource, built: BuiltView, query: GraphQuery): GraphSelection {
  const id = query.select ?? "";
  const at = resolve(source, id);
  const flows = at
    ? built.flows.flatMap((flow) => through(source, flow, id)).filter((flow) => flow.bindings.length > 0)
    : [];
  if (!at || flows.length === 0) return notFound(built, id, at?.label ?? id, at?.column ?? "service-account");
  const census = takeCensus(source, flows, [...built.columns, at.column]);
  const { view, rowOf, columns } = built;
  const rows = rowsOf(source, census, columns, rowOf);
  const folded = fold(leafLinks(source, flows, columns), rowOf, view.rows.length);
  const positions = edgePositions(view.edges);
  const edges: number[] = [];
  const links: { edge: number; row: number; mine: boolean }[] = [];
  const members = new Set(view.rows.flatMap((row, index) => (row.id === id ? [index] : [])));
  for (let row = 0; row < folded.table.size; row++) {
    const [from, to] = [folded.table.from[row]!, folded.table.to[row]!];
    const edge = positions.find(from, to);
    if (edge < 0) continue;
    edges.push(edge);
    const mine = members.has(from) || members.has(to);
    if (!holdsOnly(view.columns, to)) links.push({ edge, row, mine });
  }
  edges.sort((a, b) => a - b);
  links.sort((a, b) => Number(b.mine) - Number(a.mine) || a.edge - b.edge);
  const explained = links.slice(0, mostExplained).flatMap(({ row }) => {
    const { table } = folded;
    const numbers = {
      state: table.best[row]!,
      chain: table.chain[row] === 1,
      links: folded.links[row]!,
      weight: table.weight[row]!,
    };
    const link = explainLink(source, flows, view.rows[table.from[row]!]!.id, view.rows[table.to[row]!]!.id, numbers);
    return link ? [link] : [];
  });
  const states = statesOf(census, at.column, at.mask);
  const table = source.nodes[at.column];
  const reach = reachOf(census);
  return {
    key: view.key,
    id,
    found: true,
    label: at.label,
    column: at.column,
    count: states.reduce((sum, each) => sum + each, 0),
    states,
    href: at.node >= 0 ? table.href(at.node) : null,
    note: at.node >= 0 ? table.notes[at.node]! : null,
    facts: at.node >= 0 ? source.evidence.facts(at.column, at.node) : [],
    rows,
    edges,
    reach,
    links: explained,
    linksOmitted: links.length - explained.length,
    sentence: sentenceOf(at.column, at.label, at.node >= 0, reach, flows),
  };
}

/** One link of a view, with its reasons; null where the view has no such link. */
export function buildLink(source: GraphSource, built: BuiltView, query: GraphQuery): GraphLink | null {
  const { rows, edges } = built.view;
  const edge = edges.from.findIndex(
    (from, at) => rows[from]!.id === query.from && rows[edges.to[at]!]!.id === query.to,
  );
  if (edge < 0 || query.from === null || query.to === null) return null;
  const numbers = {
    state: edges.state[edge]!,
    chain: edges.chain[edge] === 1,
    links: edges.links[edge]!,
    weight: edges.weight[edge]!,
  };
  return explainLink(source, built.flows, query.from, query.to, numbers);
}

function notFound(built: BuiltView, id: string, label: string, column: GraphColumnId): GraphSelection {
  const none = { facts: [], rows: [], edges: [], reach: [], links: [], linksOmitted: 0, href: null, note: null };
  const states: StateCounts = [0, 0, 0, 0];
  return {
    key: built.view.key,
    id,
    found: false,
    label,
    column,
    count: 0,
    states,
    sentence: `${label} is not in this view.`,
    ...none,
  };
}

/** Links into accounts' clusters, clusters' namespaces and so on: they hold, they do not allow. */
function holdsOnly(columns: BuiltView["view"]["columns"], row: number): boolean {
  const column = columns.find((each) => row >= each.start && row < each.end)?.id;
  return column !== undefined && isLeft(column) && column !== "role" && column !== "target-role";
}

function rowsOf(source: GraphSource, census: Census, columns: readonly GraphColumnId[], rowOf: Int32Array): number[] {
  const offsets = leafOffsets(source, columns);
  const rows = new Set<number>();
  for (const column of columns) {
    for (const node of passed(census.worst[column])) {
      const row = rowOf[offsets.of[column] + node]!;
      if (row >= 0) rows.add(row);
    }
  }
  return [...rows].sort((a, b) => a - b);
}

const positionCache = new WeakMap<GraphEdges, LinkTable>();

/** Edge of a pair of rows: row n of the table is edge n. */
function edgePositions(edges: GraphEdges): LinkTable {
  let table = positionCache.get(edges);
  if (!table) {
    table = new LinkTable(edges.from.length + 16);
    for (let at = 0; at < edges.from.length; at++) table.add(edges.from[at]!, edges.to[at]!, 0, 0, 0, 0);
    positionCache.set(edges, table);
  }
  return table;
}

function statesOf(census: Census, column: GraphColumnId, mask: Uint8Array): StateCounts {
  const states: [number, number, number, number] = [0, 0, 0, 0];
  // A role may be passed as the role or as the target role; it is one thing.
  const others =
    column === "role" || column === "target-role" ? (["role", "target-role"] as const) : ([column] as const);
  for (let node = 0; node < mask.length; node++) {
    if (mask[node] === 0) continue;
    const worst = Math.max(...others.map((each) => census.worst[each][node] ?? 0));
    if (worst > 0) states[(worst - 1) as 0 | 1 | 2 | 3]++;
  }
  return states;
}

function reachOf(census: Census): GraphSelection["reach"] {
  return graphColumns
    .map((column) => ({ column, title: columnTitles[column], count: countPassed(census.worst[column]) }))
    .filter(({ column, count }) => count > 0 && !isDetail(column));
}

function sentenceOf(
  column: GraphColumnId,
  label: string,
  single: boolean,
  reach: GraphSelection["reach"],
  flows: readonly Flow[],
): string {
  const bindings = countBindings(flows);
  const words = (columns: readonly GraphColumnId[]) =>
    columns
      .filter((each) => each !== column)
      .flatMap((each) => reach.filter((entry) => entry.column === each))
      .map(({ title, count }) => `${count.toLocaleString("en")} ${plural(title, count)}`)
      .join(", ");
  const what = single ? `${columnTitles[column]} ${label}` : `The group ${label}`;
  const at = graphColumns.indexOf(column);
  const before = words(leftColumns.filter((each) => graphColumns.indexOf(each) < at && each !== "account"));
  const after = words(
    (["service-account", "role", "target-role", "policy", "service"] as const).filter(
      (each) => graphColumns.indexOf(each) > at,
    ),
  );
  const ways = `${bindings.toLocaleString("en")} ${bindings === 1 ? "binding" : "bindings"}`;
  return `${what}: ${ways}${before === "" ? "" : ` from ${before}`}${after === "" ? "" : `, on to ${after}`}.`;
}
