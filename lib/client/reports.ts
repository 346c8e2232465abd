"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  ReportDocument,
  ReportDocumentQuery,
  ReportJob,
  ReportsAnswer,
  SnapshotsAnswer,
  StartReportBody,
} from "@/lib/contracts/api";
import { apiGet, apiSend } from "./api";

const key = ["reports"] as const;

function underWay({ state }: ReportJob): boolean {
  return state === "waiting" || state === "running";
}

/** Asked again each second while one is under way. */
export function useReports() {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => apiGet<ReportsAnswer>("/api/reports", {}, signal),
    refetchInterval: (query) => (query.state.data?.jobs.some(underWay) ? 1_000 : false),
  });
}

/** Finished scans, newest first: a report can be of each. */
export function useSealedSnapshots() {
  const query = useQuery({
    queryKey: ["snapshots"],
    queryFn: ({ signal }) => apiGet<SnapshotsAnswer>("/api/snapshots", {}, signal),
  });
  return (query.data?.snapshots ?? []).filter(({ status }) => status === "complete" || status === "partial");
}

export function useReportChanges() {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const start = useMutation({
    mutationFn: (body: StartReportBody) => apiSend<ReportJob>("POST", "/api/reports", body),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => apiSend<unknown>("DELETE", `/api/reports/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
  return { start, remove };
}

/** The whole report, to be shown as a page. */
export function useReportDocument(query: ReportDocumentQuery | null) {
  return useQuery({
    queryKey: ["report-document", query],
    queryFn: ({ signal }) => apiGet<ReportDocument>("/api/reports/document", { ...query }, signal),
    enabled: query !== null,
    staleTime: 60_000,
  });
}
