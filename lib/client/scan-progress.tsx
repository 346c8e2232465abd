"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { ScanProgress } from "@/lib/contracts/api";
import { ApiFailure, apiGet, apiSend } from "./api";
import { statusKey, useStatus } from "./status";

interface Scan {
  /** The scan that runs, else the last one of this process, else null. */
  readonly progress: ScanProgress | null;
  readonly running: boolean;
  readonly start: () => void;
  readonly cancel: () => void;
  /** Why it could not be started or cancelled. */
  readonly error: Error | null;
}

const Context = createContext<Scan>({
  progress: null,
  running: false,
  start: () => undefined,
  cancel: () => undefined,
  error: null,
});

export function isRunning(progress: ScanProgress | null): boolean {
  return progress?.state === "running" || progress?.state === "cancelling";
}

/** Follows the scan by server-sent events; where those cannot be had, by asking every three seconds. */
export function ScanProgressProvider({ children }: { children: ReactNode }) {
  const status = useStatus();
  const client = useQueryClient();
  const [live, setLive] = useState<ScanProgress | null>(null);
  const signedIn = status.data !== undefined;

  useEffect(() => {
    if (!signedIn) return;
    return follow((progress) => {
      setLive(progress);
      if (progress !== null && !isRunning(progress)) void client.invalidateQueries({ queryKey: statusKey });
    });
  }, [signedIn, client]);

  const start = useMutation({ mutationFn: () => apiSend<ScanProgress>("POST", "/api/scans"), onSuccess: setLive });
  const cancel = useMutation({ mutationFn: () => apiSend<unknown>("DELETE", "/api/scans/current") });

  const progress = live ?? status.data?.scan ?? null;
  const value = useMemo<Scan>(
    () => ({
      progress,
      running: isRunning(progress),
      start: () => start.mutate(),
      cancel: () => cancel.mutate(),
      error: start.error ?? cancel.error,
    }),
    [progress, start, cancel],
  );
  return <Context value={value}>{children}</Context>;
}

export function useScan(): Scan {
  return useContext(Context);
}

/** Calls back with every step of the scan until the returned function is called. */
function follow(onProgress: (progress: ScanProgress | null) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;
  const source = new EventSource("/api/scans/events");
  source.addEventListener("progress", (event) => {
    const progress = parse(event.data);
    if (progress) onProgress(progress);
  });

  async function poll() {
    try {
      onProgress(await apiGet<ScanProgress>("/api/scans/current"));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
    }
    if (!stopped) timer = setTimeout(poll, 3_000);
  }
  source.addEventListener("error", () => {
    // While the browser reconnects by itself the state is CONNECTING; CLOSED means that it gave up.
    if (source.readyState === EventSource.CLOSED && timer === null) timer = setTimeout(poll, 0);
  });
  return () => {
    stopped = true;
    source.close();
    if (timer !== null) clearTimeout(timer);
  };
}

function parse(data: unknown): ScanProgress | null {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data) as ScanProgress;
  } catch {
    return null;
  }
}
