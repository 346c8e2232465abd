"use client";
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { FromSnapshot, Page } from "@/lib/contracts/api";
import { apiGet } from "./api";
import { staleTimeOf } from "./estate-query";
import { useSnapshotChoice } from "./snapshot-choice";

const windowSize = 200;

/**
 * A long list, fetched in windows of 200 rows as they come into sight. `answer` (counts, facets) is the first window's;
 * while a changed filter is asked, the former answer stays (`refreshing`).
 */
export function useWindowList<Row, Answer extends Page<Row>>(path: string, query: Readonly<Record<string, unknown>>) {
  const { id } = useSnapshotChoice();
  const client = useQueryClient();
  const [range, setRange] = useState({ first: 0, last: 0 });

  const windowQuery = (window: number) => ({
    queryKey: ["estate", id, path, query, window],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      apiGet<FromSnapshot<Answer>>(
        path,
        { ...query, snapshot: id, offset: window * windowSize, limit: windowSize },
        signal,
      ),
    enabled: id !== null,
    staleTime: staleTimeOf(path),
  });

  const first = useQuery({ ...windowQuery(0), placeholderData: keepPreviousData });
  const windows: number[] = [];
  for (let at = Math.floor(range.first / windowSize); at <= Math.floor(range.last / windowSize); at++) {
    if (at > 0) windows.push(at);
  }
  const rest = useQueries({ queries: windows.map(windowQuery) });

  function rowAt(index: number): Row | null {
    const window = Math.floor(index / windowSize);
    const at = index - window * windowSize;
    if (window === 0) return first.data?.data.rows[at] ?? null;
    const held =
      rest[windows.indexOf(window)]?.data ?? client.getQueryData<FromSnapshot<Answer>>(windowQuery(window).queryKey);
    return held?.data.rows[at] ?? null;
  }

  const onWindow = useCallback((from: number, to: number) => {
    setRange((old) => (old.first === from && old.last === to ? old : { first: from, last: to }));
  }, []);

  const failed = [first, ...rest].find((result) => result.isError);
  return {
    answer: first.data?.data ?? null,
    snapshot: first.data?.snapshot ?? null,
    refreshing: first.isPlaceholderData,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    rowAt,
    onWindow,
  };
}
