"use client";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { defaultPreferences, formatPreferences, type Preferences, preferencesCookie } from "./preferences-value";

interface Held {
  readonly preferences: Preferences;
  readonly choose: (change: Partial<Preferences>) => void;
}

const Context = createContext<Held>({ preferences: defaultPreferences, choose: () => undefined });

export function PreferencesProvider({ initial, children }: { initial: Preferences; children: ReactNode }) {
  const [preferences, setPreferences] = useState(initial);
  const choose = useCallback((change: Partial<Preferences>) => {
    setPreferences((old) => {
      const next = { ...old, ...change };
      document.documentElement.dataset.theme = next.theme;
      document.documentElement.dataset.density = next.density;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that we support
      document.cookie = `${preferencesCookie}=${formatPreferences(next)}; path=/; max-age=31536000; samesite=strict`;
      return next;
    });
  }, []);
  const held = useMemo(() => ({ preferences, choose }), [preferences, choose]);
  return <Context value={held}>{children}</Context>;
}

export function usePreferences(): Held {
  return useContext(Context);
}
