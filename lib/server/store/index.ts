/**
 * The store of a data folder. Opening one DuckDB file twice in a process silently loses committed rows, so there is
 * one owner per process (kept on globalThis, since bundlers evaluate modules more than once) and one process per
 * folder (lock file); worker threads, which have a globalThis of their own, are refused.
 */
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isMainThread } from "node:worker_threads";
import type { DuckDBInstance } from "@duckdb/node-api";
import type { AcceptanceStore, FindingStore } from "@/lib/server/usecases/findings/ports";
import type { Clock, GapReader, SettingsStore, SnapshotStore } from "@/lib/server/usecases/ports";
import type { ReviewStore } from "@/lib/server/usecases/reviews/ports";
import { type ActivityStore, openActivityStore } from "./activity";
import { openDatabase, prepareDataFolder } from "./database";
import { DuckDbAcceptanceStore } from "./findings/acceptance-store";
import { DuckDbFindingStore } from "./findings/finding-store";
import { migrate } from "./migrations";
import { acquireOwnerLock, type OwnerLock } from "./owner-lock";
import { DuckDbReviewStore } from "./reviews/review-store";
import { DuckDbSettingsStore } from "./settings-store";
import { DuckDbSnapshotStore, failInterrupted } from "./snapshot-store";
import { StoreError } from "./store-error";
import { WriteQueue } from "./write-queue";

export { liveOwner } from "./owner-lock";
export { StoreError } from "./store-error";

export interface Store {
  readonly dataDir: string;
  readonly snapshots: SnapshotStore & GapReader;
  readonly settings: SettingsStore;
  readonly activity: ActivityStore;
  readonly findings: FindingStore;
  readonly acceptances: AcceptanceStore;
  readonly reviews: ReviewStore;
  readonly lock: Pick<OwnerLock, "announce">;
  /** Scans that were running when an earlier owner died; they are marked as failed. */
  readonly interrupted: number;
  /** Gives this opening back; the last one closes the file and frees the folder. */
  close(): Promise<void>;
}

interface Opened {
  readonly store: Promise<Omit<Store, "close"> & { shut(): Promise<void> }>;
  users: number;
  /** Set while the last user's close runs: who opens then waits for it. */
  closing: Promise<void> | null;
}

const REGISTRY = Symbol.for("podlens.stores");

function registry(): Map<string, Opened> {
  const holder = globalThis as { [REGISTRY]?: Map<string, Opened> };
  holder[REGISTRY] ??= new Map();
  return holder[REGISTRY];
}

/**
 * Opens the store of a data folder (made with mode 0700 if absent), migrated to the newest schema. A second opening in
 * this process gets the same store. Throws StoreError: `store/already-running`, `store/newer-schema`, `store/corrupt`,
 * `store/unusable-folder`, `store/worker-thread`.
 */
export async function openStore(options: { dataDir: string; clock?: Clock }): Promise<Store> {
  if (!isMainThread) throw new StoreError("store/worker-thread", "a worker thread may not open the store");
  prepareDataFolder(options.dataDir);
  const dataDir = realpathSync(resolve(options.dataDir));
  const stores = registry();
  let opened = stores.get(dataDir);
  while (opened?.closing) {
    await opened.closing;
    opened = stores.get(dataDir);
  }
  if (!opened) {
    opened = { store: open(dataDir, options.clock ?? { now: () => new Date() }), users: 0, closing: null };
    stores.set(dataDir, opened);
    opened.store.catch(() => stores.delete(dataDir));
  }
  const mine = opened;
  mine.users++;
  const { shut, ...store } = await mine.store;
  let given = false;
  return {
    ...store,
    async close() {
      if (given) return;
      given = true;
      if (--mine.users > 0) return;
      mine.closing = shut().finally(() => stores.delete(dataDir));
      await mine.closing;
    },
  };
}

async function open(dataDir: string, clock: Clock): Promise<Omit<Store, "close"> & { shut(): Promise<void> }> {
  const lock = acquireOwnerLock(dataDir, clock.now());
  let instance: DuckDBInstance | undefined;
  try {
    instance = await openDatabase(dataDir);
    const database = instance;
    const writes = await instance.connect();
    await migrate(writes, clock.now());
    const reads = await instance.connect();
    const queue = new WriteQueue(writes);
    const interrupted = await failInterrupted(queue, clock.now());
    const activity = await openActivityStore(database, clock);
    return {
      dataDir,
      snapshots: new DuckDbSnapshotStore(instance, queue, reads, clock),
      settings: new DuckDbSettingsStore(queue, reads, clock),
      activity: activity.store,
      findings: new DuckDbFindingStore(queue, reads),
      acceptances: new DuckDbAcceptanceStore(queue, reads),
      reviews: new DuckDbReviewStore(queue, reads),
      lock,
      interrupted,
      async shut() {
        await activity.close();
        await queue.close();
        reads.closeSync();
        writes.closeSync();
        database.closeSync();
        lock.release();
      },
    };
  } catch (error) {
    instance?.closeSync();
    lock.release();
    throw error;
  }
}
