import { type KeyboardEvent as ReactKeyboardEvent, type RefObject, useEffect, useState } from "react";
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

  function go(to: number) {
    const index = Math.max(0, Math.min(count - 1, to));
    if (count === 0) return;
    setActive(index);
    show(index);
    // The row may only come to be with the scroll: look for it after the next two frames.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`);
        (row?.querySelector<HTMLElement>("a") ?? row)?.focus({ preventScroll: true });
      }),
    );
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
