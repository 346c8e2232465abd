import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../testing/runs";
import { matchSymbols, matchText, parseGlob } from "./glob";
import { globContains, globsIntersect } from "./glob-overlap";

/** Every text of up to 7 characters over two letters that patterns use and one that they do not. */
const TEXTS: readonly string[] = (() => {
  const all = [""];
  for (let from = 0, length = 1; length <= 7; length++) {
    const end = all.length;
    for (; from < end; from++) for (const letter of "abc") all.push(all[from] + letter);
  }
  return all;
})();

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 5 });

function toRegExp(text: string): RegExp {
  return new RegExp(`^${text.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
}

describe("globs", () => {
  it("match as the pattern says", () => {
    fc.assert(
      fc.property(pattern, (text) => {
        const expected = toRegExp(text);
        const glob = parseGlob(text);
        expect(
          TEXTS.find((word) => matchText(glob, word) !== expected.test(word)),
          text,
        ).toBeUndefined();
      }),
      runs(60),
    );
  });

  it("intersect exactly where some text matches both", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [left, right] = [toRegExp(a), toRegExp(b)];
        const common = TEXTS.some((word) => left.test(word) && right.test(word));
        expect(globsIntersect(parseGlob(a), parseGlob(b)), `${a} ∩ ${b}`).toBe(common);
      }),
      runs(400),
    );
  });

  it("contain exactly where every text of the one matches the other", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const [outer, inner] = [toRegExp(a), toRegExp(b)];
        const contained = TEXTS.every((word) => !inner.test(word) || outer.test(word));
        expect(globContains(parseGlob(a), parseGlob(b)), `${a} ⊇ ${b}`).toBe(contained);
      }),
      runs(1000),
    );
  });

  it.each([
    ["?*", "*?", true],
    ["*?*", "*a*", true],
    ["*?", "a*", true],
    ["?*?", "a*", false],
    ["*a?*", "*aa*", true],
    ["*a?", "*aa*", false],
    ["**", "*", true],
    ["a*b*c", "a?b??c", true],
  ])("%s ⊇ %s is %s", (outer, inner, expected) => {
    expect(globContains(parseGlob(outer), parseGlob(inner))).toBe(expected);
  });

  it("give up on hostile patterns instead of guessing", () => {
    const stars = parseGlob("*a".repeat(10_000));
    const other = parseGlob("*b?".repeat(10_000));
    expect(globsIntersect(stars, other)).not.toBe(true);
    expect(globContains(stars, parseGlob(`${"a".repeat(9_999)}b${"a".repeat(9_999)}`), 1_000)).toBeNull();
    expect(globContains(parseGlob(`*a${"?".repeat(200)}`), parseGlob(`*${"a*".repeat(60)}`))).not.toBe(true);
    expect(globsIntersect(parseGlob("*a".repeat(5_000)), parseGlob("*aa".repeat(5_000)))).toBeNull();
    expect(matchSymbols(parseGlob("*a".repeat(300)), parseGlob("a".repeat(299)), 10)).toBeNull();
  });

  it("ten thousand stars are one", () => {
    const stars = parseGlob(`a${"*".repeat(10_000)}b`);
    expect(stars).toHaveLength(3);
    expect(globContains(stars, parseGlob("a*?b"))).toBe(true);
  });
});
