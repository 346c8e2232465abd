/** Several streams as one, a few of them at a time. */

/** Items of one stream keep their order; which stream is next is as they come. The first error ends all. */
export async function* merged<T>(streams: Iterable<() => AsyncIterable<T>>, width: number): AsyncGenerator<T> {
  const waiting = streams[Symbol.iterator]();
  const open = new Map<AsyncIterator<T>, Promise<{ from: AsyncIterator<T>; result: IteratorResult<T> }>>();
  const step = (from: AsyncIterator<T>) =>
    open.set(
      from,
      from.next().then((result) => ({ from, result })),
    );
  const fill = () => {
    while (open.size < width) {
      const next = waiting.next();
      if (next.done === true) return;
      step(next.value()[Symbol.asyncIterator]());
    }
  };
  try {
    for (fill(); open.size > 0; fill()) {
      const { from, result } = await Promise.race(open.values());
      open.delete(from);
      if (result.done === true) continue;
      // Asked on at once, so that a slow taker has the next item ready.
      step(from);
      yield result.value;
    }
  } finally {
    // Whoever stops taking ends the others; what they have under way ends unseen.
    for (const [from, step] of open) {
      step.catch(() => undefined);
      void from.return?.()?.catch(() => undefined);
    }
  }
}
