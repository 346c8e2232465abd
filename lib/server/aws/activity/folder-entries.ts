/** What a folder holds, and how its failures are told. */
import { readdir, stat } from "node:fs/promises";
import type { FailureKind } from "@/lib/server/usecases/scan/ports";
import { CallError } from "../call-error";

/** A folder in itself would be walked for ever; nobody nests logs as deep. */
export const DEEPEST = 40;

export interface Entry {
  /** "" = the root itself is a file. */
  readonly name: string;
  readonly kind: "file" | "folder";
}

export async function entriesOf(folder: string, isRoot: boolean): Promise<readonly Entry[]> {
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

export function failure(operation: "list" | "open", path: string, cause: unknown): CallError {
  const { code = "", name = "" } = (cause ?? {}) as { code?: string; name?: string };
  const kind = name === "AbortError" ? "aborted" : (KINDS[code] ?? "refused");
  const text = kind === "not-found" ? "is not there" : kind === "denied" ? "may not be read" : "could not be read";
  return new CallError(
    `${path} ${text}`,
    { kind, error: code || name, service: "files", operation, endpoint: null },
    cause,
  );
}
