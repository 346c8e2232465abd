"use client";
import { useSearchParams } from "next/navigation";
import { useMemo, useSyncExternalStore } from "react";
import type { PolicyStatement } from "./service-table";

function subscribe(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

/** `?policy=NAME#statement-2`: the statement that a claim elsewhere rests on, as `statementHref` writes it. */
export function useAskedStatement(): PolicyStatement | null {
  const policy = useSearchParams().get("policy");
  const hash = useSyncExternalStore(
    subscribe,
    () => window.location.hash,
    () => "",
  );
  return useMemo(() => {
    const index = statementOf(hash);
    return index === null ? null : { policy: policy ?? "", index };
  }, [policy, hash]);
}

/** "#statement-2" → 2; null for any other. */
export function statementOf(hash: string): number | null {
  const digits = /^#statement-(\d{1,4})$/.exec(hash)?.[1];
  return digits === undefined ? null : Number(digits);
}
