"use client";
import { useEffect } from "react";
import { type ReviewAct, reviewDecisions } from "@/lib/domain/review/review";

/** A checkbox has the focus while rows are chosen: that is no writing. */
function isWriting({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || defaultPrevented || !(target instanceof HTMLElement)) return true;
  return target.isContentEditable || target.closest("input:not([type=checkbox]),textarea,select,[role=menu]") !== null;
}

/** 1, 2, 3: keep, reduce, revoke. (j and k walk the rows, as in every table.) */
export function useDecisionKeys(enabled: boolean, act: (act: ReviewAct) => void): void {
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (isWriting(event)) return;
      const decision = reviewDecisions[Number(event.key) - 1];
      if (decision === undefined) return;
      event.preventDefault();
      act(decision);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}

/** x chooses the row that has the focus, and gives it up again. */
export function useChooseKey(enabled: boolean, toggle: (row: number) => void): void {
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "x" || isWriting(event)) return;
      const link = document.activeElement?.closest("[data-row]")?.querySelector("[data-open]");
      const row = Number(link?.getAttribute("data-open") ?? 0);
      if (row === 0) return;
      event.preventDefault();
      toggle(row);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
}
