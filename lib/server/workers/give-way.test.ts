import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

const niceOf = (file: string) => Number(readFileSync(file, "latin1").split(") ").at(-1)?.split(" ")[16]);

test.runIf(process.platform === "linux")("a thread gives way, and the process does not", async () => {
  const before = niceOf("/proc/self/stat");
  const worker = new Worker(new URL("./bootstrap.js", import.meta.url), {
    workerData: { entry: new URL("./give-way.fixture.ts", import.meta.url).href },
  });
  const [inside] = (await once(worker, "message")) as [number];
  expect(inside).toBe(Math.max(5, before));
  expect(niceOf("/proc/self/stat")).toBe(before);
  await worker.terminate();
});
