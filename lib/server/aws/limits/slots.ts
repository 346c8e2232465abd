/**
 * Requests under way at once, over all budgets. More than a process can handle in time would only wait inside it, where
 * the wait counts as the service's: connections would seem to take seconds, and answers to be late.
 */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes one; where there is none, `onFree` is called when it is worth trying again. */
  take(onFree: () => void): boolean {
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    this.#waiting.add(onFree);
    return false;
  }

  /** Gives one back; who has waited longest may try first, and the next one where that one needs it no more. */
  give(): void {
    this.#free++;
    for (const onFree of this.#waiting) {
      if (this.#free === 0) return;
      this.#waiting.delete(onFree);
      onFree();
    }
  }
}
