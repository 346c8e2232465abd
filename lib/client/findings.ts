"use client";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AcceptanceBody } from "@/lib/contracts/api";
import { apiGet, apiSend } from "./api";
import { staleTimeOf } from "./estate-query";
import { useSnapshotChoice } from "./snapshot-choice";

/** A question whose answer is of several snapshots, and so has no stamp of one. */
export function useFindingsQuery<T>(path: string, query: Readonly<Record<string, unknown>> = {}) {
  const { id } = useSnapshotChoice();
  return useQuery({
    queryKey: ["estate", id, path, query],
    queryFn: ({ signal }) => apiGet<T>(path, { ...query, snapshot: id }, signal),
    enabled: id !== null,
    staleTime: staleTimeOf(path),
    placeholderData: keepPreviousData,
  });
}

/** What is accepted shows on many pages: the list, the overview, the pages of workloads and roles. */
const showing = /^\/api\/(findings|overview|workloads|roles|clusters)(\/|$)/;

/** Accepting findings and taking that back. Answers that show either are asked anew. */
export function useAcceptanceChanges() {
  const client = useQueryClient();
  const refresh = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === "estate" && showing.test(String(queryKey[2])),
    });
  const accept = useMutation({
    mutationFn: (body: AcceptanceBody) => apiSend<unknown>("POST", "/api/findings/acceptances", body),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => apiSend<unknown>("DELETE", `/api/findings/acceptances/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
  return { accept, revoke };
}
