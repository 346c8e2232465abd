/** Zips files as they are made: neither a file nor the archive is ever whole in memory. */
import { Zip, ZipDeflate } from "fflate";

/** The first that the format knows, made of local parts as the format wants: the same bytes in every time zone. */
const NO_TIME = new Date(1980, 0, 1);
const BATCH = 64 * 1024;

/** `parts` in order; the text of one is read to its end before the next is asked for. Deterministic. */
export function* zipped(
  parts: Iterable<{ readonly path: string; readonly text: Iterable<string> }>,
): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, bytes) => {
    if (error) failure ??= error;
    else if (bytes.length > 0) ready.push(bytes);
  });
  function* flush(): Generator<Uint8Array> {
    if (failure) throw failure;
    const out = ready;
    ready = [];
    yield* out;
  }
  for (const { path, text } of parts) {
    const file = new ZipDeflate(path, { level: 6 });
    file.mtime = NO_TIME;
    zip.add(file);
    let pending: string[] = [];
    let length = 0;
    for (const piece of text) {
      pending.push(piece);
      length += piece.length;
      if (length < BATCH) continue;
      file.push(Buffer.from(pending.join(""), "utf8"), false);
      pending = [];
      length = 0;
      yield* flush();
    }
    file.push(Buffer.from(pending.join(""), "utf8"), true);
    yield* flush();
  }
  zip.end();
  yield* flush();
}
