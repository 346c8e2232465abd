import { expect, it } from "vitest";
import { parseValues, readContext, writeContext } from "./context-value";

it("comes back from the address as it was filled in, whatever the keys are called", () => {
  const filled = new Map<string, string | readonly string[] | null>([
    ["aws:SourceIp", "198.51.100.7"],
    ["__proto__", "x"],
    ["aws:TagKeys", ["a", "b"]],
    ["aws:SourceVpce", null],
  ]);
  expect([...readContext(writeContext(filled))]).toEqual([...filled]);
  expect(writeContext(new Map())).toBe("");
});

it("takes nothing from what is no context", () => {
  for (const text of ["", "no", "[]", "3", "null", '{"a":3}']) expect(readContext(text).size).toBe(0);
});

it("tells one value from several", () => {
  expect(parseValues(" a ")).toBe("a");
  expect(parseValues("a, b,")).toEqual(["a", "b"]);
  expect(parseValues("")).toBe("");
});
