/** The paths of a view as a table, a window at a time: rows are counted for all, made for those that are asked for. */
import type { GraphColumnId, GraphPath, GraphPaths, GraphQuery, LinkState } from "@/lib/contracts/graph";
import { columnTitles, linkStates } from "@/lib/contracts/graph";
import { type Flow, type RightColumn, unitFits, unitValues } from "./flow";
import { type GraphSource, isDetail, isLeft, type LeftColumn } from "./source";
import type { BuiltView } from "./view";

interface PathIndex {
  /** Rows before start[n] belong to earlier entries; one more at the end. */
  readonly start: Float64Array;
  readonly entries: readonly Entry[];
}

/** Bindings that look alike in the shown columns and hold the same role. */
interface Entry {
  readonly flow: Flow;
  /** One of them. */
  readonly binding: number;
}

/** What follows a credential role: one value (−1 = none) a right column, then the grant (−1 = none). */
type Tail = Int32Array;

const indexes = new WeakMap<
  BuiltView,
  { readonly index: PathIndex; readonly tails: WeakMap<Flow, Map<number, readonly Tail[]>> }
>();

export function buildPaths(source: GraphSource, built: BuiltView, query: GraphQuery): GraphPaths {
  const left = query.columns.filter(isLeft);
  const right = query.columns.filter((column): column is RightColumn => !isLeft(column));
  let known = indexes.get(built);
  if (!known) {
    const tails = new WeakMap<Flow, Map<number, readonly Tail[]>>();
    known = {
      tails,
      index: buildIndex(source, built.flows, left, (flow, role) => tailsOf(source, tails, flow, role, right).length),
    };
    indexes.set(built, known);
  }
  const { index, tails } = known;
  const total = index.start[index.entries.length] ?? 0;
  const rows: GraphPath[] = [];
  let entry = firstEntry(index.start, query.offset);
  for (let at = query.offset; at < Math.min(total, query.offset + query.limit); at++) {
    while (index.start[entry + 1]! <= at) entry++;
    const { flow, binding } = index.entries[entry]!;
    const role = source.bindings.credential[binding]!;
    const tail = tailsOf(source, tails, flow, role, right)[at - index.start[entry]!]!;
    rows.push(pathRow(source, binding, left, right, tail));
  }
  return {
    columns: query.columns.map((id) => ({ id, title: columnTitles[id] })),
    rows,
    total,
    offset: query.offset,
  };
}

function buildIndex(
  source: GraphSource,
  flows: readonly Flow[],
  left: readonly LeftColumn[],
  tailCount: (flow: Flow, role: number) => number,
): PathIndex {
  const { bindings } = source;
  const values = left.map((column) => bindings[column]);
  const entries: Entry[] = [];
  for (const flow of flows) {
    const seen = new Set<string>();
    for (const binding of flow.bindings) {
      const key = [
        ...values.map((of) => of[binding]),
        bindings.credential[binding],
        bindings.state[binding],
        bindings.mechanism[binding],
      ].join();
      if (seen.has(key)) continue;
      seen.add(key);
      entries.push({ flow, binding });
    }
  }
  entries.sort((a, b) => {
    for (const of of values) if (of[a.binding] !== of[b.binding]) return of[a.binding]! - of[b.binding]!;
    return bindings.credential[a.binding]! - bindings.credential[b.binding]! || a.binding - b.binding;
  });
  const start = new Float64Array(entries.length + 1);
  entries.forEach((entry, at) => {
    start[at + 1] = start[at]! + tailCount(entry.flow, bindings.credential[entry.binding]!);
  });
  return { start, entries };
}

/** The entry that holds row `row`. */
function firstEntry(start: Float64Array, row: number): number {
  let low = 0;
  let high = start.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (start[middle]! <= row) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}

function tailsOf(
  source: GraphSource,
  cache: WeakMap<Flow, Map<number, readonly Tail[]>>,
  flow: Flow,
  role: number,
  right: readonly RightColumn[],
): readonly Tail[] {
  let byRole = cache.get(flow);
  if (!byRole) {
    byRole = new Map();
    cache.set(flow, byRole);
  }
  let tails = byRole.get(role);
  if (!tails) {
    tails = makeTails(source, flow, role, right);
    byRole.set(role, tails);
  }
  return tails;
}

/** Distinct by their values; of several grants the surest. One empty tail where the role has nothing: the path ends there. */
function makeTails(source: GraphSource, flow: Flow, role: number, right: readonly RightColumn[]): readonly Tail[] {
  const { grants } = source;
  const found = new Map<string, Tail>();
  const put = (values: readonly number[], grant: number) => {
    const key = values.join();
    const known = found.get(key);
    const isSurer = known && grant >= 0 && grants.state[grant]! < grants.state[known[right.length]!]!;
    if (!known || isSurer) found.set(key, Int32Array.from([...values, grant]));
  };
  if (role >= 0 && right.length > 0) {
    for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
      if (flow.grants?.[grant] === 0) continue;
      for (const values of grantTails(source, flow, grant, right)) put(values, grant);
    }
  }
  if (found.size === 0)
    put(
      right.map(() => -1),
      -1,
    );
  const columns = right.length;
  return [...found.values()].sort((a, b) => {
    for (let at = 0; at < columns; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
    return 0;
  });
}

function grantTails(source: GraphSource, flow: Flow, grant: number, right: readonly RightColumn[]): number[][] {
  const { grants } = source;
  const head = (column: RightColumn) =>
    column === "policy" ? grants.policy[grant]! : column === "service" ? grants.service[grant]! : -1;
  if (!right.some(isDetail)) return [right.map(head)];
  const detail = source.detail();
  const result: number[][] = [];
  for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
    const unit = detail.unit[at]!;
    if (!unitFits(source, flow.masks, unit)) continue;
    let partial: number[][] = [[]];
    for (const column of right) {
      const values = isDetail(column) ? unitValues(source, flow.masks, column, unit) : [head(column)];
      const next = values.length === 0 ? [-1] : [...values];
      partial = partial.flatMap((before) => next.map((value) => [...before, value]));
    }
    for (const each of partial) result.push(each);
  }
  return result.length > 0 ? result : [right.map(head)];
}

function pathRow(
  source: GraphSource,
  binding: number,
  left: readonly LeftColumn[],
  right: readonly RightColumn[],
  tail: Tail,
): GraphPath {
  const { bindings, grants, evidence } = source;
  const grant = tail[right.length]!;
  const own = bindings.state[binding]!;
  const granted = grant < 0 ? 0 : grants.state[grant]!;
  const state = Math.max(own, granted);
  const cells = [
    ...left.map((column) => cellOf(source, column, bindings[column][binding]!)),
    ...right.map((column, at) => cellOf(source, column, tail[at]!)),
  ];
  const because = (): string | null => {
    if (state === 0) return null;
    if (own < granted) return evidence.grant(grant).find((reason) => reason.state !== "allowed")?.text ?? null;
    const leg = bindings["target-role"][binding]! >= 0 ? "target" : "role";
    const reasons = [...evidence.binding(binding, leg), ...evidence.binding(binding, "role")];
    return (
      (reasons.find((reason) => reason.kind === "trust" && reason.source === null) ?? reasons.at(-1))?.text ?? null
    );
  };
  return {
    cells,
    mechanism: source.mechanisms[bindings.mechanism[binding]!]!,
    state: linkStates[state] as LinkState,
    because: because(),
  };
}

function cellOf(source: GraphSource, column: GraphColumnId, node: number): GraphPath["cells"][number] {
  if (node < 0) return null;
  const table = source.nodes[column];
  return {
    id: `${column}:${table.ids[node]!}`,
    label: table.labels[node]!,
    sub: table.subs[node]!,
    href: table.href(node),
  };
}
