/** Clocks and scales. Figures of one process, one thread. */
import { readFileSync } from "node:fs";
import v8 from "node:v8";
import vm from "node:vm";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** Milliseconds, and what was computed. */
export function time<Result>(work: () => Result): { readonly ms: number; readonly result: Result } {
  const start = performance.now();
  const result = work();
  return { ms: performance.now() - start, result };
}

/**
 * Milliseconds that this thread has computed, whatever else the machine did meanwhile: on Linux as the scheduler counts
 * them, elsewhere those of the whole process (with its collector's and compiler's threads).
 */
export const cpuMs: () => number = (() => {
  const file = "/proc/thread-self/schedstat";
  try {
    readFileSync(file);
  } catch {
    return () => process.cpuUsage().user / 1e3 + process.cpuUsage().system / 1e3;
  }
  return () => Number(readFileSync(file, "latin1").split(" ")[0]) / 1e6;
})();

/** Milliseconds by the clock and of computing, and what was computed. */
export function timeBoth<Result>(work: () => Result): {
  readonly ms: number;
  readonly cpu: number;
  readonly result: Result;
} {
  const before = cpuMs();
  const { ms, result } = time(work);
  return { ms, cpu: cpuMs() - before, result };
}

/** The first run, and the median of those that follow. `work` starts afresh each time. */
export function firstAndMedian(runs: number, work: () => unknown): { readonly first: number; readonly median: number } {
  const times = Array.from({ length: runs + 1 }, () => time(work).ms);
  return { first: times[0]!, median: percentile(times.slice(1), 0.5) };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Megabytes that the result of `work` holds, after a collection before and behind. */
export function held<Result>(work: () => Result): { readonly megabytes: number; readonly result: Result } {
  const before = inUse();
  const result = work();
  return { megabytes: (inUse() - before) / 1e6, result };
}

/** Bytes of this thread's heap that are in use, after a collection. */
export function inUse(): number {
  for (let i = 0; i < 3; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Runs `work(i)` for about `seconds`, in batches; how often a second. The first tenth warms up and is not counted. */
export async function perSecond(seconds: number, work: (i: number) => unknown, batch = 100): Promise<number> {
  let i = 0;
  for (const end = performance.now() + seconds * 100; performance.now() < end; ) {
    for (let k = 0; k < batch; k++) await settled(work(i++));
  }
  const start = performance.now();
  const end = start + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    for (let k = 0; k < batch; k++) {
      const result = work(i++);
      if (result instanceof Promise) await result;
    }
    count += batch;
  }
  return (count / (performance.now() - start)) * 1000;
}

async function settled(result: unknown): Promise<void> {
  if (result instanceof Promise) await result;
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const megabytes = (value: number): string => `${value.toFixed(1)} MB`;
export const rate = (value: number): string => `${Math.round(value).toLocaleString("en-US")}/s`;
