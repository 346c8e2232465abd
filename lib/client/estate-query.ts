"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FromSnapshot } from "@/lib/contracts/api";
import { apiGet } from "./api";
import { useSnapshotChoice } from "./snapshot-choice";

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
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}
