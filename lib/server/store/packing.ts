/** How bodies are stored: raw deflate of UTF-8 text, addressed by the SHA-256 of that text. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";

const deflate = promisify<Uint8Array, Buffer>(deflateRaw);
/** Enough to keep zlib's threads busy, few enough to keep memory flat. */
const AT_ONCE = 64;

/** SHA-256 of the UTF-8 text, lower-case hex. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compresses off the main thread, in order. */
export async function packAll(bodies: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const packed: Uint8Array[] = [];
  for (let from = 0; from < bodies.length; from += AT_ONCE) {
    packed.push(...(await Promise.all(bodies.slice(from, from + AT_ONCE).map((body) => deflate(body)))));
  }
  return packed;
}
