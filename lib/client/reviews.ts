"use client";
import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState, useSyncExternalStore } from "react";
import type {
  CreateReviewBody,
  DecideBody,
  ReviewAnswer,
  ReviewRow,
  ReviewRowAnswer,
  ReviewRowsAnswer,
  ReviewsAnswer,
} from "@/lib/contracts/api";
import { apiGet, apiSend } from "./api";

const windowSize = 200;
const address = (id: string) => `/api/reviews/${encodeURIComponent(id)}`;

export function useReviews() {
  return useQuery({
    queryKey: ["reviews"],
    queryFn: ({ signal }) => apiGet<ReviewsAnswer>("/api/reviews", {}, signal),
  });
}

export function useReview(id: string) {
  return useQuery({
    queryKey: ["review", id],
    queryFn: ({ signal }) => apiGet<ReviewAnswer>(address(id), {}, signal),
  });
}

/** One row with the history of its decisions. */
export function useReviewRow(id: string, row: number | null) {
  return useQuery({
    queryKey: ["review", id, "row", row],
    queryFn: ({ signal }) => apiGet<ReviewRowAnswer>(`${address(id)}/rows/${row}`, {}, signal),
    enabled: row !== null,
  });
}

export function useCreateReview() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CreateReviewBody) => apiSend<ReviewAnswer>("POST", "/api/reviews", body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["reviews"] }),
  });
}

/** Decisions and the end of one review; whatever the pages show of it is asked anew. */
export function useReviewActs(id: string) {
  const client = useQueryClient();
  const onSuccess = async (answer: ReviewAnswer) => {
    client.setQueryData(["review", id], answer);
    await Promise.all([
      client.invalidateQueries({ queryKey: ["review", id] }),
      client.invalidateQueries({ queryKey: ["reviews"] }),
    ]);
  };
  const decide = useMutation({
    mutationFn: (body: DecideBody) => apiSend<ReviewAnswer>("POST", `${address(id)}/decisions`, body),
    onSuccess,
  });
  const close = useMutation({
    mutationFn: (by: string) => apiSend<ReviewAnswer>("POST", `${address(id)}/close`, { by }),
    onSuccess,
  });
  return { decide, close };
}

/** Rows of a review, in windows as they come into sight. */
export function useReviewRows(id: string, query: Readonly<Record<string, unknown>>) {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const windowQuery = (window: number) => ({
    queryKey: ["review", id, "rows", query, window],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      apiGet<ReviewRowsAnswer>(
        `${address(id)}/rows`,
        { ...query, offset: window * windowSize, limit: windowSize },
        signal,
      ),
  });
  const first = useQuery({ ...windowQuery(0), placeholderData: keepPreviousData });
  const windows: number[] = [];
  for (let at = Math.floor(range.first / windowSize); at <= Math.floor(range.last / windowSize); at++)
    if (at > 0) windows.push(at);
  const rest = useQueries({
    queries: windows.map((window) => ({ ...windowQuery(window), placeholderData: keepPreviousData })),
  });
  const rowAt = (index: number): ReviewRow | null => {
    const window = Math.floor(index / windowSize);
    const held = window === 0 ? first.data : rest[windows.indexOf(window)]?.data;
    return held?.rows[index - window * windowSize] ?? null;
  };
  const onWindow = useCallback((from: number, to: number) => {
    setRange((old) => (old.first === from && old.last === to ? old : { first: from, last: to }));
  }, []);
  const failed = [first, ...rest].find((result) => result.isError);
  return {
    answer: first.data ?? null,
    refreshing: first.isPlaceholderData,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
    rowAt,
    onWindow,
  };
}

const nameKey = "podlens-reviewer";
const listeners = new Set<() => void>();

/** Whoever decides says so once in this browser; the name stands with each decision. */
export function useReviewer(): readonly [string, (name: string) => void] {
  const name = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => window.localStorage.getItem(nameKey) ?? "",
    () => "",
  );
  const keep = useCallback((next: string) => {
    window.localStorage.setItem(nameKey, next);
    for (const listener of listeners) listener();
  }, []);
  return [name, keep];
}
