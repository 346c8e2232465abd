/** A process that owns a store: opens it, says so, and holds it until it is killed. */
import { openStore } from "@/lib/server/store";

const store = await openStore({ dataDir: process.argv[2] ?? "" });
await store.settings.set("owner", process.pid);
process.stdout.write("open\n");
setInterval(() => undefined, 1_000);
