/** Ingestion by a command line where no other process owns the store: without web, scans and analysis. */
import { openStore } from "@/lib/server/store";
import type { Log } from "@/lib/server/usecases/ports";
import { type ClosableIngestControl, createIngestControl } from "./ingest-control";
import type { RunSettings } from "./run-settings";

/** Throws StoreError. */
export async function openForIngest(
  { config, configFile, dataDir }: RunSettings,
  log: Log,
): Promise<{ readonly ingest: ClosableIngestControl; close(): Promise<void> }> {
  const clock = { now: () => new Date() };
  const store = await openStore({ dataDir, clock });
  const { sink, delegated: usage, digests, scope } = store.activity;
  const ingest = createIngestControl({
    config,
    configFile,
    dataDir: store.dataDir,
    sink,
    usage,
    digests,
    scope,
    clock,
    log,
  });
  return {
    ingest,
    async close() {
      await ingest.close();
      await store.close();
    },
  };
}
