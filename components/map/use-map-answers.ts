"use client";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import {
  type GraphPath,
  type GraphPathsResponse,
  type GraphQuery,
  type GraphSelectionResponse,
  type GraphViewResponse,
  graphQueryParams,
} from "@/lib/contracts/graph";

/** Asks for one part of the map. The order of rows and the selection are no part of the question for a view. */
function address(query: GraphQuery, snapshot: string, change: Partial<GraphQuery>): string {
  const asked = { ...query, sort: {}, select: null, from: null, to: null, ...change, snapshot };
  const text = graphQueryParams(asked).toString();
  return text === "" ? "/api/graph" : `/api/graph?${text}`;
}

function ask<T>(url: string, enabled: boolean) {
  return {
    queryKey: ["graph", url],
    queryFn: ({ signal }: { signal: AbortSignal }) => apiGet<T>(url, {}, signal),
    enabled,
  };
}

export function useGraphView(query: GraphQuery) {
  const { id } = useSnapshotChoice();
  const url = address(query, id ?? "latest", { part: "view" });
  return useQuery({ ...ask<GraphViewResponse>(url, id !== null), placeholderData: keepPreviousData });
}

export function useGraphSelection(query: GraphQuery) {
  const { id } = useSnapshotChoice();
  const url = address(query, id ?? "latest", { part: "selection", select: query.select });
  return useQuery(ask<GraphSelectionResponse>(url, id !== null && query.select !== null));
}

const windowSize = 200;

/** The paths of the view, in windows as they come into sight. */
export function useGraphPaths(query: GraphQuery, enabled: boolean) {
  const { id } = useSnapshotChoice();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const url = (window: number) =>
    address(query, id ?? "latest", { part: "paths", offset: window * windowSize, limit: windowSize });
  const windows = useMemo(() => {
    const from = Math.floor(range.first / windowSize);
    const to = Math.floor(range.last / windowSize);
    return [...new Set([0, ...Array.from({ length: to - from + 1 }, (_, at) => from + at)])];
  }, [range]);
  const answers = useQueries({
    queries: windows.map((window) => ask<GraphPathsResponse>(url(window), enabled && id !== null)),
  });
  const first = answers[0];
  const rowAt = (index: number): GraphPath | null => {
    const window = Math.floor(index / windowSize);
    return answers[windows.indexOf(window)]?.data?.data.rows[index - window * windowSize] ?? null;
  };
  const onWindow = useCallback((from: number, to: number) => {
    setRange((old) => (old.first === from && old.last === to ? old : { first: from, last: to }));
  }, []);
  const failed = answers.find((answer) => answer.isError);
  return {
    total: first?.data?.data.total ?? null,
    columns: first?.data?.data.columns ?? [],
    rowAt,
    onWindow,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
