import { type KeyboardEvent as ReactKeyboardEvent, type RefObject, useEffect, useRef, useState } from "react";
import { isModalOpen, isTyping } from "../typing";

/** j k o, arrows, Home, End and Enter over the rows of a table. The active row's first link gets the focus. */
export function useRowKeys({
  count,
  keys,
  scroller,
  show,
  open,
}: {
  count: number;
  keys: boolean;
  scroller: RefObject<HTMLElement | null>;
  show: (index: number) => void;
  open: (index: number) => void;
}): { active: number; onKeyDown: (event: ReactKeyboardEvent<HTMLElement>) => void } {
  const [active, setActive] = useState(-1);
  const wanted = useRef<number | null>(null);

  // A row may only come to be with the scroll, and its link with its data: the focus follows when they are there.
  useEffect(() => {
    const row = wanted.current === null ? null : rowElement(wanted.current);
    if (row === null) return;
    const link = row.querySelector<HTMLElement>("a");
    (link ?? row).focus({ preventScroll: true });
    if (link !== null) wanted.current = null;
    // Who goes elsewhere while the row is still empty is not called back.
    else row.addEventListener("blur", () => (wanted.current = null), { once: true });
  });

  function rowElement(index: number): HTMLElement | null {
    return scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`) ?? null;
  }

  function go(to: number) {
    const index = Math.max(0, Math.min(count - 1, to));
    if (count === 0) return;
    setActive(index);
    wanted.current = index;
    show(index);
  }

  function act(key: string): boolean {
    if (key === "j") go(active + 1);
    else if (key === "k") go(active - 1);
    else if (key === "o" && active >= 0) open(active);
    else return false;
    return true;
  }

  useEffect(() => {
    if (!keys) return;
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event) || isModalOpen()) return;
      if (act(event.key)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });

  return {
    active,
    onKeyDown(event) {
      if (event.target instanceof HTMLElement && event.target.closest('[role="columnheader"]')) return;
      const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / 40));
      if (event.key === "ArrowDown") go(active + 1);
      else if (event.key === "ArrowUp") go(active - 1);
      else if (event.key === "PageDown") go(active + page);
      else if (event.key === "PageUp") go(active - page);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(count - 1);
      else return;
      event.preventDefault();
    },
  };
}
