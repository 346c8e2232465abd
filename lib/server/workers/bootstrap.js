// First module of every worker thread: makes TypeScript sources loadable, then runs the entry named in workerData.
import { fileURLToPath } from "node:url";
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

// Named, because it would else be looked for in the working folder of whoever calls.
register({ tsconfig: fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)) });
await import(workerData.entry);
