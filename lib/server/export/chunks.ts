/** Collects small pieces of text into chunks of bytes that are worth sending. */

/** Yields UTF-8 of the pieces, about `size` characters at a time. */
export function* byteChunks(pieces: Iterable<string>, size = 64 * 1024): Generator<Uint8Array> {
  let pending: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    pending.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield Buffer.from(pending.join(""), "utf8");
    pending = [];
    length = 0;
  }
  if (length > 0) yield Buffer.from(pending.join(""), "utf8");
}
