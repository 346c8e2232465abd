/** Bytes of a log file as text or as a stream, within limits: what is packed may be a bomb, half, or no gzip at all. */
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { MessageChannel } from "node:worker_threads";
import { createGunzip, gunzipSync } from "node:zlib";
import type { SkipReason, StoredBytes } from "@/lib/server/usecases/activity/ports";

/** Files up to this size, unpacked, are read at one go; CloudTrail's own are at most 50 MB. */
export const AT_ONCE = 64 * 1024 * 1024;
/** A file that unpacks to more is skipped. */
export const LARGEST_FILE = 512 * 1024 * 1024;

/** Why a file cannot be read; `code` is the reason that is counted. */
export class FileSkipped extends Error {
  override readonly name = "FileSkipped";
  constructor(readonly code: SkipReason) {
    super(code);
  }
}

/** The unpacked bytes; null where they are more than AT_ONCE. Throws FileSkipped. */
export function inflateAtOnce(bytes: Uint8Array): Uint8Array | null {
  if (!isGzip(bytes)) return bytes.byteLength > AT_ONCE ? null : bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: AT_ONCE, chunkSize: expectedSize(bytes) });
  } catch (error) {
    if ((error as { code?: unknown }).code === "ERR_BUFFER_TOO_LARGE") return null;
    throw skipped(error);
  }
}

const nowhere = (() => {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.close();
  return port1;
})();

/**
 * Gives the memory of a file's bytes back at once: left to the collector, they make it look through the whole heap every
 * few files. Nothing may use them any more.
 */
export function release({ buffer }: Uint8Array): void {
  // Smaller ones may share theirs.
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) nowhere.postMessage(null, [buffer]);
}

/** Deflate packs no better than this. */
const BEST_RATIO = 1_032;

/** What the file says of its size, where that can be: unpacked in one piece, it need not be put together. */
function expectedSize(bytes: Uint8Array): number {
  const least = 64 * 1024;
  if (bytes.byteLength < 18) return least;
  const said = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(bytes.byteLength - 4, true);
  return Math.min(Math.max(least, said + 1), AT_ONCE, Math.max(least, bytes.byteLength * BEST_RATIO));
}

/** The same as a stream, for files of any size. Throws FileSkipped from the iteration. */
export async function* inflateStream(stored: StoredBytes): AsyncGenerator<Uint8Array> {
  const source =
    "path" in stored ? createReadStream(stored.path, { highWaterMark: 1024 * 1024 }) : pieces(stored.bytes);
  let total = 0;
  try {
    for await (const chunk of await unpacked(source)) {
      total += chunk.byteLength;
      if (total > LARGEST_FILE) throw new FileSkipped("too-large");
      yield chunk;
    }
  } catch (error) {
    throw skipped(error);
  } finally {
    source.destroy();
  }
}

async function unpacked(source: Readable): Promise<AsyncIterable<Uint8Array>> {
  await new Promise<void>((resolve, reject) => {
    source.once("readable", resolve);
    source.once("end", resolve);
    source.once("error", reject);
  });
  const first = source.read() as Uint8Array | null;
  if (first === null) return source;
  source.unshift(first);
  return isGzip(first) ? source.pipe(createGunzip({ chunkSize: 1024 * 1024 })) : source;
}

function pieces(bytes: Uint8Array): Readable {
  const size = 1024 * 1024;
  return Readable.from(
    (function* () {
      for (let from = 0; from < bytes.byteLength; from += size) yield bytes.subarray(from, from + size);
    })(),
    { objectMode: false },
  );
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function skipped(error: unknown): unknown {
  if (error instanceof FileSkipped) return error;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === "Z_BUF_ERROR" || /unexpected end/i.test(String(message))) return new FileSkipped("truncated");
  return typeof code === "string" && code.startsWith("Z_") ? new FileSkipped("corrupt-gzip") : error;
}
