/** An abort signal for thousands of waiters: signals keep their listeners in a list that is walked at every addition. */
export class Cancellation {
  readonly #callbacks = new Set<(reason: unknown) => void>();

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener(
      "abort",
      () => {
        for (const callback of [...this.#callbacks]) callback(signal.reason);
        this.#callbacks.clear();
      },
      { once: true },
    );
  }

  /** Returns how to stop listening. Called at once where it is too late. */
  on(callback: (reason: unknown) => void): () => void {
    if (this.signal.aborted) {
      callback(this.signal.reason);
      return () => undefined;
    }
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }
}
