import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { StateMessage } from "@/components/ui/notice";
import { SkeletonRows } from "@/components/ui/skeleton";
import type { ApiErrorBody } from "@/lib/contracts/api";

/** An answer that failed: what happened, its code, and the one next step. Never shown as empty. */
export function Failed({
  error,
  onRetry,
  page = false,
}: {
  error: ApiErrorBody;
  onRetry?: () => void;
  page?: boolean;
}) {
  const forbidden =
    error.code === "unauthenticated" || error.code === "foreign-host" || error.code === "foreign-origin";
  return (
    <StateMessage
      role="alert"
      page={page}
      icon="warning"
      title={forbidden ? "Not allowed to see this" : (titles.get(error.code) ?? "This could not be loaded")}
      action={onRetry && !lasting.has(error.code) ? <Button onClick={onRetry}>Try again</Button> : undefined}
    >
      <p>{error.message}</p>
      {error.remedy === null ? null : <p>{error.remedy}</p>}
      <p className="mt-1 text-xs">
        Code <code>{error.code}</code>
      </p>
    </StateMessage>
  );
}

/** Asking again gives the same answer. */
const lasting = new Set<ApiErrorBody["code"]>(["not-found", "bad-request", "snapshot-not-found"]);

const titles = new Map<ApiErrorBody["code"], string>([
  ["not-found", "Not in this snapshot"],
  ["snapshot-not-found", "This snapshot is no longer kept"],
  ["bad-request", "This address does not make sense"],
  ["unavailable", "Podlens does not answer"],
]);

export function NoMatch({ onClear, what }: { onClear: () => void; what: string }) {
  return (
    <StateMessage
      icon="filter"
      title={`No ${what} match`}
      action={<Button onClick={onClear}>Clear all filters</Button>}
    >
      The filters leave nothing over.
    </StateMessage>
  );
}

export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <StateMessage title={title} action={action}>
      {children}
    </StateMessage>
  );
}

export function Loading({ rows = 8 }: { rows?: number }) {
  return (
    <div className="px-gutter py-4">
      <SkeletonRows rows={rows} />
    </div>
  );
}
