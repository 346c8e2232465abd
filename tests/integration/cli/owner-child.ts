/** What the web app's process is for the command line: the owner of a store that listens on its socket. */
import { createContainer } from "@/lib/server/boot/container";
import { serveOwner } from "@/lib/server/boot/owner";
import { loadRunSettings } from "@/lib/server/boot/run-settings";

const settings = await loadRunSettings(process.env, process.argv[2] ?? "");
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const container = await createContainer({ ...settings, log: quiet });
const owner = await serveOwner(container);
process.on("SIGTERM", () => void owner.close().then(() => container.close()));
process.stdout.write("listening\n");
