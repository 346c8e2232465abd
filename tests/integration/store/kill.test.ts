import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { openStore, type Store } from "@/lib/server/store";
import { unpackSnapshot } from "@/lib/server/usecases/snapshots";
import { startChild } from "./child-process";
import { temporaryFolder } from "./helpers";

const SCAN = new URL("./scan-child.ts", import.meta.url);
const LINES = 400 + 20 + 2;

/** Everything of a snapshot, as one hash. */
async function contentHash(store: Store, id: string): Promise<string> {
  const { meta, parts, gaps, documents } = unpackSnapshot((await store.snapshots.load(id))!);
  return createHash("sha256")
    .update(JSON.stringify({ meta, parts, gaps, documents: [...documents] }))
    .digest("hex");
}

/** Repeatable, so that a failure can be looked into. */
function randomLines(count: number): number[] {
  let seed = 20261101;
  return Array.from({ length: count }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return 1 + (seed % (LINES - 2));
  });
}

/** PODLENS_KILLS asks for more than the suite has time for. */
const KILLS = Number(process.env.PODLENS_KILLS ?? 8);

test("killed at many moments of a scan: the store opens, what was sealed is whole, what was not is marked", async () => {
  const dataDir = temporaryFolder();
  await startChild(SCAN, [dataDir, "first"]).said("sealed");
  let store = await openWhenFree(dataDir);
  const sealed = (await store.snapshots.get("latest"))!;
  const whole = await contentHash(store, sealed.id);
  expect(unpackSnapshot((await store.snapshots.load(sealed.id))!).parts).toHaveLength(420);
  await store.close();

  let interrupted = 0;
  for (const [round, line] of randomLines(KILLS).entries()) {
    const child = startChild(SCAN, [dataDir, String(round)]);
    await child.lines(line);
    await child.killed();
    store = await openStore({ dataDir });
    const [broken] = await store.snapshots.list();
    const said = child.output().split("\n").slice(0, -1);
    if (said.includes("sealed")) expect(broken?.status).toBe("partial");
    else {
      expect(broken?.status).toBe("failed");
      expect(store.interrupted).toBe(1);
      interrupted++;
      expect((await store.snapshots.get("latest"))?.id).not.toBe(broken?.id);
    }
    expect(said[0]).toBe(`begun ${broken?.id}`);
    // Whatever was reported as saved is there.
    const content = unpackSnapshot((await store.snapshots.load(broken?.id ?? ""))!);
    const places = new Set(content.parts.map((part) => part.clusterArn?.split("/")[1] ?? part.accountId));
    for (const saved of said.filter((each) => each.startsWith("saved "))) expect(places).toContain(saved.slice(6));
    expect(await contentHash(store, sealed.id)).toBe(whole);
    await store.close();
  }

  // A kill that comes too late tests nothing: most must have come in time.
  expect(interrupted).toBeGreaterThan(KILLS / 2);
  const last = startChild(SCAN, [dataDir, "last"]);
  await last.said("sealed");
  store = await openWhenFree(dataDir);
  const next = (await store.snapshots.get("latest"))!;
  expect(next.id).not.toBe(sealed.id);
  expect(unpackSnapshot((await store.snapshots.load(next.id))!)).toMatchObject({
    parts: { length: 420 },
    gaps: { length: 20 },
  });
  await store.close();
}, 480_000);

/** The child still closes its store when it says that it sealed. */
async function openWhenFree(dataDir: string): Promise<Store> {
  for (;;) {
    try {
      return await openStore({ dataDir });
    } catch (error) {
      if ((error as { code?: unknown }).code !== "store/already-running") throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
