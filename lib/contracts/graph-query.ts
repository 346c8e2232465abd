/** What the map is asked: the query string of the page /map and of GET /api/graph. */

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

/** Longest value of a parameter, and most values of one that repeats. */
const longest = 8192;
const mostValues = 500;

export type GraphQueryResult =
  | { readonly kind: "query"; readonly query: GraphQuery }
  /** `field` is the name of the parameter. */
  | { readonly kind: "invalid"; readonly field: string; readonly message: string };

/** Thrown and caught inside this file only. */
class Invalid {
  constructor(
    readonly field: string,
    readonly message: string,
  ) {}
}

/**
 * Reads a query string. Unknown parameters are ignored; an invalid value is named, never guessed at.
 * `cols`, `account` … `verdict` are comma lists; `open`, `find` ("role:text") and `sort` ("role:name") repeat.
 * Written out, not with Zod as the other contracts: the map's page reads its address with it, and Zod would be a third
 * of what that page loads.
 */
export function parseGraphQuery(params: URLSearchParams): GraphQueryResult {
  try {
    return { kind: "query", query: readQuery(params) };
  } catch (problem) {
    if (problem instanceof Invalid) return { kind: "invalid", field: problem.field, message: problem.message };
    throw problem;
  }
}

function readQuery(params: URLSearchParams): GraphQuery {
  const text = (name: string, most = longest) => {
    const value = params.get(name) ?? "";
    if (value.length > most) throw new Invalid(name, `longer than ${most} characters`);
    return value;
  };
  const orNull = (name: string) => (text(name) === "" ? null : text(name));
  const oneOf = <T extends string>(name: string, values: readonly T[], fallback: T): T =>
    text(name) === "" ? fallback : pick(name, values, text(name));
  const whole = (name: string, low: number, high: number, fallback: number) => {
    const value = text(name, 20) === "" ? fallback : Number(text(name, 20));
    if (Number.isInteger(value) && value >= low && value <= high) return value;
    throw new Invalid(name, `expected a whole number from ${low} to ${high}`);
  };
  const many = (name: string) => {
    const values = params.getAll(name);
    if (values.length > mostValues) throw new Invalid(name, `more than ${mostValues} values`);
    if (values.some((value) => value.length > longest)) throw new Invalid(name, `longer than ${longest} characters`);
    return values;
  };
  const pairs = <T>(name: string, read: (value: string) => T) =>
    Object.fromEntries(
      many(name).map((value): [GraphColumnId, T] => {
        const colon = value.indexOf(":");
        const column = pick(name, graphColumns, colon < 0 ? value : value.slice(0, colon));
        return [column, read(colon < 0 ? "" : value.slice(colon + 1))];
      }),
    ) as Partial<Record<GraphColumnId, T>>;
  const chosen = text("cols")
    .split(",")
    .filter((item) => item !== "");
  const columns = new Set(
    chosen.length > 0 ? chosen.map((item) => pick("cols", graphColumns, item)) : defaultGraphColumns,
  );
  const snapshot = text("snapshot") === "" ? "latest" : text("snapshot");
  if (!/^(latest|[0-9A-HJKMNP-TV-Z]{26})$/.test(snapshot))
    throw new Invalid("snapshot", 'expected a snapshot id or "latest"');
  const finds = Object.entries(pairs("find", (value) => value)).filter(([, needle]) => needle !== "");
  return {
    snapshot,
    part: oneOf("part", ["view", "selection", "link", "paths"], "view"),
    columns: graphColumns.filter((each) => columns.has(each)),
    filters: Object.fromEntries(
      graphFilters.map((name) => [name, parseGraphFilter(text(name))]),
    ) as GraphQuery["filters"],
    text: text("q", 200),
    find: Object.fromEntries(finds),
    hideSystem: oneOf("system", ["show", "hide"], "show") === "hide",
    grouping: oneOf("group", graphGroupings, "auto"),
    open: many("open"),
    focus: orNull("focus"),
    depth: whole("depth", 1, maxGraphDepth, maxGraphDepth),
    sort: pairs("sort", (value) => pick("sort", graphSorts, value)),
    select: orNull("select"),
    from: orNull("from"),
    to: orNull("to"),
    offset: whole("offset", 0, 1e9, 0),
    limit: whole("limit", 1, 500, 100),
  };
}

function pick<T extends string>(name: string, values: readonly T[], value: string): T {
  const known = values.find((each) => each === value);
  if (known === undefined) throw new Invalid(name, `expected one of ${values.join(", ")}`);
  return known;
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
