/** One budget of requests: a queue, evenly paced at the rate that RateControl allows, with so many under way at once. */
import type { Cancellation } from "../cancellation";
import type { LimitFigure } from "./figures";
import { RateControl, type RateMode } from "./rate-control";
import { Slots } from "./slots";

/** Slightly slower than allowed: clocks and networks bunch requests up that left evenly spaced. */
const PACE = 0.98;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;

/** What a budget is for; null = shared by all. */
export interface LimitSubject {
  readonly service: string;
  readonly operation: string | null;
  readonly accountId: string;
  readonly region: string | null;
}

interface Waiting {
  readonly grant: () => void;
}

export class Limit {
  readonly #control: RateControl | null;
  readonly #waiting: Waiting[] = [];
  #head = 0;
  #underWay = 0;
  #tokens = 1;
  #refilledAt: number;
  #pausedUntil = 0;
  #throttledInARow = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #onFree = () => this.#pump();

  /** mode "off": requests are not paced at all; throttling still makes all of them pause. */
  constructor(
    readonly subject: LimitSubject,
    private readonly figure: LimitFigure,
    mode: RateMode | "off",
    private readonly slots = new Slots(Number.POSITIVE_INFINITY),
    private readonly firstPauseMs = FIRST_PAUSE_MS,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#control = mode === "off" ? null : new RateControl(figure.rate, mode);
    this.#refilledAt = now();
  }

  get waiting(): number {
    return this.#waiting.length - this.#head;
  }

  /** Requests a second just now; Infinity where there is no limit. */
  get rate(): number {
    return this.#control?.rate ?? Number.POSITIVE_INFINITY;
  }

  get found(): number | null {
    return this.#control?.found ?? null;
  }

  /** Resolves when a request may leave; rejects when cancelled. Every resolved acquire needs one `done`. */
  acquire(cancellation: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      let unlisten: () => void = () => undefined;
      const entry: Waiting = {
        grant: () => {
          unlisten();
          resolve();
        },
      };
      if (cancellation.signal.aborted) return reject(cancellation.signal.reason as Error);
      this.#waiting.push(entry);
      unlisten = cancellation.on((reason) => {
        const at = this.#waiting.indexOf(entry, this.#head);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(reason as Error);
      });
      this.#pump();
    });
  }

  /** `throttled`: null where the service took the request, else the seconds that it asked to wait (0 = it did not say). */
  done(sentAt: number, throttled: number | null): void {
    this.#underWay--;
    this.slots.give();
    const now = this.now();
    if (throttled === null) {
      this.#throttledInARow = 0;
      this.#control?.succeeded(now, this.waiting > 0);
    } else if ((this.#control?.throttled(sentAt, now) ?? true) || throttled > 0) {
      this.#throttledInARow++;
      const pause = Math.min(LONGEST_PAUSE_MS, this.firstPauseMs * 2 ** Math.min(10, this.#throttledInARow - 1));
      this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.max(pause, Math.min(60, throttled) * 1000));
      this.#tokens = Math.min(this.#tokens, 0);
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#timer !== null) return;
    while (this.waiting > 0 && this.#underWay < this.concurrency) {
      const wait = this.#untilNext();
      if (wait > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = null;
          this.#pump();
        }, Math.ceil(wait));
        return;
      }
      // Only now: a token that is spent while the request still waits makes requests leave in a bunch.
      if (!this.slots.take(this.#onFree)) return;
      if (this.#control !== null) this.#tokens--;
      this.#underWay++;
      this.#shift()?.grant();
    }
  }

  /** A limit that was probed up needs more requests under way than it began with. */
  private get concurrency(): number {
    const { rate, concurrency } = this.figure;
    const now = this.#control?.rate ?? rate;
    return this.#control === null
      ? Math.max(concurrency, 16)
      : Math.max(concurrency, Math.min(64, Math.ceil((concurrency * now) / rate)));
  }

  #untilNext(): number {
    const now = this.now();
    if (now < this.#pausedUntil) {
      this.#refilledAt = now;
      return this.#pausedUntil - now;
    }
    if (this.#control === null) return 0;
    const perMs = (this.#control.rate * PACE) / 1000;
    // Late timers are made up for by two requests at once at most, where the service takes bursts; timers tick in milliseconds.
    const capacity = Math.max(this.figure.burst >= 3 ? 2 : 1, perMs * 20);
    this.#tokens = Math.min(capacity, this.#tokens + (now - this.#refilledAt) * perMs);
    this.#refilledAt = now;
    return this.#tokens >= 1 ? 0 : (1 - this.#tokens) / perMs;
  }

  /** Queues grow to thousands: an index instead of Array.shift, cleared now and then. */
  #shift(): Waiting | undefined {
    const entry = this.#waiting[this.#head++];
    if (this.#head > 1024 && this.#head * 2 > this.#waiting.length) {
      this.#waiting.splice(0, this.#head);
      this.#head = 0;
    }
    return entry;
  }
}
