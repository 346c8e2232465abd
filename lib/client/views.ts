"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SavedView, SaveViewBody, ViewPage, ViewsAnswer } from "@/lib/contracts/api";
import { apiGet, apiSend } from "./api";

const key = ["views"] as const;

/** Saved views of one page, and what can be done with them. */
export function useSavedViews(page: ViewPage, enabled: boolean) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => apiGet<ViewsAnswer>("/api/views", {}, signal),
    staleTime: 10_000,
    enabled,
  });
  const save = useMutation({
    mutationFn: (body: SaveViewBody) => apiSend<SavedView>("POST", "/api/views", body),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => apiSend<ViewsAnswer>("DELETE", `/api/views/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
  return { views: list.data?.views.filter((view) => view.page === page) ?? null, error: list.error, save, remove };
}
