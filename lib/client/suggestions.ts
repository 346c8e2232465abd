"use client";
import { useDeferredValue } from "react";
import type { SearchAnswer, SearchHit } from "@/lib/contracts/api";
import { useEstateQuery } from "./estate-query";

const most = 8;

/** What a text could mean in this snapshot, of the given kinds; nothing for nothing. */
export function useSuggestions(text: string, kinds: readonly SearchHit["kind"][]): readonly SearchHit[] {
  const q = useDeferredValue(text.trim().slice(0, 200));
  const answer = useEstateQuery<SearchAnswer>(
    "/api/search",
    { q, kind: kinds, limit: most },
    { enabled: q !== "", keepPrevious: true },
  );
  return q === "" ? [] : (answer.data?.data.hits ?? []);
}
