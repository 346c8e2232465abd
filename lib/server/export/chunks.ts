/** Collects small pieces of text into chunks of bytes that are worth sending. */

/** Yields UTF-8 of the pieces, about `size` characters at a time; bytes as they are. */
export function* byteChunks(pieces: Iterable<string | Uint8Array>, size = 64 * 1024): Generator<Uint8Array> {
  let pending: (string | Uint8Array)[] = [];
  let length = 0;
  for (const piece of pieces) {
    pending.push(piece);
    length += piece.length;
    if (length < size) continue;
    yield joined(pending);
    pending = [];
    length = 0;
  }
  if (length > 0) yield joined(pending);
}

function joined(pieces: readonly (string | Uint8Array)[]): Uint8Array {
  if (pieces.every((piece) => typeof piece === "string")) return Buffer.from(pieces.join(""), "utf8");
  return Buffer.concat(pieces.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "utf8") : piece)));
}
