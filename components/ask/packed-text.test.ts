import fc from "fast-check";
import { expect, it } from "vitest";
import { packText, unpackText } from "./packed-text";

it("comes back as it was, in letters that a link may hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), (text) => {
      const packed = packText(text) ?? "";
      expect(packed).toMatch(/^[\w-]+$/);
      expect(unpackText(packed)).toBe(text);
    }),
    { numRuns: 60 },
  );
});

it("refuses what is none, what is cut off, and what would fill the memory", () => {
  for (const text of ["", "%", "AAAA", "x".repeat(30_000)]) expect(unpackText(text)).toBeNull();
  const packed = packText('{"Version":"2012-10-17"}') ?? "";
  expect(unpackText(packed.slice(0, packed.length - 6))).toBeNull();
  expect(packText("a".repeat(300_000))).toBeNull();
});
