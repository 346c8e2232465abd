/**
 * What the map is drawn from: every way of access of a snapshot, as numbers in typed arrays.
 *
 * A path is a binding (account … role, target role) joined on the credential role with a grant of that role (policy,
 * service) and with what the grant's statements name (level, action, resource). Because the map is computed from
 * paths and not from a drawn graph, it never shows a way through a shared node that nobody has.
 */
import type { GraphColumnId, GraphFact, GraphReason } from "@/lib/contracts/graph";
import type { Severity } from "@/lib/domain/findings/finding";

/** Numbers as in `linkStates`: 0 allowed, 1 conditional, 2 unknown, 3 denied. */
export type StateCode = 0 | 1 | 2 | 3;

export const leftColumns = ["account", "cluster", "namespace", "service-account", "role", "target-role"] as const;
export type LeftColumn = (typeof leftColumns)[number];
export const grantColumns = ["policy", "service"] as const;
export type GrantColumn = (typeof grantColumns)[number];
export const detailColumns = ["level", "action", "resource"] as const;
export type DetailColumn = (typeof detailColumns)[number];

/** A way to group the things of a column; a deeper level refines the one before it. */
export interface GroupLevel {
  /** Stable, stands in group ids: "cluster". */
  readonly name: string;
  /** What one group is, in words: "cluster". */
  readonly title: string;
  /** Thing → group, −1 for none. */
  readonly of: Int32Array;
  readonly keys: readonly string[];
  readonly labels: readonly string[];
  /** What tells groups of one label apart: the account of a path. */
  readonly subs: readonly string[];
}

/** The things of one column. */
export interface NodeTable {
  readonly column: GraphColumnId;
  readonly size: number;
  /** Unique within the column; prefixed with the column they are row ids. */
  readonly ids: readonly string[];
  readonly labels: readonly string[];
  readonly subs: readonly string[];
  /** Page of a thing. Made when asked for: a hundredth of them is ever shown. */
  readonly href: (node: number) => string | null;
  /** What is wrong with a thing itself: "does not exist". */
  readonly notes: readonly (string | null)[];
  /** State that a thing has of itself (a role that does not exist is denied). */
  readonly states: Uint8Array;
  readonly severities: readonly (Severity | null)[] | null;
  readonly levels: readonly GroupLevel[];
  /** Other chains of levels, by the name of the grouping that asks for them ("owner"). */
  readonly alternatives: ReadonlyMap<string, readonly GroupLevel[]>;
}

/** One row per way in which a workload gets a role. −1 = the way does not pass that column. */
export interface BindingTable {
  readonly size: number;
  readonly account: Int32Array;
  readonly cluster: Int32Array;
  readonly namespace: Int32Array;
  readonly "service-account": Int32Array;
  readonly role: Int32Array;
  readonly "target-role": Int32Array;
  /** Row of the role table whose grants the pod has. */
  readonly credential: Int32Array;
  /** How it is drawn: the verdict, or denied where the binding never takes effect. */
  readonly state: Uint8Array;
  readonly verdict: Uint8Array;
  readonly mechanism: Uint8Array;
  readonly region: Int32Array;
  readonly system: Uint8Array;
  /** 1 = reached by assuming further roles, not by the binding itself. */
  readonly onward: Uint8Array;
}

/** What credential roles may: rows of role r are start[r] … start[r + 1). */
export interface GrantTable {
  readonly size: number;
  readonly start: Int32Array;
  readonly policy: Int32Array;
  /** −1 = the policy allows nothing that could be named, or was not read. */
  readonly service: Int32Array;
  readonly state: Uint8Array;
  /** 1 = the policy is there, its document was not read. */
  readonly unread: Uint8Array;
}

/** What statements name: units of grant g are start[g] … start[g + 1), each with its levels, actions and resources. */
export interface DetailTable {
  readonly start: Int32Array;
  readonly unit: Int32Array;
  /** By unit: the statement's position in its document. */
  readonly statement: Int32Array;
  readonly level: ListTable;
  readonly action: ListTable;
  readonly resource: ListTable;
}

/** Row r's values are value[start[r]] … value[start[r + 1]). */
export interface ListTable {
  readonly start: Int32Array;
  readonly value: Int32Array;
}

export interface GraphSource {
  readonly snapshot: string;
  readonly nodes: Readonly<Record<GraphColumnId, NodeTable>>;
  readonly mechanisms: readonly string[];
  readonly regions: readonly string[];
  readonly bindings: BindingTable;
  readonly grants: GrantTable;
  /** Built when first asked for. */
  detail(): DetailTable;
  /** Things that are in the snapshot and on no path. */
  readonly outside: readonly { readonly code: string; readonly count: number; readonly because: string }[];
  readonly evidence: GraphEvidence;
}

/** The reasons behind rows of the tables. Called for what is looked at, never for all. */
export interface GraphEvidence {
  /** For the leg to `role`, and the one from there to `target-role`. */
  binding(row: number, leg: "role" | "target"): readonly GraphReason[];
  attachment(role: number, policy: number): readonly GraphReason[];
  grant(row: number): readonly GraphReason[];
  facts(column: GraphColumnId, node: number): readonly GraphFact[];
}

export function isLeft(column: GraphColumnId): column is LeftColumn {
  return (leftColumns as readonly string[]).includes(column);
}

export function isDetail(column: GraphColumnId): column is DetailColumn {
  return (detailColumns as readonly string[]).includes(column);
}

export const rowId = (column: GraphColumnId, id: string): string => `${column}:${id}`;

/** "role:arn:…" → its column and the rest; null where the text names no column. */
export function splitRowId(
  id: string,
  columns: readonly GraphColumnId[],
): { column: GraphColumnId; rest: string } | null {
  const colon = id.indexOf(":");
  const column = columns.find((each) => each === id.slice(0, colon));
  return colon > 0 && column ? { column, rest: id.slice(colon + 1) } : null;
}
