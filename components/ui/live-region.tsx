"use client";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from "react";

const Announce = createContext<(text: string) => void>(() => undefined);

/** One polite live region for the whole page: what is announced here is read out, and shown by the caller. */
export function LiveRegion({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  const turn = useRef(false);
  const announce = useCallback((next: string) => {
    // The same words twice are read twice only if the text differs: a no-break space tells them apart.
    turn.current = !turn.current;
    setText(turn.current ? next : `${next}\u00a0`);
  }, []);
  const value = useMemo(() => announce, [announce]);
  return (
    <Announce value={value}>
      {children}
      <div role="status" aria-live="polite" aria-atomic="true" className="sr-only" data-announcer>
        {text}
      </div>
    </Announce>
  );
}

export function useAnnounce(): (text: string) => void {
  return useContext(Announce);
}
