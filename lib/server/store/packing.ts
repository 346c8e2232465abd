/** How bodies are stored: raw deflate of UTF-8 text, addressed by the SHA-256 of that text. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflateRaw, deflateRawSync } from "node:zlib";

const deflate = promisify<Uint8Array, Buffer>(deflateRaw);
/** Below this a hop to zlib's threads costs five times what it saves. */
const SMALL = 32 * 1024;
/** Bodies between two turns of the event loop: about two milliseconds. */
const AT_ONCE = 64;

/** SHA-256 of the UTF-8 text, lower-case hex. */
export function sha256(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Compresses in order without holding the event loop up. */
export async function packAll(bodies: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const packed: Uint8Array[] = [];
  for (const [index, body] of bodies.entries()) {
    packed.push(body.length < SMALL ? deflateRawSync(body, { chunkSize: 4096 }) : await deflate(body));
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
  }
  return packed;
}
