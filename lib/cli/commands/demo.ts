/** podlens demo */
import { join } from "node:path";
import { ensureBuilt } from "../build-app";
import { type Command, type CommandContext, EXIT } from "../command";
import { stderrLog } from "../log";
import { assertPortFree, portOption } from "../ports";
import { scanProgressView } from "../scan-progress";
import { interrupted, type RunningApp, runWebApp } from "../web-app";

const HOST = "127.0.0.1";

export const demo: Command = {
  name: "demo",
  summary: "A sample estate on an embedded AWS endpoint, its first scan, and the web app",
  details: [
    "Needs no AWS account and asks nobody but itself; podlens.yaml and AWS credentials are not looked at.",
    "Its data lies in the folder demo of the data folder. Ctrl-C stops it.",
  ],
  options: { port: { type: "string", value: "PORT", help: "default 3000; 0 = any free one" } },
  async run(context) {
    const port = portOption(context.options) ?? 3000;
    await assertPortFree(HOST, port);
    const { readEnvironment } = await import("@/lib/server/boot/run-settings");
    const { dataDir, token } = readEnvironment(context.env, context.workingFolder);
    await ensureBuilt(context.output, context.signal);
    const { startSample } = await import("@/lib/server/boot/sample");
    const sample = await startSample({ host: HOST, port });
    try {
      enterSample(sample.environment);
      const { createContainer } = await import("@/lib/server/boot/container");
      const log = await stderrLog(context);
      const run = {
        config: sample.config,
        configFile: null,
        dataDir: join(dataDir, "demo"),
        token,
        log,
        sandbox: true,
      };
      const container = await createContainer(run);
      const app = await runWebApp(context, container, HOST, port);
      return await firstScanAndWait(context, app, container);
    } finally {
      await sample.close();
    }
  },
};

async function firstScanAndWait(
  context: CommandContext,
  app: RunningApp,
  container: Parameters<typeof runWebApp>[1],
): Promise<number> {
  const { followScan } = await import("@/lib/server/usecases/follow-scan");
  const view = scanProgressView(context.output.stderr);
  try {
    const parts = { scans: container.scans, snapshots: container.openedStore.snapshots };
    const onProgress = view.show;
    const { summary, error } = await followScan(parts, { trigger: "start", signal: context.signal, onProgress });
    view.end();
    if (error) context.output.message(`podlens: ${error.message}`);
    if (summary?.counts) {
      const { clusters, associations, gaps } = summary.counts;
      context.output.message(`Scanned ${clusters} clusters with ${associations} associations; ${gaps} gaps.`);
    }
    if (!context.signal.aborted) {
      // Its progress is on the pages; the history of the sample takes a few seconds.
      void container.ingest
        .start("start")
        .catch((error: unknown) => container.log.error("activity was not read", { error: String(error) }));
      context.output.message(`Podlens runs on ${app.url} with its sample estate (Ctrl-C stops it).`);
      await interrupted(context.signal);
    }
    return EXIT.done;
  } finally {
    view.end();
    await app.stop();
  }
}

/** Real credentials, profiles and endpoints of the caller must have no part in a demo. */
function enterSample(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env))
    if (name.startsWith("AWS_") && !name.startsWith("AWS_SDK_")) delete process.env[name];
  Object.assign(process.env, environment);
}
