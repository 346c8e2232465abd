"use client";
import type { ReactNode } from "react";
import { Failed, Loading } from "@/components/shared/states";
import { errorBody } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import { useStatus } from "@/lib/client/status";

/** Pages speak of a snapshot: without one there is the first start, and without an answer the reason why. */
export function EstateGate({ firstStart, children }: { firstStart: ReactNode; children: ReactNode }) {
  const status = useStatus();
  const { id } = useSnapshotChoice();
  if (id !== null) return children;
  if (status.isError) {
    const error = errorBody(status.error);
    // On its way to the sign-in page.
    if (error.code === "unauthenticated") return <Loading />;
    return <Failed page error={error} onRetry={() => void status.refetch()} />;
  }
  return status.data ? firstStart : <Loading />;
}
