import { describe, expect, test } from "vitest";
import { CompiledCache } from "./compiled-cache";

const text = (i: number) => JSON.stringify({ Statement: { Effect: "Allow", Action: `s3:Get${i}`, Resource: "*" } });

describe("compiled documents", () => {
  test("are made once per text and kind, errors too", () => {
    const cache = new CompiledCache();
    expect(cache.get(text(1), "identity")).toBe(cache.get(text(1), "identity"));
    expect(cache.get(text(1), "identity")).not.toBe(cache.get(text(1), "scp"));
    const broken = cache.get("{", "identity");
    expect(broken).toMatchObject({ ok: false, errors: [{ code: "invalid-json" }] });
    expect(cache.get("{", "identity")).toBe(broken);
  });

  test("the least recently used go first, when there are too many", () => {
    const cache = new CompiledCache(3);
    const first = cache.get(text(1), "identity");
    const second = cache.get(text(2), "identity");
    cache.get(text(3), "identity");
    expect(cache.get(text(1), "identity")).toBe(first);
    cache.get(text(4), "identity");
    expect(cache.get(text(1), "identity")).toBe(first);
    expect(cache.get(text(2), "identity")).not.toBe(second);
  });

  test("or too long; what is longer than the cache is not kept", () => {
    const cache = new CompiledCache(100, 150);
    const first = cache.get(text(1), "identity");
    cache.get(text(2), "identity");
    cache.get(text(3), "identity");
    expect(cache.get(text(1), "identity")).not.toBe(first);
    const long = text(1).padEnd(300);
    expect(cache.get(long, "identity")).not.toBe(cache.get(long, "identity"));
    expect(cache.get(long, "identity")).toMatchObject({ ok: true });
  });

  test("room is made among other kinds where this kind has none", () => {
    const cache = new CompiledCache(2);
    const old = cache.get(text(1), "identity");
    cache.get(text(2), "identity");
    const scp = cache.get(text(3), "scp");
    expect(cache.get(text(3), "scp")).toBe(scp);
    expect(cache.get(text(1), "identity")).not.toBe(old);
  });
});
