/** Log files in a folder, as somebody copied them there: CloudTrail's own layout or any other. */
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ListRequest, LogFileSource, LogObject } from "@/lib/server/usecases/activity/ports";
import type { FailureKind } from "@/lib/server/usecases/scan/ports";
import { CallError } from "../call-error";
import { gapOf } from "./gaps";
import { readLogPath, toldByPath } from "./log-path";

/** A folder in itself would be walked for ever; nobody nests logs as deep. */
const DEEPEST = 40;

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
      const stream = createReadStream(file, { signal, highWaterMark: 1 << 18 });
      await new Promise<void>((done, fail) => {
        stream.once("open", () => done());
        stream.once("error", (error) => fail(failure("open", file, error)));
      });
      return stream;
    },
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

interface Entry {
  /** "" = the root itself is a file. */
  readonly name: string;
  readonly kind: "file" | "folder";
}

async function entriesOf(folder: string, isRoot: boolean): Promise<readonly Entry[]> {
  if (isRoot && (await stat(folder)).isFile()) return [{ name: "", kind: "file" }];
  const found = await readdir(folder, { withFileTypes: true });
  return found
    .flatMap((entry): Entry[] => {
      if (entry.isDirectory()) return [{ name: entry.name, kind: "folder" }];
      return entry.isFile() || entry.isSymbolicLink() ? [{ name: entry.name, kind: "file" }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const KINDS: Readonly<Record<string, FailureKind>> = {
  ENOENT: "not-found",
  ENOTDIR: "not-found",
  EACCES: "denied",
  EPERM: "denied",
  ABORT_ERR: "aborted",
};

function failure(operation: "list" | "open", path: string, cause: unknown): CallError {
  const { code = "", name = "" } = (cause ?? {}) as { code?: string; name?: string };
  const kind = name === "AbortError" ? "aborted" : (KINDS[code] ?? "refused");
  const text = kind === "not-found" ? "is not there" : kind === "denied" ? "may not be read" : "could not be read";
  return new CallError(
    `${path} ${text}`,
    { kind, error: code || name, service: "files", operation, endpoint: null },
    cause,
  );
}
