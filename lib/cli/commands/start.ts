/** podlens start */
import { ensureBuilt } from "../build-app";
import { type Command, EXIT } from "../command";
import { stderrLog } from "../log";
import { assertPortFree, portOption } from "../ports";
import { interrupted, runWebApp } from "../web-app";

export const start: Command = {
  name: "start",
  summary: "The web app on the configured scope",
  details: ["Listens on server.host and server.port of the configuration (default 127.0.0.1:3000); Ctrl-C stops it."],
  options: { port: { type: "string", value: "PORT", help: "instead of server.port; 0 = any free one" } },
  async run(context) {
    const port = portOption(context.options);
    const { loadRunSettings } = await import("@/lib/server/boot/run-settings");
    const settings = await loadRunSettings(context.env, context.workingFolder);
    const server = { ...settings.config.server, port: port ?? settings.config.server.port };
    await assertPortFree(server.host, server.port);
    const { createContainer } = await import("@/lib/server/boot/container");
    const container = await createContainer({
      ...settings,
      config: { ...settings.config, server },
      log: await stderrLog(context),
    });
    try {
      await ensureBuilt(context.output, context.signal);
    } catch (error) {
      await container.close();
      throw error;
    }
    const app = await runWebApp(context, container, server.host, server.port);
    context.output.message(`Podlens runs on ${app.url} (Ctrl-C stops it).`);
    await interrupted(context.signal);
    await app.stop();
    return EXIT.done;
  },
};
