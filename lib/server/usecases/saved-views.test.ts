import { expect, it } from "vitest";
import type { SettingsStore } from "./ports";
import { listViews, removeView, saveView } from "./saved-views";

function memory(): SettingsStore {
  const held = new Map<string, unknown>();
  return {
    get: async (key) => held.get(key) ?? null,
    set: async (key, value) => void held.set(key, value),
    remove: async (key) => void held.delete(key),
    list: async (prefix) => [...held].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => ({ key, value })),
  };
}

const clock = { now: () => new Date("2026-11-22T10:00:00Z") };

it("keeps addresses by name, the newest of a name, without the snapshot", async () => {
  const settings = memory();
  await saveView(settings, clock, { page: "/map", name: "payments", query: "account=1&snapshot=latest" });
  const second = await saveView(settings, clock, { page: "/map", name: "payments", query: "account=2" });
  await saveView(settings, clock, { page: "/workloads", name: "payments", query: "q=x" });
  expect((await listViews(settings)).map(({ page, query }) => [page, query])).toEqual([
    ["/map", "account=2"],
    ["/workloads", "q=x"],
  ]);
  await removeView(settings, second.id);
  expect(await listViews(settings)).toHaveLength(1);
});

it("leaves out what another version kept, and other settings", async () => {
  const settings = memory();
  await settings.set("rate:x", 3);
  await settings.set("view:a", { page: "/elsewhere", name: "n", query: "", savedAt: "t" });
  await settings.set("view:b", 4);
  expect(await listViews(settings)).toEqual([]);
});

it("stops at a number that nobody needs", async () => {
  const settings = memory();
  for (let at = 0; at < 500; at++) await settings.set(`view:${at}`, 0);
  await expect(saveView(settings, clock, { page: "/map", name: "n", query: "" })).rejects.toMatchObject({
    code: "bad-request",
  });
});
