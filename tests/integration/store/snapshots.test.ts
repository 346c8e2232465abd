import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore, type Store } from "@/lib/server/store";
import { chooseSnapshot, unpackSnapshot } from "@/lib/server/usecases/snapshots";
import {
  associationsPart,
  COUNTS,
  documentsOf,
  fixedClock,
  gap,
  hashOf,
  role,
  rolesPart,
  temporaryFolder,
} from "./helpers";

const TRUST = `{"Version":"2012-10-17","Statement":[]}`;
const INLINE = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}`;

async function scanOnce(store: Store, readAt: string) {
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await Promise.all([
    writer.savePart(associationsPart("a", 3, readAt), new Map()),
    writer.savePart(associationsPart("b", 2, readAt), new Map()),
    writer.savePart(
      rolesPart([role("app", TRUST, [{ name: "in", text: INLINE }])], readAt),
      documentsOf(TRUST, INLINE),
    ),
  ]);
  return await writer.seal("complete", COUNTS);
}

async function bytesOf(store: Store, id: string): Promise<number> {
  const packed = await store.snapshots.load(id);
  return [...(packed?.parts ?? []), ...(packed?.documents ?? [])].reduce((sum, each) => sum + each.body.byteLength, 0);
}

test("what was saved comes back as it was, whatever its keys are called", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "7" });
  const hostile = JSON.parse(`{"__proto__":"x","constructor":"y","é":"\\ud800"}`) as Record<string, string>;
  const part = associationsPart("a", 3);
  const facts = part.facts.map((each) => ({ ...each, tags: hostile }));
  await writer.savePart({ ...part, facts }, new Map());
  await writer.savePart(rolesPart([role("app", TRUST)]), documentsOf(TRUST, "\u0000 not JSON ✓"));
  await writer.saveGap(gap("ListClusters"));
  const meta = await writer.seal("partial", COUNTS);
  const packed = await store.snapshots.load(meta.id);
  const content = unpackSnapshot(packed!);
  expect(content.meta).toEqual(meta);
  expect(content.gaps).toEqual([gap("ListClusters")]);
  const read = content.parts.find((each) => each.kind === "associations")!;
  expect(JSON.stringify(read.facts.map((each) => each.tags))).toBe(JSON.stringify(facts.map((each) => each.tags)));
  expect({ ...read, facts: read.facts.map(({ tags, ...rest }) => rest) }).toEqual({
    ...part,
    facts: part.facts.map(({ tags, ...rest }) => rest),
  });
  expect([...content.documents.values()].sort()).toEqual(["\u0000 not JSON ✓", TRUST].sort());
  // Every buffer can be handed to a worker.
  const buffers = [...packed!.parts, ...packed!.documents].map((each) => each.body.buffer as ArrayBuffer);
  structuredClone(packed, { transfer: buffers });
  await store.close();
});

test("unchanged parts and documents are stored once over all snapshots", async () => {
  const dataDir = temporaryFolder();
  const store = await openStore({ dataDir });
  const first = await scanOnce(store, "2026-11-01T10:00:00.000Z");
  const second = await scanOnce(store, "2026-11-02T10:00:00.000Z");
  const hashes = async (id: string) => (await store.snapshots.load(id))!.parts.map((part) => part.hash);
  expect(await hashes(second.id)).toEqual(await hashes(first.id));
  expect(unpackSnapshot((await store.snapshots.load(second.id))!).parts[0]?.readAt).toBe("2026-11-02T10:00:00.000Z");
  await store.close();
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(join(dataDir, "store.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const counts = await connection.runAndReadAll(
    "SELECT (SELECT count(*) FROM blob), (SELECT count(*) FROM document), (SELECT count(*) FROM snapshot_part)",
  );
  expect(counts.getRowsJson()[0]).toEqual(["3", "2", "6"]);
  connection.closeSync();
  instance.closeSync();
});

test("the order in which records arrive does not make another part", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  const part = associationsPart("a", 4);
  await writer.savePart(part, new Map());
  const meta = await writer.seal("complete", COUNTS);
  const again = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await again.savePart({ ...part, facts: [...part.facts].reverse() }, new Map());
  const other = await again.seal("complete", COUNTS);
  expect((await store.snapshots.load(other.id))!.parts[0]!.hash).toBe(
    (await store.snapshots.load(meta.id))!.parts[0]!.hash,
  );
  await store.close();
});

test("an unsealed snapshot is no result, a sealed one takes nothing more", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  const sealed = await scanOnce(store, "2026-11-01T10:00:00.000Z");
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await writer.savePart(associationsPart("a", 1), new Map());
  expect((await store.snapshots.get("latest"))?.id).toBe(sealed.id);
  expect((await store.snapshots.load(writer.id))?.meta).toMatchObject({ status: "running", counts: null });
  expect(await chooseSnapshot(store.snapshots, writer.id)).toMatchObject({ kind: "unsealed" });
  expect(await store.snapshots.load("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toBeNull();
  expect((await store.snapshots.list()).map((each) => each.status)).toEqual(["running", "complete"]);
  await writer.abandon("cancelled", "by the user");
  expect((await store.snapshots.get(writer.id))?.status).toBe("cancelled");
  expect((await store.snapshots.get("latest"))?.id).toBe(sealed.id);
  await expect(writer.savePart(associationsPart("c", 1), new Map())).rejects.toMatchObject({ code: "store/sealed" });
  await expect(writer.seal("complete", COUNTS)).rejects.toMatchObject({ code: "store/sealed" });
  await store.close();
});

test("a part that is saved again replaces the first", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await writer.savePart(associationsPart("a", 1), new Map());
  await Promise.all([
    writer.savePart(associationsPart("a", 2), new Map()),
    writer.savePart(associationsPart("a", 3), new Map()),
  ]);
  const meta = await writer.seal("complete", COUNTS);
  const content = unpackSnapshot((await store.snapshots.load(meta.id))!);
  expect(content.parts.map((part) => (part.facts as readonly unknown[]).length)).toEqual([3]);
  await store.close();
});

test("a document under a wrong hash is refused", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  const saved = writer.savePart(rolesPart([]), new Map([[hashOf("one"), "two"]]));
  await expect(saved).rejects.toMatchObject({ code: "store/wrong-document" });
  await store.close();
});

test("retention removes old snapshots and what only they referred to", async () => {
  const clock = fixedClock("2026-07-06T08:00:00.000Z"); // a Monday
  const store = await openStore({ dataDir: temporaryFolder(), clock });
  const monday = await scanOnce(store, "2026-07-06T08:00:00.000Z");
  clock.set("2026-07-08T08:00:00.000Z");
  const extra = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await extra.savePart(associationsPart("only-here", 5), new Map());
  await extra.savePart(rolesPart([role("only-here", "gone with it")]), documentsOf("gone with it"));
  const wednesday = await extra.seal("complete", COUNTS);
  clock.set("2026-09-01T08:00:00.000Z");
  const recent = await scanOnce(store, "2026-09-01T08:00:00.000Z");
  const running = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  await running.savePart(associationsPart("running", 2), new Map());
  expect(await store.snapshots.retain(clock.now())).toEqual({ removedSnapshots: 1, removedBlobs: 2 });
  expect(await store.snapshots.get(wednesday.id)).toBeNull();
  expect(await bytesOf(store, monday.id)).toBe(await bytesOf(store, recent.id));
  const finished = await running.seal("complete", COUNTS);
  expect(unpackSnapshot((await store.snapshots.load(finished.id))!).parts).toHaveLength(1);
  expect(await store.snapshots.retain(clock.now())).toEqual({ removedSnapshots: 0, removedBlobs: 0 });
  await store.close();
});

test("settings are kept over openings", async () => {
  const dataDir = temporaryFolder();
  const store = await openStore({ dataDir });
  await store.settings.set("view/one", { a: [1] });
  await store.settings.set("view/one", { a: [2] });
  await store.settings.set("rate/eks", 12);
  await store.settings.set("view/two", null);
  await store.settings.remove("view/two");
  await store.close();
  const again = await openStore({ dataDir });
  expect(await again.settings.get("view/one")).toEqual({ a: [2] });
  expect(await again.settings.get("absent")).toBeNull();
  expect(await again.settings.list("view/")).toEqual([{ key: "view/one", value: { a: [2] } }]);
  await again.close();
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDir, "store.duckdb")).mode & 0o777).toBe(0o600);
});
