/** A store of its own, and runs over files that the test writes. */
import { setMaxListeners } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { IngestProgress } from "@/lib/contracts/api";
import { folderSource } from "@/lib/server/aws/activity";
import { createSpool } from "@/lib/server/boot/spool";
import { openStore, type Store } from "@/lib/server/store";
import { ingest } from "@/lib/server/usecases/activity/ingest";
import type { ParsePool } from "@/lib/server/usecases/activity/ports";
import { createIngestPool } from "@/lib/server/workers/ingest-pool";

export interface Place {
  readonly folder: string;
  readonly store: Store;
  write(name: string, content: unknown): void;
  run(): Promise<IngestProgress>;
}

/** One pool for all tests of a file: threads take a second to start. */
export function sharedPool(): ParsePool {
  return createIngestPool(2);
}

export async function openPlace(folder: string, pool: ParsePool): Promise<Place> {
  const dataDir = join(folder, "data");
  const logs = join(folder, "logs");
  mkdirSync(logs, { recursive: true });
  const store = await openStore({ dataDir });
  let runs = 0;
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return {
    folder: logs,
    store,
    write(name, content) {
      const bytes =
        content instanceof Uint8Array
          ? content
          : Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
      mkdirSync(dirname(join(logs, name)), { recursive: true });
      writeFileSync(
        join(logs, name),
        name.endsWith(".gz") && !(content instanceof Uint8Array) ? gzipSync(bytes) : bytes,
      );
    },
    run: () =>
      ingest({
        sources: {
          files: [folderSource(logs, () => new Date())],
          lookups: [],
          coverage: null,
          accounts: [],
          roles: new Map(),
        },
        sink: store.activity.sink,
        pool,
        spool: createSpool(dataDir),
        from: new Date(0),
        to: new Date(Date.UTC(2099, 0, 1)),
        trigger: "command-line",
        id: String(++runs),
        now: () => new Date(),
        signal,
        onProgress: () => undefined,
      }),
  };
}

export const everything = {
  from: "2000-01-01T00:00:00.000Z",
  to: "2100-01-01T00:00:00.000Z",
  account: [],
  region: [],
  cluster: [],
  namespace: [],
  serviceAccount: [],
  workload: [],
  role: [],
  pod: [],
  node: [],
  mechanism: [],
  outcome: [],
  confidence: [],
  unrelated: "yes" as const,
  q: "",
};
