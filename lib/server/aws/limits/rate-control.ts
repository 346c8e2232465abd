/**
 * The rate of one limit, as throttling teaches it. Pure: times come in as milliseconds.
 * Steady: begins at the figure and never goes above it; a throttled request takes 30 % off, and from there the rate
 * creeps back, waiting twice as long after each disappointment, so that a service which allows less than the figure is
 * found out with a handful of throttled requests and not with one every few seconds.
 * Probe: doubles until the first throttled request, then goes on like steady, without a ceiling.
 */
export type RateMode = "steady" | "probe";

const DECREASE = 0.7;
const FLOOR = 0.2;
const FIRST_HOLD_MS = 15_000;
const LONGEST_HOLD_MS = 600_000;
/** In a probe, the time in which the rate doubles while requests queue. */
const DOUBLING_MS = 250;
const SLOW_STEP = 1.05;
export const PROBE_CEILING = 10_000;

export class RateControl {
  #rate: number;
  /** Up to here the rate recovers at once; beyond only in slow steps. */
  #safe: number;
  #holdUntil = 0;
  #holdMs = FIRST_HOLD_MS;
  #lastDecrease = Number.NEGATIVE_INFINITY;
  #lastIncrease = Number.NEGATIVE_INFINITY;
  #throttledEver = false;
  readonly #start: number;
  readonly #floor: number;
  readonly #ceiling: number;

  constructor(
    start: number,
    private readonly mode: RateMode,
  ) {
    this.#start = start;
    this.#rate = start;
    this.#safe = start;
    this.#floor = start * FLOOR;
    this.#ceiling = mode === "probe" ? Math.max(start, PROBE_CEILING) : start;
  }

  get rate(): number {
    return this.#rate;
  }

  /** What is worth remembering: the rate that stood, where it is not the one that it began with. */
  get found(): number | null {
    const found = this.#throttledEver ? Math.min(this.#rate, this.#safe) : this.#rate;
    return found === this.#start ? null : found;
  }

  /** `sentAt`: when the request that was throttled left. Requests of one burst count once. True where the rate fell. */
  throttled(sentAt: number, now: number): boolean {
    if (sentAt <= this.#lastDecrease) return false;
    const firstOfProbe = this.mode === "probe" && !this.#throttledEver;
    this.#throttledEver = true;
    // The doubling overshot by up to a factor of two, so the way back from a probe's peak is longer.
    this.#safe = this.#rate * (firstOfProbe ? 0.5 : 0.9);
    this.#rate = Math.max(this.#floor, this.#rate * (firstOfProbe ? 0.4 : DECREASE));
    this.#safe = Math.max(this.#safe, this.#rate);
    this.#holdUntil = now + this.#holdMs;
    this.#holdMs = Math.min(LONGEST_HOLD_MS, this.#holdMs * 2);
    this.#lastDecrease = now;
    this.#lastIncrease = now;
    return true;
  }

  /** `queued`: whether requests wait, without which success proves nothing about a higher rate. */
  succeeded(now: number, queued: boolean): void {
    if (!queued) return;
    const elapsed = now - this.#lastIncrease;
    if (this.mode === "probe" && !this.#throttledEver) {
      if (elapsed >= DOUBLING_MS) this.#raise(this.#rate * 2, now);
    } else if (elapsed < 1000) return;
    else if (this.#rate < this.#safe) this.#raise(Math.min(this.#safe, this.#rate + this.#safe * 0.1), now);
    else if (now >= this.#holdUntil) {
      this.#raise(this.#rate * SLOW_STEP, now);
      this.#safe = Math.max(this.#safe, this.#rate);
    }
  }

  #raise(to: number, now: number): void {
    this.#rate = Math.min(this.#ceiling, to);
    this.#lastIncrease = now;
  }
}
