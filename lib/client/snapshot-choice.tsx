"use client";
import { parseAsString, useQueryState } from "nuqs";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import type { SnapshotStamp } from "@/lib/contracts/api";
import { useStatus } from "./status";

interface SnapshotChoice {
  /** The snapshot that all pages show; null before the first one is known. */
  readonly id: string | null;
  readonly latest: SnapshotStamp | null;
  /** A newer one was sealed since: it is offered, not pushed. */
  readonly newer: boolean;
  /** Chosen in the address, so that a link shows the same one. */
  readonly chosen: boolean;
  readonly showLatest: () => void;
}

const Context = createContext<SnapshotChoice>({
  id: null,
  latest: null,
  newer: false,
  chosen: false,
  showLatest: () => undefined,
});

/** Keeps every page on one snapshot: the one in the address, else the newest when the page was opened. */
export function SnapshotChoiceProvider({ children }: { children: ReactNode }) {
  const status = useStatus();
  const [inAddress, setInAddress] = useQueryState("snapshot", parseAsString);
  const [pinned, setPinned] = useState<string | null>(null);
  const latest = status.data?.latest ?? null;
  // Set while drawing, as React advises for state that follows other state: no frame shows the wrong one.
  if (pinned === null && latest !== null) setPinned(latest.id);

  const value = useMemo<SnapshotChoice>(() => {
    const chosen = inAddress !== null && inAddress !== "latest";
    const id = chosen ? inAddress : (pinned ?? latest?.id ?? null);
    return {
      id,
      latest,
      chosen,
      newer: latest !== null && id !== null && latest.id !== id,
      showLatest: () => {
        setPinned(latest?.id ?? null);
        void setInAddress(null);
      },
    };
  }, [inAddress, pinned, latest, setInAddress]);
  return <Context value={value}>{children}</Context>;
}

export function useSnapshotChoice(): SnapshotChoice {
  return useContext(Context);
}
