"use client";
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import type { ActivityTimeline, AssumptionRow, AssumptionsPage, IngestProgress } from "@/lib/contracts/api";
import { ApiFailure, apiGet, apiSend } from "./api";

const activityKey = "activity";

/** One question about recorded activity: it depends on what was ingested, not on the snapshot that the pages show. */
export function useActivityQuery<T>(
  path: string,
  query: Readonly<Record<string, unknown>> = {},
  options: { readonly enabled?: boolean } = {},
) {
  return useQuery({
    queryKey: [activityKey, path, query],
    queryFn: ({ signal }) => apiGet<T>(path, query, signal),
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
  });
}

/** Assumptions, newest first, page after page as they come into sight. */
export function useAssumptions(query: Readonly<Record<string, unknown>>) {
  const list = useInfiniteQuery({
    queryKey: [activityKey, "/api/activity/assumptions", query],
    queryFn: ({ signal, pageParam }) =>
      apiGet<AssumptionsPage>("/api/activity/assumptions", { ...query, before: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const pages = list.data?.pages ?? [];
  const rows: AssumptionRow[] = pages.flatMap((page) => page.rows);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const loaded = rows.length;
  const onWindow = useCallback(
    (_first: number, last: number) => {
      if (last >= loaded - 30 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    [loaded, hasNextPage, isFetchingNextPage, fetchNextPage],
  );
  return {
    rows,
    matched: pages[0]?.matched ?? null,
    more: hasNextPage,
    loading: list.isPending,
    refreshing: list.isPlaceholderData,
    error: list.error,
    retry: () => void list.refetch(),
    onWindow,
  };
}

/** How often it is asked whether there is something newer. Milliseconds. */
const newsEvery = 20_000;

/**
 * Whether more was ingested than `version` knows of. Nothing on the page moves by itself: the reader is told, and
 * `show` asks everything anew.
 */
export function useNews(version: number | null): { readonly newer: boolean; readonly show: () => void } {
  const client = useQueryClient();
  const news = useQuery({
    queryKey: ["activity-news"],
    queryFn: ({ signal }) => apiGet<ActivityTimeline>("/api/activity/timeline", { buckets: 1 }, signal),
    refetchInterval: newsEvery,
    enabled: version !== null,
  });
  const show = useCallback(() => void client.invalidateQueries({ queryKey: [activityKey] }), [client]);
  return { newer: version !== null && (news.data?.version ?? 0) > version, show };
}

export interface Ingest {
  /** The run under way, else the last one of this process, else null. */
  readonly progress: IngestProgress | null;
  readonly running: boolean;
  readonly start: () => void;
  readonly error: Error | null;
}

/** Follows the reading of logs by server-sent events. */
export function useIngest(): Ingest {
  const client = useQueryClient();
  const [live, setLive] = useState<IngestProgress | null>(null);
  const known = useQuery({
    queryKey: ["activity-ingest"],
    queryFn: async ({ signal }) => {
      try {
        return await apiGet<IngestProgress>("/api/activity/ingest", {}, signal);
      } catch (error) {
        if (error instanceof ApiFailure && error.code === "no-scan") return null;
        throw error;
      }
    },
  });
  useEffect(() => {
    const source = new EventSource("/api/activity/ingest/events");
    source.addEventListener("progress", (event) => {
      const progress = JSON.parse(String(event.data)) as IngestProgress;
      setLive(progress);
      if (!isIngesting(progress)) void client.invalidateQueries({ queryKey: ["activity-news"] });
    });
    return () => source.close();
  }, [client]);
  const start = useMutation({
    mutationFn: () => apiSend<IngestProgress>("POST", "/api/activity/ingest"),
    onSuccess: setLive,
  });
  const progress = live ?? known.data ?? null;
  return { progress, running: isIngesting(progress), start: () => start.mutate(), error: start.error };
}

function isIngesting(progress: IngestProgress | null): boolean {
  return progress?.state === "running" || progress?.state === "cancelling";
}
