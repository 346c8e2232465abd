"use client";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { late, useWanted } from "./late";
import type { ToastMessage } from "./toast-region";

type Say = (message: ToastMessage) => void;

const parts = late(() => import("./toast-region"));
const Context = createContext<Say>(() => undefined);

/** Short messages in the corner. What shows them comes with the first. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(false);
  const module = useWanted(parts, wanted);
  const waiting = useRef<ToastMessage[]>([]);
  const shown = useRef<Say | null>(null);
  const say = useCallback((message: ToastMessage) => {
    if (shown.current !== null) shown.current(message);
    else {
      waiting.current.push(message);
      setWanted(true);
    }
  }, []);
  const onReady = useCallback((add: Say) => {
    shown.current = add;
    for (const message of waiting.current.splice(0)) add(message);
  }, []);
  return (
    <Context value={say}>
      {children}
      {module === null ? null : <module.ToastRegion onReady={onReady} />}
    </Context>
  );
}

export function useToast(): Say {
  return useContext(Context);
}
