// First module of every worker thread: makes TypeScript sources loadable, then runs the entry named in workerData.
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.entry);
