/**
 * The lock file of a data folder: one process owns its store. It is the polite half of the guarantee (a message that
 * names the owner, a stale lock taken over); DuckDB's own lock on the file is the hard half.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, ownIdentity, type ProcessIdentity } from "./process-identity";
import { StoreError } from "./store-error";

export const LOCK_FILE = "owner.lock";

export interface OwnerRecord extends ProcessIdentity {
  readonly since: string;
  /** Where the owner listens for the command line; null until it does. */
  readonly socket: string | null;
}

export interface OwnerLock {
  /** Records the socket for those who find the lock. */
  announce(socket: string | null): void;
  release(): void;
}

/** The record in the lock file, whoever wrote it; null where there is none or it is not readable as one. */
export function readOwner(dataDir: string): OwnerRecord | null {
  try {
    const value: unknown = JSON.parse(readFileSync(join(dataDir, LOCK_FILE), "utf8"));
    if (typeof value !== "object" || value === null) return null;
    const record = value as Partial<OwnerRecord>;
    if (typeof record.pid !== "number" || !Number.isInteger(record.pid) || record.pid <= 0) return null;
    return {
      pid: record.pid,
      host: typeof record.host === "string" ? record.host : "",
      started: typeof record.started === "string" ? record.started : null,
      since: typeof record.since === "string" ? record.since : "",
      socket: typeof record.socket === "string" ? record.socket : null,
    };
  } catch {
    return null;
  }
}

/** The owner that runs now, or null. */
export function liveOwner(dataDir: string): OwnerRecord | null {
  const owner = readOwner(dataDir);
  return owner && isAlive(owner) ? owner : null;
}

/** Takes the lock, also from a dead process. Throws `store/already-running` with the owner's pid. */
export function acquireOwnerLock(dataDir: string, now: Date): OwnerLock {
  const path = join(dataDir, LOCK_FILE);
  const mine: OwnerRecord = { ...ownIdentity(), since: now.toISOString(), socket: null };
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        linkSync(draft, path);
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === 5) throw error;
      }
      const owner = liveOwner(dataDir);
      if (owner) throw alreadyRunning(dataDir, owner.pid);
      removeStale(path, draft);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return {
    announce(socket) {
      writeFileSync(draft, JSON.stringify({ ...mine, socket }), { mode: 0o600 });
      renameSync(draft, path);
    },
    release() {
      const owner = readOwner(dataDir);
      if (owner?.pid === mine.pid && owner.started === mine.started) rmSync(path, { force: true });
    },
  };
}

/** Moves the stale lock aside first: of two processes that found it, one only gets to remove it. */
function removeStale(path: string, draft: string): void {
  try {
    renameSync(path, `${draft}.stale`);
    rmSync(`${draft}.stale`, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}

export function alreadyRunning(dataDir: string, pid: number | null): StoreError {
  const who = pid === null ? "another process" : `pid ${pid}`;
  return new StoreError(
    "store/already-running",
    `already running (${who}) on the data folder ${dataDir}: stop that one, or set PODLENS_DATA_DIR to another folder`,
  );
}
