/**
 * Clocks for work that is done afresh several times. The shortest run is what the work takes; longer ones are what else the
 * machine had to do. CPU time (all threads of the process, so collection of garbage counts as well) says so on a busy one.
 */
import { percentile } from "../measure";

export interface Spent {
  /** The first run, with code that is not yet optimised. Milliseconds. */
  readonly first: number;
  readonly best: number;
  readonly median: number;
  /** Of the run that took least. */
  readonly cpu: number;
}

export function spent(runs: number, work: () => unknown): Spent {
  const walls: number[] = [];
  const cpus: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const before = process.cpuUsage();
    const start = performance.now();
    work();
    walls.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    cpus.push((user + system) / 1000);
  }
  const warm = walls.slice(1);
  return { first: walls[0]!, best: Math.min(...warm), median: percentile(warm, 0.5), cpu: Math.min(...cpus.slice(1)) };
}
