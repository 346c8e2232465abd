/** The two ends of the owner's socket: the process that owns the store serves it, any other one asks through it. */

import type { OwnerParts } from "@/lib/server/http/owner-handlers";
import type { OwnerReplies } from "@/lib/server/http/socket-client";
import type { ActivityQueries } from "@/lib/server/usecases/activity/ports";
import type { ExportDependencies } from "@/lib/server/usecases/export";
import type { Clock } from "@/lib/server/usecases/ports";
import type { ReportDependencies } from "@/lib/server/usecases/reports/make-report";
import type { Container } from "./container";
import type { OpenedFindings } from "./findings";
import type { RunSettings } from "./run-settings";

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
 * Opens the store of a data folder for an export alone; null where nothing was ever stored there. Throws StoreError, and
 * ConfigError for a mute file that cannot be read.
 */
export async function openForExport({
  dataDir,
  config,
  configFile,
}: Pick<RunSettings, "dataDir" | "config" | "configFile">): Promise<
  (ExportDependencies & ActivityExports & { reports(): Promise<ReportDependencies>; close(): Promise<void> }) | null
> {
  const { hasStore } = await import("@/lib/server/store/database");
  if (!hasStore(dataDir)) return null;
  const { openStore } = await import("@/lib/server/store");
  const { workerExportRunner } = await import("@/lib/server/export/worker-runner");
  const clock = { now: () => new Date() };
  const store = await openStore({ dataDir, clock });
  const activity = await activityExporter(store.activity.queries, clock);
  // Most exports need no findings, and opening them reads files and loads rules.
  let opened: Promise<OpenedFindings> | null = null;
  const findings = async () => {
    const { openFindings } = await import("./findings");
    const { productVersion } = await import("./product");
    return openFindings({
      config,
      configFile,
      store,
      engineVersion: productVersion(),
      clock,
      log: quiet,
      warmUp: false,
    });
  };
  const stored = async (snapshotId: string) => {
    opened ??= findings();
    return (await opened).stored(snapshotId);
  };
  return {
    snapshots: store.snapshots,
    runner: workerExportRunner,
    clock,
    activity,
    queries: store.activity.queries,
    findings: stored,
    reports: async () => {
      const { reportDependencies } = await import("./reports");
      return reportDependencies({ config, configFile, store, findings: stored });
    },
    close: async () => {
      await (await opened?.catch(() => null))?.close();
      await store.close();
    },
  };
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface ActivityExports {
  readonly activity: OwnerParts["activity"];
}

async function activityExporter(queries: ActivityQueries, clock: Clock): Promise<OwnerParts["activity"]> {
  const { exportActivity } = await import("@/lib/server/usecases/activity/export-activity");
  const { csvText } = await import("@/lib/server/export/csv");
  const { jsonText } = await import("@/lib/server/export/json");
  const { workerTableRunner } = await import("@/lib/server/export/table-runner");
  const parts = { queries, clock, writers: { csv: csvText, json: jsonText }, tables: workerTableRunner };
  return (request, signal) => exportActivity(parts, request, signal);
}

/** Serves the command line of others until closed. */
export async function serveOwner(container: Container): Promise<{ close(): Promise<void> }> {
  const { listenOwnerSocket } = await import("@/lib/server/http/socket-server");
  const { ownerHandlers } = await import("@/lib/server/http/owner-handlers");
  const { workerExportRunner } = await import("@/lib/server/export/worker-runner");
  const { asOf } = await import("@/lib/server/usecases/changes/as-of");
  const { openedStore: store, scans, version, config, clock } = container;
  const { labels } = config;
  const activity = await activityExporter(store.activity.queries, clock);
  const { ingest, verify } = container;
  const parts = {
    version,
    scans,
    ingest,
    verify,
    leastPrivilege: container,
    snapshots: store.snapshots,
    runner: workerExportRunner,
    clock,
    labels,
    activity,
    queries: store.activity.queries,
    findings: (snapshotId: string) => container.openedFindings.stored(snapshotId),
    analysis: container.analysis,
    reports: container.openedReports.dependencies,
    changes: container.changes,
    asOf: (at: string) => asOf({ store: store.snapshots, activity: store.activity.queries }, at),
  };
  const socket = await listenOwnerSocket(store.dataDir, ownerHandlers(parts));
  store.lock.announce(socket.path);
  return {
    async close() {
      store.lock.announce(null);
      await socket.close();
    },
  };
}
