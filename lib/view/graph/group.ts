/** Groups: how the things of a column are folded into rows, and what a group's id stands for. */
import type { GraphColumnId, GraphGrouping } from "@/lib/contracts/graph";
import { graphColumns } from "@/lib/contracts/graph";
import type { GraphSource, GroupLevel, NodeTable } from "./source";

/** A column with more things than this is shown in groups. */
export const groupAbove = 40;

export interface CutRow {
  readonly kind: "group" | "item";
  readonly id: string;
  readonly label: string;
  /** Second line of a group's name; a thing's own stands in its table. */
  readonly sub: string;
  /** The thing, −1 for a group. */
  readonly node: number;
  readonly depth: number;
  /** Position in the cut of the open group that holds it, −1 for none. */
  readonly parent: number;
  readonly expanded: boolean;
  readonly members: readonly number[];
}

export interface Cut {
  readonly rows: readonly CutRow[];
  /** Title of the level that the topmost rows are groups of; null where they are things. */
  readonly groupedBy: string | null;
}

/** Folds things into rows: groups where there are many, their members where a group is open. Order: as `nodes`. */
export function cutColumn(
  table: NodeTable,
  nodes: readonly number[],
  grouping: GraphGrouping,
  open: ReadonlySet<string>,
): Cut {
  const chain = table.alternatives.get(grouping) ?? table.levels;
  const rows: CutRow[] = [];
  const start = grouping === "auto" || grouping === "none" ? -1 : chain.findIndex((level) => level.name === grouping);
  const first =
    grouping === "none"
      ? null
      : start >= 0
        ? { at: start }
        : table.alternatives.has(grouping)
          ? { at: 0 }
          : chooseLevel(chain, 0, nodes);
  const put = (members: readonly number[], level: { at: number } | null, depth: number, parent: number) => {
    const spec = level ? chain[level.at] : undefined;
    if (!level || !spec) {
      for (const node of members) rows.push(itemRow(table, node, depth, parent));
      return;
    }
    for (const [group, inside] of partition(spec, members)) {
      if (inside.length === 1 || group < 0) {
        for (const node of inside) rows.push(itemRow(table, node, depth, parent));
        continue;
      }
      const id = groupId(table.column, spec, group);
      const expanded = open.has(id) || open.has("*");
      const at = rows.length;
      rows.push({
        kind: "group",
        id,
        label: spec.labels[group]!,
        sub: spec.subs[group]!,
        node: -1,
        depth,
        parent,
        expanded,
        members: inside,
      });
      if (expanded) put(inside, chooseLevel(chain, level.at + 1, inside), depth + 1, at);
    }
  };
  put(nodes, first, 0, -1);
  const spec = first ? chain[first.at] : undefined;
  return { rows, groupedBy: spec && rows.some((row) => row.kind === "group") ? spec.title : null };
}

/** The finest level that leaves few rows; where none does, the coarsest that groups at all; null for a short list. */
function chooseLevel(chain: readonly GroupLevel[], from: number, nodes: readonly number[]): { at: number } | null {
  if (nodes.length <= groupAbove) return null;
  let coarsest: number | null = null;
  let best: number | null = null;
  for (let at = from; at < chain.length; at++) {
    const groups = countGroups(chain[at]!, nodes);
    if (groups < 2 || groups > nodes.length / 2) continue;
    coarsest ??= at;
    if (groups <= groupAbove) best = at;
  }
  const at = best ?? coarsest;
  return at === null ? null : { at };
}

function countGroups(level: GroupLevel, nodes: readonly number[]): number {
  const seen = new Uint8Array(level.keys.length);
  let count = 0;
  for (const node of nodes) {
    const group = level.of[node]!;
    if (group < 0) count++;
    else if (seen[group] === 0) {
      seen[group] = 1;
      count++;
    }
  }
  return count;
}

function partition(level: GroupLevel, nodes: readonly number[]): Map<number, number[]> {
  const result = new Map<number, number[]>();
  for (const node of nodes) {
    const group = level.of[node]!;
    const members = result.get(group);
    if (members) members.push(node);
    else result.set(group, [node]);
  }
  return result;
}

function itemRow(table: NodeTable, node: number, depth: number, parent: number): CutRow {
  const id = `${table.column}:${table.ids[node]!}`;
  return {
    kind: "item",
    id,
    label: table.labels[node]!,
    sub: "",
    node,
    depth,
    parent,
    expanded: false,
    members: [node],
  };
}

function groupId(column: GraphColumnId, level: GroupLevel, group: number): string {
  return `group:${column}:${level.name}:${level.keys[group]!}`;
}

/** What a group's id stands for, whatever is filtered; null for anything but a group of this snapshot. */
export function findGroup(
  source: GraphSource,
  id: string,
): { column: GraphColumnId; mask: Uint8Array; label: string } | null {
  if (!id.startsWith("group:")) return null;
  const [, column, name] = id.split(":", 3);
  const known = graphColumns.find((each) => each === column);
  if (!known || name === undefined) return null;
  const table = source.nodes[known];
  const level = [table.levels, ...table.alternatives.values()].flat().find((each) => each.name === name);
  const group = level?.keys.indexOf(id.slice(`group:${column}:${name}:`.length)) ?? -1;
  if (!level || group < 0) return null;
  const mask = Uint8Array.from(level.of, (each) => (each === group ? 1 : 0));
  return { column: known, mask, label: level.labels[group]! };
}
