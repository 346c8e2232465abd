/** Gives way and says how much. */
import { readFileSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { giveWay } from "./give-way";

giveWay();
const fields = readFileSync("/proc/thread-self/stat", "latin1").split(") ").at(-1)?.split(" ");
parentPort?.postMessage(Number(fields?.[16]));
