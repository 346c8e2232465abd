"use client";
import { debounce, parseAsNativeArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import {
  defaultGraphQuery,
  formatGraphFilter,
  type GraphColumnId,
  type GraphFilter,
  type GraphFilterName,
  type GraphQuery,
  type GraphSort,
  graphFilters,
  graphQueryParams,
} from "@/lib/contracts/graph";
import { readAddress } from "./read-address";

const parsers = {
  cols: parseAsString,
  account: parseAsString,
  region: parseAsString,
  cluster: parseAsString,
  namespace: parseAsString,
  mechanism: parseAsString,
  verdict: parseAsString,
  q: parseAsString,
  system: parseAsString,
  group: parseAsString,
  focus: parseAsString,
  depth: parseAsString,
  select: parseAsString,
  open: parseAsNativeArrayOf(parseAsString),
  find: parseAsNativeArrayOf(parseAsString),
  sort: parseAsNativeArrayOf(parseAsString),
  view: parseAsStringLiteral(["map", "table"] as const).withDefault("map"),
};

export interface MapAddress {
  readonly query: GraphQuery;
  readonly view: "map" | "table";
  /** Parameters that make no sense and were left out, by name. */
  readonly ignored: readonly string[];
  /** Anything that takes paths away is set. */
  readonly filtered: boolean;
  readonly change: (change: Partial<GraphQuery>, how?: "push" | "replace" | "typing") => void;
  readonly setFilter: (name: GraphFilterName, filter: GraphFilter) => void;
  readonly setFind: (column: GraphColumnId, text: string) => void;
  readonly setSort: (column: GraphColumnId, sort: GraphSort) => void;
  readonly toggleGroup: (id: string) => void;
  readonly setView: (view: "map" | "table") => void;
  readonly clear: () => void;
}

/** Everything that the map shows stands in its address. */
export function useMapAddress(): MapAddress {
  const [state, setState] = useQueryStates(parsers);
  return useMemo(() => {
    const { query, ignored } = readAddress(state);
    const change: MapAddress["change"] = (part, how = "push") => {
      const next = graphQueryParams({ ...query, ...part, snapshot: "latest", part: "view" });
      void setState(
        {
          ...Object.fromEntries(single.map((name) => [name, next.get(name)])),
          open: orNull(next.getAll("open")),
          find: orNull(next.getAll("find")),
          sort: orNull(next.getAll("sort")),
        },
        how === "typing" ? { limitUrlUpdates: debounce(250) } : { history: how },
      );
    };
    return {
      query,
      ignored,
      view: state.view,
      filtered:
        query.text !== "" ||
        query.hideSystem ||
        query.focus !== null ||
        Object.keys(query.find).length > 0 ||
        graphFilters.some((name) => formatGraphFilter(query.filters[name]) !== ""),
      change,
      setFilter: (name, filter) => change({ filters: { ...query.filters, [name]: filter } }),
      setFind: (column, text) => change({ find: { ...query.find, [column]: text } }, "typing"),
      setSort: (column, sort) => change({ sort: { ...query.sort, [column]: sort } }, "replace"),
      toggleGroup: (id) =>
        change({ open: query.open.includes(id) ? query.open.filter((each) => each !== id) : [...query.open, id] }),
      setView: (view) => void setState({ view }, { history: "push" }),
      clear: () => {
        change({ filters: defaultGraphQuery().filters, text: "", find: {}, hideSystem: false, focus: null });
      },
    };
  }, [state, setState]);
}

const single = ["cols", ...graphFilters, "q", "system", "group", "focus", "depth", "select"] as const;

function orNull(values: readonly string[]): string[] | null {
  return values.length === 0 ? null : [...values];
}
