/** Opens the DuckDB file of a data folder, with settings that keep it within the machine and off the network. */
import { chmodSync, closeSync, mkdirSync, openSync, statSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { alreadyRunning } from "./owner-lock";
import { messageOf, StoreError } from "./store-error";

export const STORE_FILE = "store.duckdb";
const GIB = 1024 ** 3;

/** Makes the folder (0700) if it is not there; one that somebody else made keeps its mode. Throws `store/unusable-folder`. */
export function prepareDataFolder(dataDir: string): void {
  try {
    const created = mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined;
    if (created || hasStore(dataDir)) chmodSync(dataDir, 0o700);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** Settings of the instance. Extensions are never fetched: the product talks to nobody but AWS and Kubernetes. */
function settings(dataDir: string): Record<string, string> {
  const memory = Math.max(256 * 1024 ** 2, Math.min(2 * GIB, Math.floor(totalmem() / 4)));
  return {
    memory_limit: `${Math.floor(memory / 1024 ** 2)}MiB`,
    threads: String(Math.max(1, Math.min(4, availableParallelism()))),
    temp_directory: join(dataDir, "tmp"),
    max_temp_directory_size: "20GiB",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  };
}

/**
 * Opens or creates `store.duckdb` (0600). The caller holds the lock and calls this once per process. Throws
 * `store/already-running` (another process holds the file), `store/corrupt`, `store/unusable-folder`.
 */
export async function openDatabase(dataDir: string): Promise<DuckDBInstance> {
  const path = join(dataDir, STORE_FILE);
  try {
    return await openPrivately(path, settings(dataDir));
  } catch (error) {
    const message = messageOf(error);
    if (/could not set lock|conflicting lock/i.test(message)) {
      const pid = /PID (\d{1,10})/.exec(message)?.[1];
      throw alreadyRunning(dataDir, pid ? Number(pid) : null);
    }
    if (/not a valid duckdb|serialization|corrupt|checksum|replaying wal|wal file/i.test(message)) {
      throw new StoreError("store/corrupt", `${path} cannot be read as a store: move it away and scan again`, error);
    }
    throw unusable(dataDir, error);
  }
}

async function openPrivately(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  const before = process.umask(0o077);
  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.fromCache(path, options);
  } finally {
    process.umask(before);
  }
  // The file may be older than this rule.
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  return instance;
}

function unusable(dataDir: string, error: unknown): StoreError {
  return new StoreError(
    "store/unusable-folder",
    `the data folder ${dataDir} cannot be used: ${messageOf(error).split("\n")[0]}`,
    error,
  );
}

/** True where a store file is there at all. */
export function hasStore(dataDir: string): boolean {
  try {
    closeSync(openSync(join(dataDir, STORE_FILE), "r"));
    return true;
  } catch {
    return false;
  }
}
