/** A file that is there whole or not at all. */
import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "./usage-error";

export interface FileTarget {
  write(bytes: Uint8Array): Promise<void>;
  /** Puts the file in its place, over an older one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes beside the target (mode 0600) and renames at the end. Throws UsageError where the place cannot be written. */
export async function fileTarget(path: string, workingFolder: string): Promise<FileTarget> {
  const target = resolve(workingFolder, path);
  const known = await stat(target).catch(() => null);
  if (known && !known.isFile()) throw new UsageError(`--out ${path}: is no file`);
  const draft = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString("hex")}`);
  let file: FileHandle;
  try {
    file = await open(draft, "wx", 0o600);
  } catch (error) {
    throw new UsageError(`--out ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
  return {
    async write(bytes) {
      for (let from = 0; from < bytes.length; ) from += (await file.write(bytes, from)).bytesWritten;
    },
    async commit() {
      await file.sync();
      await file.close();
      await rename(draft, target);
    },
    async discard() {
      await file.close().catch(() => undefined);
      await rm(draft, { force: true });
    },
  };
}
