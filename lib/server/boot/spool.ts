/** Large files on their way to a reading thread: through the data folder's temporary folder, not through memory. */
import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Spool } from "@/lib/server/usecases/activity/ingest";

export function createSpool(dataDir: string): Spool {
  let files = 0;
  return {
    async collect(bytes, most) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      const iterator = bytes[Symbol.asyncIterator]();
      for (;;) {
        const next = await iterator.next();
        if (next.done) break;
        chunks.push(next.value);
        size += next.value.byteLength;
        if (size > most) return toFile(join(dataDir, "tmp"), `ingest-${process.pid}-${++files}`, chunks, iterator);
      }
      return { stored: { bytes: joined(chunks, size) }, drop: async () => undefined };
    },
  };
}

/** In a buffer of its own, which can be handed to a thread without a copy. */
function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1 && first && first.byteLength === first.buffer.byteLength) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

async function toFile(folder: string, name: string, first: readonly Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, name);
  const drop = () => rm(path, { force: true });
  try {
    const all = (async function* () {
      yield* first;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    })();
    await pipeline(Readable.from(all, { objectMode: false }), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await drop();
    throw error;
  }
  return { stored: { path }, drop };
}
