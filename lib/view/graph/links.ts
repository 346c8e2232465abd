/** The links between things of neighbouring shown columns that a set of paths makes. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import { graphColumns } from "@/lib/contracts/graph";
import { byCredential, type Flow, type RightColumn, unitFits, unitValues } from "./flow";
import { LinkTable } from "./link-table";
import { type GraphSource, isDetail, isLeft, type LeftColumn } from "./source";

/** Things of the given columns numbered through: offset of the column + node. */
export interface LeafOffsets {
  readonly total: number;
  readonly of: Readonly<Record<GraphColumnId, number>>;
}

/** Only the given columns are looked at: tables of actions and resources are made when they are first needed. */
export function leafOffsets(source: GraphSource, columns: readonly GraphColumnId[]): LeafOffsets {
  const of = Object.fromEntries(graphColumns.map((column) => [column, -1])) as Record<GraphColumnId, number>;
  let total = 0;
  for (const column of columns) {
    of[column] = total;
    total += source.nodes[column].size;
  }
  return { total, of };
}

/**
 * Links by leaf number. A link's weight is the number of bindings that use it; `columns` are the shown ones in order.
 * A path that has nothing in a shown column links its neighbours across it.
 */
export function leafLinks(source: GraphSource, flows: readonly Flow[], columns: readonly GraphColumnId[]): LinkTable {
  const table = new LinkTable(4096);
  const offsets = leafOffsets(source, columns).of;
  const left = columns.filter(isLeft);
  const right = columns.filter((column): column is RightColumn => !isLeft(column));
  let stamp = 0;
  for (const flow of flows) {
    linkBindings(source, flow, left, offsets, table);
    if (right.length === 0) continue;
    const groups = byCredential(source, flow);
    for (const role of groups.roles) {
      const rows = groups.rows.subarray(groups.start[role]!, groups.start[role + 1]!);
      const firsts = linkGrants(source, flow, role, right, offsets, table, rows.length, ++stamp);
      linkAcross(source, rows, role, left, firsts, offsets, table);
    }
  }
  return table;
}

type Offsets = Readonly<Record<GraphColumnId, number>>;

function linkBindings(
  source: GraphSource,
  flow: Flow,
  left: readonly LeftColumn[],
  offsets: Offsets,
  table: LinkTable,
): void {
  const { bindings } = source;
  const values = left.map((column) => bindings[column]);
  for (const row of flow.bindings) {
    let before = -1;
    let beforeColumn: LeftColumn | null = null;
    for (let at = 0; at < left.length; at++) {
      const node = values[at]![row]!;
      if (node < 0) continue;
      const column = left[at]!;
      const leaf = offsets[column] + node;
      if (beforeColumn !== null) {
        const isRole = column === "role" || column === "target-role";
        // Account, cluster and namespace hold what is in them; only the way to a role can be shut.
        table.add(before, leaf, 1, isRole ? bindings.state[row]! : 0, column === "target-role" ? 1 : 0, 0);
      }
      before = leaf;
      beforeColumn = column;
    }
  }
}

/** Things that follow the credential role directly, with their states as bits. */
type Firsts = ReadonlyMap<number, number>;

function linkGrants(
  source: GraphSource,
  flow: Flow,
  role: number,
  right: readonly RightColumn[],
  offsets: Offsets,
  table: LinkTable,
  weight: number,
  stamp: number,
): Firsts {
  const { grants } = source;
  const firsts = new Map<number, number>();
  const details = right.some(isDetail);
  const policyFirst = right[0] === "policy";
  const note = (leaf: number, state: number) => firsts.set(leaf, (firsts.get(leaf) ?? 0) | (1 << state));
  for (let grant = grants.start[role]!; grant < grants.start[role + 1]!; grant++) {
    if (flow.grants?.[grant] === 0) continue;
    const state = grants.state[grant]!;
    const policy = policyFirst ? offsets.policy + grants.policy[grant]! : -1;
    if (policyFirst) note(policy, grants.unread[grant] === 1 ? 2 : 0);
    const service =
      right.includes("service") && grants.service[grant]! >= 0 ? offsets.service + grants.service[grant]! : -1;
    if (policy >= 0 && service >= 0) table.add(policy, service, weight, state, 0, stamp);
    if (!policyFirst && service >= 0) note(service, state);
    if (!details) continue;
    const before = service >= 0 ? service : policy;
    linkUnits(source, flow, grant, right, offsets, before, (from, to) => {
      if (from < 0) note(to, state);
      else table.add(from, to, weight, state, 0, stamp);
    });
  }
  return firsts;
}

function linkUnits(
  source: GraphSource,
  flow: Flow,
  grant: number,
  right: readonly RightColumn[],
  offsets: Offsets,
  before: number,
  add: (from: number, to: number) => void,
): void {
  const detail = source.detail();
  const columns = right.filter(isDetail);
  for (let at = detail.start[grant]!; at < detail.start[grant + 1]!; at++) {
    const unit = detail.unit[at]!;
    if (!unitFits(source, flow.masks, unit)) continue;
    let froms: ArrayLike<number> = [before];
    for (const column of columns) {
      const values = unitValues(source, flow.masks, column, unit);
      if (values.length === 0) continue;
      const tos = values.map((value) => offsets[column] + value);
      for (let i = 0; i < froms.length; i++) for (const to of tos) add(froms[i]!, to);
      froms = tos;
    }
  }
}

/** From the last shown thing of each binding to what its credential role has. */
function linkAcross(
  source: GraphSource,
  rows: Int32Array,
  role: number,
  left: readonly LeftColumn[],
  firsts: Firsts,
  offsets: Offsets,
  table: LinkTable,
): void {
  if (firsts.size === 0) return;
  const { bindings } = source;
  // Last shown thing → bindings by state; the state counts only where the credential role itself is not shown.
  const lasts = new Map<number, { counts: number[]; chain: 0 | 1 }>();
  for (const row of rows) {
    let at = left.length - 1;
    while (at >= 0 && bindings[left[at]!][row]! < 0) at--;
    const column = left[at];
    if (column === undefined) continue;
    const node = bindings[column][row]!;
    const direct = (column === "role" || column === "target-role") && node === role;
    const hop = column === "role" && !direct;
    const known = lasts.get(offsets[column] + node) ?? { counts: [0, 0, 0, 0], chain: hop ? 1 : 0 };
    known.counts[direct ? 0 : bindings.state[row]!]!++;
    if (hop) known.chain = 1;
    lasts.set(offsets[column] + node, known);
  }
  for (const [from, { counts, chain }] of lasts) {
    for (const [to, states] of firsts) {
      for (let state = 0; state < 4; state++) {
        if (counts[state] === 0) continue;
        let weight = counts[state]!;
        for (let other = 0; other < 4; other++) {
          if ((states & (1 << other)) === 0) continue;
          table.add(from, to, weight, Math.max(state, other), chain, 0);
          weight = 0;
        }
      }
    }
  }
}
