/** Log files in a folder, as somebody copied them there: CloudTrail's own layout or any other. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Readable } from "node:stream";
import type { ListRequest, LogFileSource, LogObject } from "@/lib/server/usecases/activity/ports";
import { folderDigests } from "./folder-digests";
import { DEEPEST, type Entry, entriesOf, failure } from "./folder-entries";
import { gapOf } from "./gaps";
import { readLogPath, toldByPath } from "./log-path";

/** Files of a size up to this are read at one go. What is no file has none. */
const AT_ONCE = 16 * 1024 * 1024;

/** `path`: a folder or a single file. Links to folders are not followed. */
export function folderSource(path: string, now: () => Date): LogFileSource {
  const root = resolve(path);
  const id = `files:${root}`;
  return {
    kind: "files",
    id,
    list: (request) => walk(id, root, "", 0, request, now),
    async open(object, signal) {
      const file = object.key === "" ? root : join(root, ...object.key.split("/"));
      if (object.size > 0 && object.size <= AT_ONCE) {
        const bytes = await readFile(file, { signal }).catch((error: unknown) => {
          throw failure("open", file, error);
        });
        return Readable.from([bytes]);
      }
      const stream = createReadStream(file, { signal, highWaterMark: 1 << 18 });
      await new Promise<void>((done, fail) => {
        stream.once("open", () => done());
        stream.once("error", (error) => fail(failure("open", file, error)));
      });
      return stream;
    },
    digests: folderDigests(root, now),
    close: async () => undefined,
  };
}

async function* walk(
  source: string,
  root: string,
  below: string,
  depth: number,
  request: ListRequest,
  now: () => Date,
): AsyncGenerator<LogObject> {
  const folder = join(root, ...below.split("/"));
  let entries: readonly Entry[];
  try {
    entries = await entriesOf(folder, depth === 0);
  } catch (error) {
    const gap = gapOf(failure("list", folder, error), { accountId: "", resource: folder }, now());
    if (gap === null) throw error;
    return request.onGap(gap);
  }
  for (const { name, kind } of entries) {
    if (request.signal.aborted) throw failure("list", folder, request.signal.reason);
    const key = below === "" ? name : `${below}/${name}`;
    if (kind === "folder") {
      if (depth < DEEPEST) yield* walk(source, root, key, depth + 1, request, now);
      continue;
    }
    const told = name === "" ? toldByPath(root) : readLogPath(key);
    if (told === null || (told.day !== null && (told.day < request.from || told.day > request.to))) continue;
    const { size, mtimeMs } = await stat(join(root, ...key.split("/"))).catch(() => ({ size: -1, mtimeMs: 0 }));
    // Gone since the folder was read.
    if (size < 0) continue;
    yield { source, key, etag: `${size}-${Math.round(mtimeMs)}`, size, ...told, prefix: below };
  }
}
