/** A query as a sequence of steps, each of which narrows the paths and can say what it took away. */
import type { GraphColumnId, GraphFilterName, GraphQuery } from "@/lib/contracts/graph";
import { columnTitles, graphColumns, graphFilters, linkStates } from "@/lib/contracts/graph";
import { everything, type Flow, invert, keepBindings, passThrough } from "./flow";
import { findGroup } from "./group";
import { filterClause, filterTest, matching } from "./match";
import { type GraphSource, isDetail, isLeft, leftColumns, splitRowId } from "./source";

export interface Step {
  /** As in GraphOmission. */
  readonly code: string;
  readonly because: string;
  apply(flows: readonly Flow[]): readonly Flow[];
}

export function querySteps(source: GraphSource, query: GraphQuery): readonly Step[] {
  const steps: Step[] = [];
  if (query.hideSystem) {
    steps.push(
      bindingStep("hide-system", "part of Kubernetes or EKS itself", (row) => source.bindings.system[row] === 0),
    );
  }
  for (const name of graphFilters) {
    const step = filterStep(source, query, name);
    if (step) steps.push(step);
  }
  for (const column of graphColumns) {
    const text = query.find[column];
    if (!text) continue;
    const mask = matching(source.nodes[column], text);
    steps.push({
      code: "search",
      because: `no path through a ${columnTitles[column].toLowerCase()} that matches “${text}”`,
      apply: (flows) => flows.map((flow) => passThrough(source, flow, column, mask)),
    });
  }
  if (query.text !== "") {
    steps.push({
      code: "search",
      because: `no path through anything that matches “${query.text}”`,
      apply: (flows) => flows.flatMap((flow) => anywhere(source, flow, query.text, query.columns)),
    });
  }
  if (query.focus !== null) {
    const focus = query.focus;
    steps.push({
      code: "focus",
      because: "not on a path through the focus",
      apply: (flows) => flows.flatMap((flow) => through(source, flow, focus)),
    });
  }
  return steps;
}

export function allFlows(source: GraphSource): readonly Flow[] {
  return [everything(source)];
}

/** The paths through a row (a thing or a group). A role counts as such in both role columns. None for an unknown id. */
export function through(source: GraphSource, flow: Flow, id: string): readonly Flow[] {
  const target = resolve(source, id);
  if (!target) return [];
  const { column, mask } = target;
  if (column !== "role" && column !== "target-role") return [passThrough(source, flow, column, mask)];
  const { role, "target-role": onward } = source.bindings;
  return [keepBindings(flow, (row) => mask[role[row]!] === 1 || mask[onward[row]!] === 1)];
}

export interface Resolved {
  readonly column: GraphColumnId;
  readonly mask: Uint8Array;
  /** The one thing, −1 for a group. */
  readonly node: number;
  readonly label: string;
}

/** What a row id stands for; null where nothing of the snapshot has it. */
export function resolve(source: GraphSource, id: string): Resolved | null {
  const group = findGroup(source, id);
  if (group) return { column: group.column, mask: group.mask, node: -1, label: group.label };
  const at = splitRowId(id, graphColumns);
  if (!at) return null;
  const table = source.nodes[at.column];
  const node = nodeIndex(table.ids).get(at.rest);
  if (node === undefined) return null;
  const mask = new Uint8Array(table.size);
  mask[node] = 1;
  return { column: at.column, mask, node, label: table.labels[node] ?? at.rest };
}

const indexes = new WeakMap<readonly string[], Map<string, number>>();

function nodeIndex(ids: readonly string[]): Map<string, number> {
  let index = indexes.get(ids);
  if (!index) {
    index = new Map(ids.map((id, node) => [id, node]));
    indexes.set(ids, index);
  }
  return index;
}

function bindingStep(code: string, because: string, keep: (row: number) => boolean): Step {
  return { code, because, apply: (flows) => flows.map((flow) => keepBindings(flow, keep)) };
}

function filterStep(source: GraphSource, query: GraphQuery, name: GraphFilterName): Step | null {
  const filter = query.filters[name];
  const test = filterTest(filter);
  if (!test) return null;
  const { bindings, nodes } = source;
  const byNode = (table: { ids: readonly string[]; labels: readonly string[]; size: number }, of: Int32Array) => {
    const passes = Uint8Array.from({ length: table.size }, (_, node) =>
      test(table.ids[node]!, table.labels[node]!) ? 1 : 0,
    );
    const none = test("") ? 1 : 0;
    return (row: number) => (of[row]! < 0 ? none : passes[of[row]!]) === 1;
  };
  const byWord = (words: readonly string[], of: { readonly [row: number]: number }) => {
    const passes = words.map((word) => test(word));
    return (row: number) => passes[of[row]!] ?? test("");
  };
  const keep = {
    account: () => byNode(nodes.account, bindings.account),
    cluster: () => byNode(nodes.cluster, bindings.cluster),
    namespace: () => byNode(nodes.namespace, bindings.namespace),
    region: () => byWord(source.regions, bindings.region),
    mechanism: () => byWord(source.mechanisms, bindings.mechanism),
    verdict: () => byWord(linkStates, bindings.verdict),
  }[name]();
  const label = (value: string) => {
    if (name !== "account" && name !== "cluster") return value;
    const node = nodeIndex(nodes[name].ids).get(value);
    return node === undefined ? value : (nodes[name].labels[node] ?? value);
  };
  return bindingStep(`filter-${name}`, filterClause(name, filter, label), keep);
}

/** Splits a flow into disjoint ones by the first column in which a path has a match, left to right. */
function anywhere(source: GraphSource, flow: Flow, text: string, columns: readonly GraphColumnId[]): Flow[] {
  const masks = new Map<GraphColumnId, Uint8Array>();
  // Names of statements' actions and resources are searched where they are shown; the rest always.
  for (const column of graphColumns) {
    if (column !== "level" && (!isDetail(column) || columns.includes(column)))
      masks.set(column, matching(source.nodes[column], text));
  }
  const onLeft = (row: number) =>
    leftColumns.some((column) => masks.get(column)?.[source.bindings[column][row]!] === 1);
  const result = [keepBindings(flow, onLeft)];
  let rest = keepBindings(flow, (row) => !onLeft(row));
  for (const [column, mask] of masks) {
    if (isLeft(column)) continue;
    result.push(passThrough(source, rest, column, mask));
    // What has no thing in this column has none further right either: it cannot match there.
    rest = passThrough(source, rest, column, invert(mask));
  }
  return result.filter((each) => each.bindings.length > 0);
}
