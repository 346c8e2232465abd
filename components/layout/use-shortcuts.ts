"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { isModalOpen, isTyping } from "@/components/ui/typing";
import { places } from "./places";

/** Milliseconds in which the second key of "g w" must follow. */
const pause = 1200;

/** Keys that work on every page. Single keys only where the reader has them on, and never while typing. */
export function useShortcuts({
  singleKeys,
  onSearch,
  onSheet,
}: {
  singleKeys: boolean;
  onSearch: () => void;
  onSheet: () => void;
}) {
  const router = useRouter();
  const wentAt = useRef(0);

  useEffect(() => {
    function act(key: string, at: number): boolean {
      const place = at - wentAt.current < pause ? places.find((item) => item.key === key) : undefined;
      wentAt.current = key === "g" ? at : 0;
      if (place) router.push(place.href);
      else if (key === "?") onSheet();
      else if (key === "/") focusPageSearch() || onSearch();
      else return false;
      return true;
    }

    function listen(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        onSearch();
        return;
      }
      if (!singleKeys || isTyping(event) || isModalOpen()) return;
      if (act(event.key, event.timeStamp)) event.preventDefault();
    }
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [router, singleKeys, onSearch, onSheet]);
}

function focusPageSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>("main input[type=search]");
  field?.focus();
  field?.select();
  return field !== null;
}
