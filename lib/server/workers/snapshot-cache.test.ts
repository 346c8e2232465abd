import { expect, it } from "vitest";
import { createSnapshotCache } from "./snapshot-cache";

it("lets go of the least recently asked before it opens another", () => {
  const cache = createSnapshotCache<string>(2);
  cache.put("a", () => "A");
  cache.put("b", () => "B");
  expect(cache.get("a")).toBe("A");
  cache.put("c", () => {
    expect(cache.get("b")).toBeUndefined();
    return "C";
  });
  expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["A", undefined, "C"]);
});

it("holds nothing of what could not be opened", () => {
  const cache = createSnapshotCache<string>(2);
  expect(() =>
    cache.put("a", () => {
      throw new Error("broken");
    }),
  ).toThrow("broken");
  expect(cache.get("a")).toBeUndefined();
});
