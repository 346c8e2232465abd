"use client";
import type { ReactNode } from "react";
import { OpenPage } from "@/components/shared/open-page";
import { Failed } from "@/components/shared/states";
import { SidePanel } from "@/components/ui/side-panel";
import { SkeletonRows } from "@/components/ui/skeleton";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";

/** What a row of a list stands for, beside the list: the API has it at the address of its page. */
export function RowPanel<T>({
  href,
  pattern,
  keepPrevious = false,
  onClose,
  title,
  children,
}: {
  href: string | null;
  /** What such an address looks like: nothing else is asked for. */
  pattern: RegExp;
  /** Until the next one is there, the one before it stays in sight. */
  keepPrevious?: boolean;
  onClose: () => void;
  /** undefined = not read yet. */
  title: (detail: T | undefined) => string;
  children: (detail: T) => ReactNode;
}) {
  const known = href !== null && pattern.test(href);
  const query = useEstateQuery<T>(`/api${href ?? ""}`, {}, { enabled: known, keepPrevious });
  const detail = query.data?.data;
  return (
    <SidePanel open={known} onClose={onClose} title={title(detail)} actions={<OpenPage href={href} />}>
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {known && query.isPending ? <SkeletonRows rows={6} /> : null}
      {detail ? <div className="flex flex-col gap-4">{children(detail)}</div> : null}
    </SidePanel>
  );
}
