/**
 * The product on a sandbox whose estate was changed between two scans, as a process of its own: prints its address.
 * Arguments: the data folder.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configSchema } from "@/lib/contracts/config";
import { createContainer } from "@/lib/server/boot/container";
import { startWeb } from "@/lib/server/boot/web";
import { sandboxConfiguration, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import { changeEstate } from "@/tests/integration/changes/changed-estate";

const [dataDir = ""] = process.argv.slice(2);
const sandbox = await startSandbox();
Object.assign(process.env, sandboxEnvironment(sandbox));
const { accounts } = sandboxConfiguration(sandbox.estate).scope;
const config = configSchema.parse({
  scope: { accounts: accounts.filter(({ id }) => id === "555566667777"), includeCaller: false, regions: ["eu-west-1"] },
  resources: { enabled: false },
  limits: { rates: { eks: 5_000, iam: 5_000 } },
  server: { port: 0 },
});
const quiet = { info: () => undefined, warn: () => undefined, error: console.error };
const container = await createContainer({ config, configFile: null, dataDir, token: null, log: quiet });

/** Ends with the scan. */
function scan(): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = container.scans.subscribe(({ progress: { state, error } }) => {
      if (state === "running") return;
      stop();
      if (state === "complete" || state === "partial") resolve();
      else reject(new Error(JSON.stringify(error)));
    });
    container.scans.start("page").catch(reject);
  });
}

await scan();
const { records } = changeEstate(sandbox);
const trail = join(dataDir, "trail.json");
writeFileSync(trail, JSON.stringify({ Records: records }));
await container.ingest.readPaths([trail], new AbortController().signal, () => undefined);
await scan();
const web = await startWeb({ container, host: "127.0.0.1", port: 0 });
process.stdout.write(`Podlens runs on ${web.url}\n`);
process.on("SIGINT", () => {
  void web
    .stop()
    .then(() => container.close())
    .then(() => sandbox.close())
    .then(() => process.exit(0));
});
