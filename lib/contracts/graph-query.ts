/** What the map is asked: the query string of the page /map and of GET /api/graph. */
import { z } from "zod";
import { snapshotParam } from "./api/common";

/** From left to right. */
export const graphColumns = [
  "account",
  "cluster",
  "namespace",
  "service-account",
  "role",
  "target-role",
  "policy",
  "service",
  "level",
  "action",
  "resource",
] as const;
export type GraphColumnId = (typeof graphColumns)[number];

export const defaultGraphColumns: readonly GraphColumnId[] = [
  "cluster",
  "namespace",
  "service-account",
  "role",
  "target-role",
  "policy",
  "service",
];

export const columnTitles: Readonly<Record<GraphColumnId, string>> = {
  account: "Account",
  cluster: "Cluster",
  namespace: "Namespace",
  "service-account": "Service account",
  role: "Role",
  "target-role": "Target role",
  policy: "Policy",
  service: "Service",
  level: "Access level",
  action: "Action",
  resource: "Resource",
};

/** "access" = the order with the fewest crossings of links. */
export const graphSorts = ["access", "name", "severity", "links"] as const;
export type GraphSort = (typeof graphSorts)[number];

/** "auto" groups a column once it holds more than about 40 rows; "none" never does. */
export const graphGroupings = ["auto", "account", "cluster", "namespace", "owner", "none"] as const;
export type GraphGrouping = (typeof graphGroupings)[number];

export const graphFilters = ["account", "region", "cluster", "namespace", "mechanism", "verdict"] as const;
export type GraphFilterName = (typeof graphFilters)[number];

/** Chosen values; an exclusion wins over an inclusion. Values may hold * for any run of characters. */
export interface GraphFilter {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export interface GraphQuery {
  readonly snapshot: string;
  readonly part: "view" | "selection" | "link" | "paths";
  /** In the order of `graphColumns`, at least one. */
  readonly columns: readonly GraphColumnId[];
  readonly filters: Readonly<Record<GraphFilterName, GraphFilter>>;
  /** In any column: paths with something whose name holds it. */
  readonly text: string;
  /** In one column. */
  readonly find: Readonly<Partial<Record<GraphColumnId, string>>>;
  readonly hideSystem: boolean;
  readonly grouping: GraphGrouping;
  /** Ids of open groups; "*" opens all. */
  readonly open: readonly string[];
  readonly focus: string | null;
  /** Columns to either side of the focus. */
  readonly depth: number;
  readonly sort: Readonly<Partial<Record<GraphColumnId, GraphSort>>>;
  /** For part=selection. */
  readonly select: string | null;
  /** For part=link. */
  readonly from: string | null;
  readonly to: string | null;
  /** For part=paths. */
  readonly offset: number;
  readonly limit: number;
}

export const maxGraphDepth = 8;
const longest = 2048;

/** "a,!b" → { include: ["a"], exclude: ["b"] } */
export function parseGraphFilter(text: string): GraphFilter {
  const include: string[] = [];
  const exclude: string[] = [];
  for (const item of text.split(",")) {
    const value = item.startsWith("!") ? item.slice(1) : item;
    if (value !== "") (item.startsWith("!") ? exclude : include).push(value);
  }
  return { include, exclude };
}

export function formatGraphFilter(filter: GraphFilter): string {
  return [...filter.include, ...filter.exclude.map((value) => `!${value}`)].join(",");
}

const text = z.string().max(longest);
const id = text.nullable().default(null);
const filter = z.string().max(8192).default("").transform(parseGraphFilter);
const column = z.enum(graphColumns);

const pairs = <T extends z.ZodType<string>>(value: T) =>
  z
    .array(z.tuple([column, value]))
    .max(graphColumns.length * 2)
    .default([]);

const schema = z.object({
  snapshot: snapshotParam,
  part: z.enum(["view", "selection", "link", "paths"]).default("view"),
  cols: z
    .array(column)
    .max(graphColumns.length * 2)
    .default([]),
  account: filter,
  region: filter,
  cluster: filter,
  namespace: filter,
  mechanism: filter,
  verdict: filter,
  q: z.string().max(200).default(""),
  find: pairs(z.string().max(200)),
  system: z.enum(["show", "hide"]).default("show"),
  group: z.enum(graphGroupings).default("auto"),
  open: z.array(text).max(500).default([]),
  focus: id,
  depth: z.coerce.number().int().min(1).max(maxGraphDepth).default(maxGraphDepth),
  sort: pairs(z.enum(graphSorts)),
  select: id,
  from: id,
  to: id,
  offset: z.coerce.number().int().min(0).max(100_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const single = [
  "snapshot",
  "part",
  "account",
  "region",
  "cluster",
  "namespace",
  "mechanism",
  "verdict",
  "q",
  "system",
  "group",
  "focus",
  "depth",
  "select",
  "from",
  "to",
  "offset",
  "limit",
] as const;

export type GraphQueryResult =
  | { readonly kind: "query"; readonly query: GraphQuery }
  /** `field` is the name of the parameter. */
  | { readonly kind: "invalid"; readonly field: string; readonly message: string };

/**
 * Reads a query string. Unknown parameters are ignored; an invalid value is named, never guessed at.
 * `cols`, `account` … `verdict` are comma lists; `open`, `find` ("role:text") and `sort` ("role:name") repeat.
 */
export function parseGraphQuery(params: URLSearchParams): GraphQueryResult {
  const raw: Record<string, unknown> = {};
  for (const name of single) {
    const value = params.get(name);
    if (value !== null && value !== "") raw[name] = value;
  }
  raw.cols = (params.get("cols") ?? "").split(",").filter((item) => item !== "");
  raw.open = params.getAll("open");
  raw.find = params.getAll("find").map(splitPair);
  raw.sort = params.getAll("sort").map(splitPair);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: "invalid", field: String(issue?.path[0] ?? ""), message: issue?.message ?? "not valid" };
  }
  const value = parsed.data;
  const chosen = new Set(value.cols.length > 0 ? value.cols : defaultGraphColumns);
  return {
    kind: "query",
    query: {
      snapshot: value.snapshot,
      part: value.part,
      columns: graphColumns.filter((each) => chosen.has(each)),
      filters: {
        account: value.account,
        region: value.region,
        cluster: value.cluster,
        namespace: value.namespace,
        mechanism: value.mechanism,
        verdict: value.verdict,
      },
      text: value.q,
      find: Object.fromEntries(value.find.filter(([, needle]) => needle !== "")),
      hideSystem: value.system === "hide",
      grouping: value.group,
      open: value.open,
      focus: value.focus,
      depth: value.depth,
      sort: Object.fromEntries(value.sort),
      select: value.select,
      from: value.from,
      to: value.to,
      offset: value.offset,
      limit: value.limit,
    },
  };
}

/** The query string of a query: what is at its default is left out. Equal queries give equal text. */
export function graphQueryParams(query: GraphQuery): URLSearchParams {
  const params = new URLSearchParams();
  const set = (name: string, value: string, fallback = "") => {
    if (value !== fallback) params.set(name, value);
  };
  set("snapshot", query.snapshot, "latest");
  set("part", query.part, "view");
  set("cols", query.columns.join(","), defaultGraphColumns.join(","));
  for (const name of graphFilters) set(name, formatGraphFilter(query.filters[name]));
  set("q", query.text);
  set("system", query.hideSystem ? "hide" : "show", "show");
  set("group", query.grouping, "auto");
  set("focus", query.focus ?? "");
  set("depth", String(query.depth), String(maxGraphDepth));
  set("select", query.select ?? "");
  set("from", query.from ?? "");
  set("to", query.to ?? "");
  for (const each of graphColumns) {
    const needle = query.find[each];
    if (needle) params.append("find", `${each}:${needle}`);
    const sort = query.sort[each];
    if (sort && sort !== "access") params.append("sort", `${each}:${sort}`);
  }
  for (const each of query.open) params.append("open", each);
  if (query.part === "paths") {
    params.set("offset", String(query.offset));
    params.set("limit", String(query.limit));
  }
  return params;
}

/** The query of a page without any parameter. */
export function defaultGraphQuery(): GraphQuery {
  const result = parseGraphQuery(new URLSearchParams());
  if (result.kind === "invalid") throw new Error(`the default query is invalid: ${result.field}`);
  return result.query;
}

function splitPair(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
}
