/** A set of paths: some bindings, and a limit on what may follow them. Views are unions of disjoint flows. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import { type DetailColumn, detailColumns, type GraphSource, isLeft, type LeftColumn } from "./source";

export type RightColumn = Exclude<GraphColumnId, LeftColumn>;

export interface Flow {
  /** Rows of the binding table, ascending. */
  readonly bindings: Int32Array;
  /** Things that a path may pass in a column; a column without a mask is free. */
  readonly masks: Readonly<Partial<Record<RightColumn, Uint8Array>>>;
  /** Grants that fit the masks, null = all. */
  readonly grants: Uint8Array | null;
}

export function everything(source: GraphSource): Flow {
  return { bindings: Int32Array.from({ length: source.bindings.size }, (_, row) => row), masks: {}, grants: null };
}

export function keepBindings(flow: Flow, keep: (row: number) => boolean): Flow {
  return { ...flow, bindings: flow.bindings.filter(keep) };
}

/** Only the paths that pass one of the masked things in the column. */
export function passThrough(source: GraphSource, flow: Flow, column: GraphColumnId, mask: Uint8Array): Flow {
  if (isLeft(column)) {
    const values = source.bindings[column];
    return keepBindings(flow, (row) => mask[values[row]!] === 1);
  }
  const known = flow.masks[column];
  const masks = { ...flow.masks, [column]: known ? both(known, mask) : mask };
  const grants = new Uint8Array(source.grants.size);
  const fits = new Int8Array(source.nodes.role.size);
  const keep = (row: number) => {
    const role = source.bindings.credential[row]!;
    if (role < 0) return false;
    if (fits[role] === 0) fits[role] = markFitting(source, flow, masks, role, grants) ? 1 : -1;
    return fits[role] === 1;
  };
  return { bindings: flow.bindings.filter(keep), masks, grants };
}

export function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, index) => value & b[index]!);
}

export function invert(mask: Uint8Array): Uint8Array {
  return mask.map((value) => 1 - value);
}

function markFitting(source: GraphSource, flow: Flow, masks: Flow["masks"], role: number, into: Uint8Array): boolean {
  const { grants } = source;
  let any = false;
  for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
    if (flow.grants?.[grant] === 0) continue;
    if (masks.policy && masks.policy[grants.policy[grant]!] !== 1) continue;
    if (masks.service && masks.service[grants.service[grant]!] !== 1) continue;
    if (hasDetail(masks) && !someUnit(source, masks, grant)) continue;
    into[grant] = 1;
    any = true;
  }
  return any;
}

function hasDetail(masks: Flow["masks"]): boolean {
  return detailColumns.some((column) => masks[column] !== undefined);
}

function someUnit(source: GraphSource, masks: Flow["masks"], grant: number): boolean {
  const detail = source.detail();
  for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
    if (unitFits(source, masks, detail.unit[at]!)) return true;
  }
  return false;
}

/** Whether a unit still has a value in each masked column. */
export function unitFits(source: GraphSource, masks: Flow["masks"], unit: number): boolean {
  return detailColumns.every((column) => {
    const mask = masks[column];
    if (!mask) return true;
    const list = source.detail()[column];
    for (let at = list.start[unit]!; at < list.start[unit + 1]!; at++) if (mask[list.value[at]!] === 1) return true;
    return false;
  });
}

/** The values of a unit in a column that the masks let through. */
export function unitValues(source: GraphSource, masks: Flow["masks"], column: DetailColumn, unit: number): Int32Array {
  const list = source.detail()[column];
  const values = list.value.subarray(list.start[unit]!, list.start[unit + 1]!);
  const mask = masks[column];
  return mask ? values.filter((value) => mask[value] === 1) : values;
}

/** Credential roles of a flow, ascending, each with its bindings. */
export function byCredential(
  source: GraphSource,
  flow: Flow,
): { roles: Int32Array; start: Int32Array; rows: Int32Array } {
  const size = source.nodes.role.size;
  const count = new Int32Array(size + 1);
  for (const row of flow.bindings) {
    const role = source.bindings.credential[row]!;
    if (role >= 0) count[role + 1]!++;
  }
  const present: number[] = [];
  for (let role = 0; role < size; role++) {
    if (count[role + 1]! > 0) present.push(role);
    count[role + 1]! += count[role]!;
  }
  const next = count.slice(0, size);
  const rows = new Int32Array(count[size]!);
  for (const row of flow.bindings) {
    const role = source.bindings.credential[row]!;
    if (role >= 0) rows[next[role]!++] = row;
  }
  return { roles: Int32Array.from(present), start: count, rows };
}
