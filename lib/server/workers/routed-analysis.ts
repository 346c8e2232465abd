/**
 * Two analysis threads: one for the newest snapshot, which pages ask, and one for older ones and for comparisons, which is
 * started when something of the kind is asked and ended when nothing was for a while. Opening an old snapshot keeps no
 * question about the newest one waiting.
 */
import type { AnalysisClient } from "./analysis-client";

const IDLE_MS = 120_000;

export function createRoutedAnalysis(options: {
  /** Opened for the newest snapshot once, for others as often as they are asked after a rest. */
  readonly open: (of: "newest" | "history") => AnalysisClient;
  /** Id of the newest sealed snapshot; null = there is none. */
  readonly latest: () => Promise<string | null>;
  readonly idleMs?: number;
}): AnalysisClient {
  const newest = options.open("newest");
  let history: AnalysisClient | null = null;
  let underWay = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let closed = false;

  async function fromHistory(question: Parameters<AnalysisClient["ask"]>): Promise<Uint8Array> {
    history ??= options.open("history");
    if (timer) clearTimeout(timer);
    underWay++;
    try {
      return await history.ask(...question);
    } finally {
      underWay--;
      if (underWay === 0) rest();
    }
  }

  function rest(): void {
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => {
      if (underWay > 0) return;
      void history?.close();
      history = null;
    }, options.idleMs ?? IDLE_MS);
    timer.unref();
  }

  return {
    ask: async (...question) => {
      const [snapshotId, , input] = question;
      if (closed || !(comparesTwo(input) || (await isOld(snapshotId)))) return newest.ask(...question);
      return fromHistory(question);
    },
    close: async () => {
      closed = true;
      if (timer) clearTimeout(timer);
      await Promise.all([newest.close(), history?.close()]);
    },
  };

  /** Ids grow with time: one that is being sealed is newer than the newest sealed one. */
  async function isOld(snapshotId: string): Promise<boolean> {
    const latest = await options.latest();
    return latest !== null && snapshotId < latest;
  }
}

function comparesTwo(input: unknown): boolean {
  return typeof input === "object" && input !== null && "beside" in input && input.beside !== null;
}
