/** The two ends of the owner's socket: the process that owns the store serves it, any other one asks through it. */
import type { OwnerReplies } from "@/lib/server/http/socket-client";
import type { ExportDependencies } from "@/lib/server/usecases/export";
import type { Container } from "./container";

export interface Owner {
  readonly pid: number;
  /** Throws SocketError, with the owner's code where it refused. */
  ask(method: string, params: unknown, replies?: OwnerReplies): Promise<unknown>;
}

/** The process that owns the data folder's store now and listens; null where there is none. */
export async function findOwner(dataDir: string): Promise<Owner | null> {
  const { liveOwner } = await import("@/lib/server/store/owner-lock");
  const record = liveOwner(dataDir);
  if (!record?.socket) return null;
  const { socket, pid } = record;
  const { askOwner } = await import("@/lib/server/http/socket-client");
  return { pid, ask: (method, params, replies) => askOwner(socket, method, params, replies) };
}

/**
 * Opens the store of a data folder for an export alone; null where nothing was ever stored there. Throws StoreError.
 */
export async function openForExport(
  dataDir: string,
): Promise<(ExportDependencies & { close(): Promise<void> }) | null> {
  const { hasStore } = await import("@/lib/server/store/database");
  if (!hasStore(dataDir)) return null;
  const { openStore } = await import("@/lib/server/store");
  const { workerExportRunner } = await import("@/lib/server/export/worker-runner");
  const clock = { now: () => new Date() };
  const store = await openStore({ dataDir, clock });
  return { snapshots: store.snapshots, runner: workerExportRunner, clock, close: () => store.close() };
}

/** Serves the command line of others until closed. */
export async function serveOwner(container: Container): Promise<{ close(): Promise<void> }> {
  const { listenOwnerSocket } = await import("@/lib/server/http/socket-server");
  const { ownerHandlers } = await import("@/lib/server/http/owner-handlers");
  const { workerExportRunner } = await import("@/lib/server/export/worker-runner");
  const { openedStore: store, scans, version, config, clock } = container;
  const { labels } = config;
  const parts = { version, scans, snapshots: store.snapshots, runner: workerExportRunner, clock, labels };
  const socket = await listenOwnerSocket(store.dataDir, ownerHandlers(parts));
  store.lock.announce(socket.path);
  return {
    async close() {
      store.lock.announce(null);
      await socket.close();
    },
  };
}
