"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FromSnapshot } from "@/lib/contracts/api";
import { apiGet } from "./api";
import { useSnapshotChoice } from "./snapshot-choice";

/** Milliseconds. What is found follows from recorded activity and from what is accepted, too: a page asks again when it is opened. */
const findingsStale = 10_000;
const withFindings = /^\/api\/(findings|overview|clusters|changes)(\/|$)|^\/api\/(workloads|roles)\/./;

export function staleTimeOf(path: string): number {
  return withFindings.test(path) ? findingsStale : Number.POSITIVE_INFINITY;
}

/** One question about the snapshot that the pages show. Waits until there is one. */
export function useEstateQuery<T>(
  path: string,
  query: Readonly<Record<string, unknown>> = {},
  options: { readonly enabled?: boolean; readonly keepPrevious?: boolean } = {},
) {
  const { id } = useSnapshotChoice();
  return useQuery({
    queryKey: ["estate", id, path, query],
    queryFn: ({ signal }) => apiGet<FromSnapshot<T>>(path, { ...query, snapshot: id }, signal),
    enabled: id !== null && (options.enabled ?? true),
    staleTime: staleTimeOf(path),
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
