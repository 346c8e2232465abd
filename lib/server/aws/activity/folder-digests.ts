/** Digests in a copy of a trail's bucket. Their signatures stand in the metadata of objects, which a copy does not have. */
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { readDigestPath } from "@/lib/domain/activity/digest";
import type { DigestObject, DigestSource } from "@/lib/server/usecases/activity/digest-ports";
import { DEEPEST, type Entry, entriesOf, failure } from "./folder-entries";
import { gapOf } from "./gaps";

const SIDE = "CloudTrail-Digest";

export function folderDigests(root: string, now: () => Date): DigestSource {
  const pathOf = (key: string) => join(root, ...key.split("/"));
  async function* walk(below: string, depth: number, onGap: (error: unknown) => void): AsyncGenerator<string> {
    let entries: readonly Entry[];
    try {
      entries = await entriesOf(pathOf(below), depth === 0);
    } catch (error) {
      return onGap(error);
    }
    const inside = below.split("/").includes(SIDE);
    for (const { name, kind } of entries) {
      const key = below === "" ? name : `${below}/${name}`;
      if (kind === "folder" && depth < DEEPEST) yield* walk(key, depth + 1, onGap);
      else if (kind === "file" && inside && name !== "") yield key;
    }
  }
  return {
    bucket: null,
    async *list({ from, to, onGap, signal }) {
      const report = (error: unknown) => {
        const gap = gapOf(failure("list", root, error), { accountId: "", resource: root }, now());
        if (gap !== null) onGap(gap);
      };
      for await (const key of walk("", 0, report)) {
        if (signal.aborted) throw failure("list", root, signal.reason);
        const told = readDigestPath(key);
        if (told === null || told.day < from || told.day > to) continue;
        const { size, mtimeMs } = await stat(pathOf(key)).catch(() => ({ size: -1, mtimeMs: 0 }));
        if (size >= 0) yield { key, etag: `${size}-${Math.round(mtimeMs)}`, ...told } satisfies DigestObject;
      }
    },
    async read(key) {
      try {
        return { bytes: await readFile(pathOf(key)), signature: null };
      } catch (error) {
        throw failure("open", pathOf(key), error);
      }
    },
    async open(key, signal) {
      const path = await placeOf(root, key);
      if (path === null) throw failure("open", pathOf(key), Object.assign(new Error("none"), { code: "ENOENT" }));
      return createReadStream(path, { signal, highWaterMark: 1 << 18 });
    },
    publicKeys: async () => null,
  };
}

/**
 * A copy may begin anywhere within the bucket's keys, so the folder's own path may have their first parts. A digest is
 * anybody's text: a key that leaves the folder is nowhere.
 */
async function placeOf(root: string, key: string): Promise<string | null> {
  const parts = key.split("/");
  if (parts.length > DEEPEST || parts.some((part) => part === "" || part === "." || part === "..")) return null;
  for (let cut = 0; cut < parts.length; cut++) {
    const path = join(root, ...parts.slice(cut));
    const found = await stat(path).catch(() => null);
    if (found?.isFile() === true) return path;
  }
  return basename(root) === parts.at(-1) && (await stat(dirname(root)).catch(() => null)) !== null ? root : null;
}
