import { expect, it } from "vitest";
import { defaultRegions, matchesGlob } from "./scope";

it("matches names by * and ?", () => {
  for (const [pattern, name] of [
    ["sandbox-*", "sandbox-1"],
    ["*", ""],
    ["*-dev", "a-dev"],
    ["a?c", "abc"],
    ["a*b*c", "aXbYbZc"],
    ["", ""],
    ["a**", "a"],
  ] as const) {
    expect(matchesGlob(pattern, name), `${pattern} ${name}`).toBe(true);
  }
  for (const [pattern, name] of [
    ["sandbox-*", "my-sandbox-1"],
    ["a?c", "ac"],
    ["a.c", "abc"],
    ["", "a"],
    ["*b", "abc"],
    ["A", "a"],
  ] as const) {
    expect(matchesGlob(pattern, name), `${pattern} ${name}`).toBe(false);
  }
});

it("does not take for ever over a hostile pattern", () => {
  expect(matchesGlob(`${"*a".repeat(100)}b`, "a".repeat(100))).toBe(false);
});

it("knows which regions need no opt-in", () => {
  expect(defaultRegions("aws")).toHaveLength(17);
  expect(defaultRegions("aws-cn")).toEqual(["cn-north-1", "cn-northwest-1"]);
  expect(defaultRegions("elsewhere")).toEqual([]);
});
