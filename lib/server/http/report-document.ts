/** A body that is sent as it is made. What fails before its first bytes still becomes an error with a status. */
export async function firstThenRest(bytes: AsyncGenerator<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const first = await bytes.next();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (first.done) controller.close();
      else controller.enqueue(first.value);
    },
    async pull(controller) {
      const next = await bytes.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await bytes.return(undefined);
    },
  });
}
