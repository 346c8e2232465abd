/** Ingests a folder, and says how far it is: to be killed. Arguments: data folder, log folder. */
import { setMaxListeners } from "node:events";
// Not by way of the folder's face: loading the other sources takes longer than a round.
import { folderSource } from "@/lib/server/aws/activity/folder";
import { createSpool } from "@/lib/server/boot/spool";
import { openStore } from "@/lib/server/store";
import { ingest } from "@/lib/server/usecases/activity/ingest";
import { createIngestPool } from "@/lib/server/workers/ingest-pool";

const [dataDir = "", logs = ""] = process.argv.slice(2);
const store = await openStore({ dataDir });
process.stdout.write("open\n");
const pool = createIngestPool(1);
const { signal } = new AbortController();
setMaxListeners(0, signal);
const sink = store.activity.sink;
// A commit every few files, so that there are many moments to be killed at.
const begin = async () => {
  const run = await sink.begin();
  return {
    ...run,
    async file(...of: Parameters<typeof run.file>) {
      await run.file(...of);
      await run.commit();
      process.stdout.write("file\n");
    },
  };
};
const { events, duplicates } = await ingest({
  sources: {
    files: [folderSource(logs, () => new Date())],
    lookups: [],
    coverage: null,
    accounts: [],
    roles: new Map(),
  },
  sink: Object.assign(Object.create(sink) as typeof sink, { begin }),
  pool,
  spool: createSpool(dataDir),
  from: new Date(0),
  to: new Date(Date.UTC(2099, 0, 1)),
  trigger: "command-line",
  id: "child",
  now: () => new Date(),
  signal,
  onProgress: () => undefined,
});
process.stdout.write(`done ${events} ${duplicates}\n`);
await pool.close();
await store.close();
