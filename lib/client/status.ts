"use client";
import { useQuery } from "@tanstack/react-query";
import type { StatusAnswer } from "@/lib/contracts/api";
import { apiGet } from "./api";

export const statusKey = ["status"] as const;

/** What Podlens is, as whom it is signed in, its newest snapshot: asked again each minute and on return to the page. */
export function useStatus() {
  return useQuery({
    queryKey: statusKey,
    queryFn: ({ signal }) => apiGet<StatusAnswer>("/api/status", {}, signal),
    staleTime: 10_000,
    refetchInterval: 60_000,
    refetchOnWindowFocus: true,
  });
}
