import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test, vi } from "vitest";
import { liveOwner, openStore } from "@/lib/server/store";
import { startChild } from "./child-process";
import { COUNTS, temporaryFolder } from "./helpers";

const OWNER = new URL("./owner-child.ts", import.meta.url);

test("two openings in one process are one store, also from a module that was evaluated twice", async () => {
  const dataDir = temporaryFolder();
  const first = await openStore({ dataDir });
  vi.resetModules();
  const { openStore: again } = await import("@/lib/server/store");
  expect(again).not.toBe(openStore);
  const second = await again({ dataDir: join(dataDir, ".") });
  expect(second.snapshots).toBe(first.snapshots);
  await first.close();
  await first.close();
  const writer = await second.snapshots.begin({ scope: "s", engineVersion: "1" });
  await writer.seal("complete", COUNTS);
  const closing = second.close();
  const third = await openStore({ dataDir });
  await closing;
  expect((await third.snapshots.get("latest"))?.id).toBe(writer.id);
  await third.close();
  expect(liveOwner(dataDir)).toBeNull();
});

test("a worker thread is refused", async () => {
  const dataDir = temporaryFolder();
  const entry = join(dataDir, "worker.mjs");
  const store = new URL("../../../lib/server/store/index.ts", import.meta.url).href;
  writeFileSync(
    entry,
    `import { parentPort } from "node:worker_threads";
     const { openStore } = await import(${JSON.stringify(store)});
     await openStore({ dataDir: ${JSON.stringify(dataDir)} }).then(() => parentPort.postMessage("open"), (error) => parentPort.postMessage(error.code));`,
  );
  const bootstrap = new URL("../../../lib/server/workers/bootstrap.js", import.meta.url);
  const worker = new Worker(bootstrap, { workerData: { entry: `file://${entry}` } });
  const answer = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
  await worker.terminate();
  expect(answer).toBe("store/worker-thread");
});

test("a second process is told who owns the folder, and takes over once that one is dead", async () => {
  const dataDir = temporaryFolder();
  const child = startChild(OWNER, [dataDir]);
  await child.said("open");
  const { pid } = child.process;
  await expect(openStore({ dataDir })).rejects.toMatchObject({
    code: "store/already-running",
    message: expect.stringContaining(`already running (pid ${pid}) on the data folder ${dataDir}`),
  });
  expect(liveOwner(dataDir)?.pid).toBe(pid);
  // Without the lock file, the lock on the database still holds.
  const lock = readFileSync(join(dataDir, "owner.lock"));
  rmSync(join(dataDir, "owner.lock"));
  await expect(openStore({ dataDir })).rejects.toMatchObject({ code: "store/already-running" });
  writeFileSync(join(dataDir, "owner.lock"), lock);
  await child.killed();
  const store = await openStore({ dataDir });
  expect(await store.settings.get("owner")).toBe(pid);
  expect(statSync(join(dataDir, "owner.lock")).mode & 0o777).toBe(0o600);
  await store.close();
});

test.each([
  ["a dead process", { pid: 2 ** 22 + 1, host: hostname(), started: null }],
  ["a process number that was given away again", { pid: process.pid, host: hostname(), started: "another-boot:1" }],
  ["a container that is gone", { pid: 1, host: "another-host", started: null }],
  ["nothing that can be read", "{"],
])("the lock of %s is taken over", async (_, lock) => {
  const dataDir = temporaryFolder();
  writeFileSync(
    join(dataDir, "owner.lock"),
    typeof lock === "string" ? lock : JSON.stringify({ ...lock, since: "", socket: null }),
  );
  const store = await openStore({ dataDir });
  expect(liveOwner(dataDir)?.pid).toBe(process.pid);
  await store.close();
});

test("a store of the version before is migrated, its snapshots whole, its interrupted scan marked", async () => {
  const dataDir = temporaryFolder();
  const path = join(dataDir, "store.duckdb");
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(readFileSync(new URL("./fixtures/schema-1.sql", import.meta.url), "utf8"));
  connection.closeSync();
  instance.closeSync();
  const store = await openStore({ dataDir });
  expect(store.interrupted).toBe(1);
  expect((await store.snapshots.list()).map((each) => each.status)).toEqual(["failed", "complete"]);
  const packed = await store.snapshots.load("01K6E8T0000000000000000000");
  expect(packed?.parts).toHaveLength(1);
  await store.settings.set("a", 1);
  await store.close();
  const again = await openStore({ dataDir });
  expect(again.interrupted).toBe(0);
  expect(await again.settings.get("a")).toBe(1);
  await again.close();
});

test("a store of a later version is left alone", async () => {
  const dataDir = temporaryFolder();
  await (await openStore({ dataDir })).close();
  const instance = await DuckDBInstance.create(join(dataDir, "store.duckdb"));
  const connection = await instance.connect();
  await connection.run("INSERT INTO schema_version VALUES (999, '2030-01-01T00:00:00.000Z')");
  connection.closeSync();
  instance.closeSync();
  await expect(openStore({ dataDir })).rejects.toMatchObject({
    code: "store/newer-schema",
    message: expect.stringMatching(/newer Podlens \(schema 999/),
  });
  expect(liveOwner(dataDir)).toBeNull();
});

test("a file that is no store, and a folder that is none, are named", async () => {
  const dataDir = temporaryFolder();
  writeFileSync(join(dataDir, "store.duckdb"), "no database ".repeat(1_000));
  await expect(openStore({ dataDir })).rejects.toMatchObject({ code: "store/corrupt" });
  expect(readFileSync(join(dataDir, "store.duckdb"), "utf8")).toMatch(/^no database/);
  await expect(openStore({ dataDir: join(dataDir, "store.duckdb", "x") })).rejects.toMatchObject({
    code: "store/unusable-folder",
  });
});
