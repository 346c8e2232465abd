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

  test("a text counts for itself, whatever has the same hash", () => {
    const policy = (sid: string, effect: string) =>
      `{"Statement":{"Sid":"${sid}",${effect},"Action":"*","Resource":"*"}}`;
    const allow = policy("673xjb", '"Effect":"Allow"');
    const deny = policy("rqgjcf", '"Effect":"Deny" ');
    expect(allow).toHaveLength(deny.length);
    const cache = new CompiledCache();
    const first = cache.get(allow, "identity");
    expect(first).toMatchObject({ policy: { document: { statements: [{ effect: "Allow" }] } } });
    expect(cache.get(deny, "identity")).toMatchObject({ policy: { document: { statements: [{ effect: "Deny" }] } } });
  });

  test("the bound on length holds for what is kept now", () => {
    const each = text(1).length;
    const cache = new CompiledCache(100, 2 * each);
    const first = cache.get(text(1), "identity");
    for (let i = 2; i <= 9; i++) cache.get(text(i), "identity");
    expect(cache.get(text(1), "identity")).not.toBe(first);
    const kept = [cache.get(text(1), "identity"), cache.get(text(2), "identity")];
    for (let again = 0; again < 5; again++) {
      expect([cache.get(text(1), "identity"), cache.get(text(2), "identity")]).toEqual(kept);
      expect(cache.get(text(1), "identity")).toBe(kept[0]);
    }
    const exact = new CompiledCache(100, each);
    expect(exact.get(text(1), "identity")).toBe(exact.get(text(1), "identity"));
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
