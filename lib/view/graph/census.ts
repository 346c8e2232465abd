/** Which things a set of paths passes, how often, and what state they are in. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import { graphColumns } from "@/lib/contracts/graph";
import { byCredential, type Flow, unitFits, unitValues } from "./flow";
import { type DetailColumn, type GraphSource, isDetail, leftColumns, type NodeTable } from "./source";

export interface Census {
  /** By column: for each thing, 0 = on no path, else 1 + its worst state. */
  readonly worst: Readonly<Record<GraphColumnId, Uint8Array>>;
}

/** `columns`: what to look at besides the columns up to service; detail columns cost more. */
export function takeCensus(source: GraphSource, flows: readonly Flow[], columns: readonly GraphColumnId[]): Census {
  const details = columns.filter(isDetail);
  const looked = graphColumns.filter((column) => !isDetail(column) || details.includes(column));
  const worst = Object.fromEntries(
    graphColumns.map((column) => [column, new Uint8Array(looked.includes(column) ? source.nodes[column].size : 0)]),
  ) as Record<GraphColumnId, Uint8Array>;
  for (const flow of flows) {
    markBindings(source, flow, worst);
    markGrants(source, flow, worst, details);
  }
  for (const column of looked) addOwnState(source.nodes[column], worst[column]);
  return { worst };
}

function markBindings(source: GraphSource, flow: Flow, worst: Record<GraphColumnId, Uint8Array>): void {
  const { bindings } = source;
  for (const column of leftColumns) {
    const values = bindings[column];
    const marks = worst[column];
    for (const row of flow.bindings) {
      const node = values[row]!;
      const mark = bindings.state[row]! + 1;
      if (node >= 0 && mark > marks[node]!) marks[node] = mark;
    }
  }
}

function markGrants(
  source: GraphSource,
  flow: Flow,
  worst: Record<GraphColumnId, Uint8Array>,
  details: readonly DetailColumn[],
): void {
  const { grants } = source;
  for (const role of byCredential(source, flow).roles) {
    for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
      if (flow.grants?.[grant] === 0) continue;
      const mark = grants.state[grant]! + 1;
      raise(worst.policy, grants.policy[grant]!, mark);
      raise(worst.service, grants.service[grant]!, mark);
      if (details.length > 0) markUnits(source, flow, grant, mark, worst, details);
    }
  }
}

function markUnits(
  source: GraphSource,
  flow: Flow,
  grant: number,
  mark: number,
  worst: Record<GraphColumnId, Uint8Array>,
  details: readonly DetailColumn[],
): void {
  const detail = source.detail();
  for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
    const unit = detail.unit[at]!;
    if (!unitFits(source, flow.masks, unit)) continue;
    for (const column of details) {
      for (const value of unitValues(source, flow.masks, column, unit)) raise(worst[column], value, mark);
    }
  }
}

function raise(marks: Uint8Array, node: number, mark: number): void {
  if (node >= 0 && mark > marks[node]!) marks[node] = mark;
}

function addOwnState(table: NodeTable, marks: Uint8Array): void {
  for (let node = 0; node < table.size; node++) {
    if (marks[node] !== 0 && table.states[node]! + 1 > marks[node]!) marks[node] = table.states[node]! + 1;
  }
}

export function countPassed(marks: Uint8Array): number {
  let count = 0;
  for (const mark of marks) if (mark !== 0) count++;
  return count;
}

export function passed(marks: Uint8Array): number[] {
  const result: number[] = [];
  for (let node = 0; node < marks.length; node++) if (marks[node] !== 0) result.push(node);
  return result;
}
