"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { counted, formatNumber } from "@/components/shared/number";
import { Failed, Loading } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { apiSend, errorBody } from "@/lib/client/api";
import type { AskedCalls, CallRow } from "@/lib/contracts/api";
import { CallsTable } from "./calls-table";

/** The calls of a session as the trail itself has them: asked when somebody wants it, since it costs time or money. */
export function AskedCallsView({ sessionId }: { sessionId: string }) {
  const [wanted, setWanted] = useState(false);
  const asked = useInfiniteQuery({
    queryKey: ["activity asked", sessionId],
    queryFn: ({ pageParam }) =>
      apiSend<AskedCalls>("POST", `/api/activity/sessions/${encodeURIComponent(sessionId)}/calls`, {
        ...(pageParam === null ? {} : { before: { time: pageParam.time, eventId: pageParam.eventId } }),
      }),
    initialPageParam: null as CallRow | null,
    getNextPageParam: (last) => (last.more ? (last.rows.at(-1) ?? null) : null),
    enabled: wanted,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!wanted)
    return (
      <div className="max-w-lines">
        <p className="text-n8">
          Podlens keeps what concerns workloads and their roles. The source has every call of this session: Athena,
          where it is configured (what it scans is billed), else CloudTrail's event history.
        </p>
        <Button className="mt-2" onClick={() => setWanted(true)}>
          Ask the source
        </Button>
      </div>
    );
  if (asked.isError) return <Failed error={errorBody(asked.error)} onRetry={() => void asked.refetch()} />;
  const pages = asked.data?.pages ?? [];
  const [first] = pages;
  if (!first) return <Loading rows={4} />;
  if (first.source === null) return <p className="text-n8">It cannot be asked for. {first.because}</p>;
  const rows = pages.flatMap((page) => page.rows);
  return (
    <>
      <p className="mb-2 max-w-lines text-n8" data-asked>
        {counted(rows.length, "call", "calls")}. {first.because} {costOf(pages)}
      </p>
      {rows.length === 0 ? null : <CallsTable calls={rows} label="Calls at the source" />}
      {asked.hasNextPage ? (
        <Button className="mt-2" disabled={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
          Ask for earlier ones
        </Button>
      ) : null}
    </>
  );
}

function costOf(pages: readonly AskedCalls[]): string {
  const costs = pages.flatMap(({ cost }) => cost ?? []);
  const [first] = costs;
  if (!first)
    return `${counted(
      pages.reduce((sum, { requests }) => sum + requests, 0),
      "request",
      "requests",
    )}.`;
  const scanned = costs.reduce((sum, { bytesScanned }) => sum + bytesScanned, 0);
  const limit =
    first.scanLimit === null
      ? "the workgroup sets no limit, or it could not be read"
      : `the workgroup lets one query scan ${formatNumber(first.scanLimit)} bytes`;
  return `Athena scanned ${formatNumber(scanned)} bytes; ${limit}.`;
}
