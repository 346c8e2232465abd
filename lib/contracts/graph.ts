/**
 * GET /api/graph — the access map: columns of rows, links between them, and what is not drawn and why.
 * The query is the one of the page /map: one URL says what is seen, as a map, as a table and as an export.
 */
import type { Severity } from "@/lib/domain/findings/finding";
import type { FromSnapshot } from "./api/common";
import type { GraphColumnId } from "./graph-query";

export * from "./graph-query";

/** How sure a link is. The numbers stand in the edge arrays; a larger one is worse. */
export const linkStates = ["allowed", "conditional", "unknown", "denied"] as const;
export type LinkState = (typeof linkStates)[number];

/** Leaves (or bindings) by state, in the order of `linkStates`. */
export type StateCounts = readonly [allowed: number, conditional: number, unknown: number, denied: number];

/** GET /api/graph?part=view */
export type GraphViewResponse = FromSnapshot<GraphView>;
/** GET /api/graph?part=selection&select=ID */
export type GraphSelectionResponse = FromSnapshot<GraphSelection>;
/** GET /api/graph?part=link&from=ID&to=ID */
export type GraphLinkResponse = FromSnapshot<GraphLink | null>;
/** GET /api/graph?part=paths&offset=N&limit=N */
export type GraphPathsResponse = FromSnapshot<GraphPaths>;

export interface GraphView {
  /** Equal for equal snapshot, filters, groups and open rows: a selection refers to rows of the view with the same key. */
  readonly key: string;
  readonly columns: readonly GraphColumn[];
  /** Column after column; within a column a group stands before its children. */
  readonly rows: readonly GraphRow[];
  readonly edges: GraphEdges;
  readonly totals: GraphTotals;
  readonly omissions: readonly GraphOmission[];
  /** Values that the filters offer, with the number of bindings behind each in the whole snapshot. */
  readonly facets: GraphFacets;
  /** What was focused, by name; null where nothing is focused, or nothing has the id any more. */
  readonly focus: { readonly id: string; readonly label: string; readonly found: boolean } | null;
}

export interface GraphColumn {
  readonly id: GraphColumnId;
  readonly title: string;
  /** Things of this kind in the snapshot's paths. */
  readonly total: number;
  /** Of them, in this view: the sum of `count` over the column's topmost rows. */
  readonly shown: number;
  /** total − shown, by cause. */
  readonly hidden: readonly GraphOmission[];
  /** What the topmost rows are grouped by ("cluster"), null where they are the things themselves. */
  readonly groupedBy: string | null;
  /** Beyond the depth of the focus: counted, not listed. */
  readonly folded: boolean;
  /** The column's rows are rows[start … end). */
  readonly start: number;
  readonly end: number;
}

export interface GraphRow {
  readonly id: string;
  readonly kind: "group" | "item";
  readonly label: string;
  /** A second, quieter line of the name: "payments-prod / eu-central-1"; "" for none. */
  readonly sub: string;
  /** Things behind the row: 1 for an item. */
  readonly count: number;
  /** 0 = topmost; a child of an open group is one deeper. */
  readonly depth: number;
  /** Row of the open group that holds it, −1 for none. */
  readonly parent: number;
  readonly expanded: boolean;
  /** What the things behind it come to, worst first counted: sums up to `count`. */
  readonly states: StateCounts;
  /** Worst open finding, where findings are known. */
  readonly severity: Severity | null;
  /** Distinct things that it is linked with on the left and on the right, shown or not. */
  readonly up: number;
  readonly down: number;
  /** Bindings that pass through. */
  readonly bindings: number;
  /** Its page; null where it has none. */
  readonly href: string | null;
  /** Why it is marked: "does not exist", "not read", "pattern". */
  readonly note: string | null;
}

/** One link per pair of rows, as parallel arrays. */
export interface GraphEdges {
  /** Rows. */
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Links between single things that are bundled in it. */
  readonly links: readonly number[];
  /** Paths through it: for each bundled link, the bindings that use it. Conserved under grouping. */
  readonly weight: readonly number[];
  /** The best state in the bundle (index in `linkStates`): "something works here". */
  readonly state: readonly number[];
  /** Bit n is set where a bundled link has state n. */
  readonly states: readonly number[];
  /** 1 = a role assumed by another role. */
  readonly chain: readonly number[];
}

export interface GraphTotals {
  /** In the snapshot, and in this view. */
  readonly bindings: number;
  readonly bindingsShown: number;
  readonly workloads: number;
  readonly workloadsShown: number;
  /** Rows and links of this answer. */
  readonly rows: number;
  readonly edges: number;
}

export interface GraphOmission {
  /** Stable: "filter-account", "search", "focus", "limit", "unbound-roles", "unread". */
  readonly code: string;
  readonly count: number;
  /** One clause for people: "account is not 111122223333". */
  readonly because: string;
}

export interface GraphFacet {
  readonly value: string;
  readonly label: string;
  readonly bindings: number;
}

export interface GraphFacets {
  readonly account: readonly GraphFacet[];
  readonly region: readonly GraphFacet[];
  readonly cluster: readonly GraphFacet[];
  readonly namespace: readonly GraphFacet[];
  readonly mechanism: readonly GraphFacet[];
  readonly verdict: readonly GraphFacet[];
}

/** Every path through one thing: what it lights up, what it is, and why each of its links is there. */
export interface GraphSelection {
  /** `key` of the view whose rows are meant. */
  readonly key: string;
  readonly id: string;
  /** False: nothing of the view has this id (filtered out, or from another snapshot). */
  readonly found: boolean;
  readonly label: string;
  readonly column: GraphColumnId;
  readonly count: number;
  readonly states: StateCounts;
  readonly href: string | null;
  readonly note: string | null;
  readonly facts: readonly GraphFact[];
  /** Rows on a path through it, and the edges (positions in the view's arrays). */
  readonly rows: readonly number[];
  readonly edges: readonly number[];
  /** Things on its paths, by column. */
  readonly reach: readonly { readonly column: GraphColumnId; readonly title: string; readonly count: number }[];
  readonly links: readonly GraphLink[];
  /** Links beyond the first ones in `links`. */
  readonly linksOmitted: number;
  /** One sentence: what it is and reaches. */
  readonly sentence: string;
}

export interface GraphFact {
  readonly term: string;
  readonly value: string;
  /** Show in mono, with a copy button. */
  readonly mono?: boolean;
}

/** A link with its reasons. */
export interface GraphLink {
  readonly from: GraphEnd;
  readonly to: GraphEnd;
  readonly state: LinkState;
  readonly chain: boolean;
  readonly links: number;
  readonly weight: number;
  readonly reasons: readonly GraphReason[];
  /** Reasons beyond the first ones. */
  readonly reasonsOmitted: number;
}

export interface GraphEnd {
  readonly id: string;
  readonly column: GraphColumnId;
  readonly label: string;
  readonly sub: string;
}

export interface GraphReason {
  readonly kind: "containment" | "association" | "trust" | "attachment" | "statement" | "onward" | "gap";
  readonly state: LinkState;
  /** One sentence. */
  readonly text: string;
  /** Association ARN, policy ARN or policy name; null where there is none. */
  readonly source: string | null;
  readonly statement: { readonly policy: string; readonly sid: string | null; readonly index: number } | null;
}

/** A window of the paths of the view: what "view as table" and print show. */
export interface GraphPaths {
  readonly columns: readonly { readonly id: GraphColumnId; readonly title: string }[];
  readonly rows: readonly GraphPath[];
  readonly total: number;
  readonly offset: number;
}

export interface GraphPath {
  /** One cell for each column; null where the path does not pass it. */
  readonly cells: readonly ({
    readonly id: string;
    readonly label: string;
    readonly sub: string;
    readonly href: string | null;
  } | null)[];
  readonly mechanism: string;
  readonly state: LinkState;
  /** The first reason of what keeps the path from being allowed; null where it is. */
  readonly because: string | null;
}
