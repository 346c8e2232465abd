"use client";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Failed, Loading } from "@/components/shared/states";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";

/** The page of one thing: what the API holds under the same path, with what is shown until it is there. */
export function DetailPage<T>({
  query = {},
  children,
}: {
  query?: Readonly<Record<string, unknown>>;
  children: (detail: T) => ReactNode;
}) {
  const pathname = usePathname();
  const answer = useEstateQuery<T>(`/api${pathname}`, query);
  if (answer.isError) return <Failed page error={errorBody(answer.error)} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <Loading rows={12} />;
  return children(answer.data.data);
}
