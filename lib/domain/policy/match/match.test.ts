import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeFacts } from "../facts";
import { runs } from "../testing/runs";
import { MAYBE, NO, YES } from "../tri";
import { chunkAt, findChunk, makeChunk } from "./find-chunk";
import { globMatches, globOf } from "./glob";
import { relate } from "./relate";
import { splitArn, splitTokens } from "./split-arn";
import { compileText, fillPattern, matchText } from "./text-pattern";
import { ANY, hasWildcard, wildcardUnits } from "./units";
import { tokenize } from "./variables";

/** The plain definition, for short texts. */
function slowMatch(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern[0] === "*") return slowMatch(rest, text) || (text !== "" && slowMatch(pattern, text.slice(1)));
  return text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && slowMatch(rest, text.slice(1));
}

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });

describe("globs", () => {
  test("match as defined", () => {
    fc.assert(
      fc.property(pattern, text, (p, t) => globMatches(globOf(p), t) === slowMatch(p, t)),
      runs(3000),
    );
  });

  test("long chunks are found as short ones are", () => {
    const long = fc.string({ unit: fc.constantFrom("a", "b", "?"), minLength: 33, maxLength: 40 });
    const haystack = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 90 });
    fc.assert(
      fc.property(long, haystack, fc.nat(5), (needle, hay, from) => {
        const planted = `${hay}${needle.replaceAll("?", "a")}${hay}`;
        for (const where of [hay, planted]) {
          const chunk = makeChunk(wildcardUnits(needle));
          let expected = -1;
          for (let at = from; at + chunk.length <= where.length && expected < 0; at++)
            if (chunkAt(chunk, where, at)) expected = at;
          expect(findChunk(chunk, where, from, where.length)).toBe(expected);
        }
      }),
      runs(300),
    );
  });

  test("long chunks of one text, which repeat themselves", () => {
    const repeats = fc
      .constantFrom("a", "ab", "aab", "aabaaab")
      .chain((unit) =>
        fc
          .tuple(fc.constant(unit.repeat(40).slice(0, 37)), fc.constantFrom("a", "b", ""))
          .map((parts) => parts.join("")),
      );
    const haystack = fc.array(fc.constantFrom("a", "b", "ab", "aab", "aabaaab".repeat(6), "a".repeat(40)), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(repeats, haystack, fc.nat(5), (needle, parts, from) => {
        const hay = parts.join("");
        for (const where of [hay, `${hay}${needle}${hay}`]) {
          const chunk = makeChunk(wildcardUnits(needle));
          expect(findChunk(chunk, where, from, where.length)).toBe(where.indexOf(needle, from));
        }
      }),
      runs(300),
    );
  });

  test("a chunk is looked for behind the one before", () => {
    expect(globMatches(globOf("*ab*ab*"), "xabx")).toBe(false);
    expect(globMatches(globOf("*ab*ab*"), "xabab")).toBe(true);
    expect(globMatches(globOf("*ab*ba*"), "xxabaxx")).toBe(false);
    expect(globMatches(globOf("a*a"), "a")).toBe(false);
  });

  test("a chunk must end before the end that is given", () => {
    const find = (needle: string, hay: string, end: number) => findChunk(makeChunk(wildcardUnits(needle)), hay, 0, end);
    expect(find("bc", "abcbc", 2)).toBe(-1);
    expect(find("bc", "abcbc", 3)).toBe(1);
    expect(find("?c", "abcbc", 2)).toBe(-1);
    expect(find("bc", "abcbc", 1)).toBe(-1);
  });

  test("a chunk does not reach beyond the text", () => {
    expect(chunkAt(makeChunk([97, ANY]), "a", 0)).toBe(false);
    expect(hasWildcard("a?")).toBe(true);
    expect(hasWildcard("a")).toBe(false);
  });
});

describe("relations", () => {
  /** All texts over two letters up to a length. */
  const texts: string[] = [""];
  for (let i = 0; i < 126; i++) texts.push(`${texts[i]}a`, `${texts[i]}b`);

  test("NO and YES are never wrong", () => {
    fc.assert(
      fc.property(pattern, pattern, (known, other) => {
        const members = texts.filter((each) => slowMatch(known, each));
        const matching = members.filter((each) => slowMatch(other, each));
        const relation = relate(wildcardUnits(known), wildcardUnits(other));
        if (relation === NO) expect(matching).toEqual([]);
        if (relation === YES) expect(matching).toEqual(members);
      }),
      runs(1000),
    );
  });

  test("plain cases", () => {
    const of = (known: string, other: string) => relate(wildcardUnits(known), wildcardUnits(other));
    expect(of("a*", "*")).toBe(YES);
    expect(of("ab*", "a*")).toBe(YES);
    expect(of("a?c", "a?c")).toBe(YES);
    expect(of("a*", "b*")).toBe(NO);
    expect(of("a*", "a?")).toBe(MAYBE);
    expect(of("*", "a")).toBe(MAYBE);
    expect(of("a", "a")).toBe(YES);
    expect(of("a", "")).toBe(NO);
    expect(of("x".repeat(2000), "x".repeat(2000))).toBe(MAYBE);
  });
});

describe("variables", () => {
  const of = (value: string) => tokenize(value, "2012-10-17");
  const variable = (key: string, fallback: string | null = null) => ({ kind: "variable", key, fallback });

  test.each([
    ["plain", [{ kind: "text", text: "plain" }]],
    ["", [{ kind: "text", text: "" }]],
    ["${aws:UserName}", [variable("aws:username")]],
    ["a${k}b", [{ kind: "text", text: "a" }, variable("k"), { kind: "text", text: "b" }]],
    ["${k, 'de}f'}x", [variable("k", "de}f"), { kind: "text", text: "x" }]],
    ["${k,'d' }", [variable("k", "d")]],
    ["${k, ''}", [variable("k", "")]],
    ["${k, d}", [variable("k, d")]],
    ["${k, 'd}", [variable("k, 'd")]],
    ["${k, 'd'x}", [variable("k, 'd'x")]],
    [
      "${*}${?}${$}",
      [
        { kind: "literal", text: "*" },
        { kind: "literal", text: "?" },
        { kind: "literal", text: "$" },
      ],
    ],
    ["$x${open", [{ kind: "text", text: "$x${open" }]],
    ["${}", [variable("")]],
  ])("%s", (value, tokens) => {
    expect(of(value)).toEqual(tokens);
  });

  test("under version 2008-10-17 there are none", () => {
    expect(tokenize("${k}", "2008-10-17")).toEqual([{ kind: "text", text: "${k}" }]);
  });

  test("values fill a pattern only as far as it can still match", () => {
    const compiled = compileText("${k}${k}", { version: "2012-10-17", wildcards: true, fold: false });
    const facts = completeFacts([["k", "ab"]]);
    expect(matchText(compiled, "abab", facts)).toBe(YES);
    expect(matchText(compiled, "aba", facts)).toBe(NO);
    expect(fillPattern(compiled, completeFacts([["k", "x".repeat(3_000_000)]]))).toEqual({
      units: [-1],
      certain: false,
    });
    expect(fillPattern({ kind: "any" }, facts)).toEqual({ units: [-1], certain: true });
  });
});

describe("ARNs", () => {
  test("are cut at five colons", () => {
    expect(splitArn("arn:aws:logs:r:1:a:b")).toEqual(["arn", "aws", "logs", "r", "1", "a:b"]);
    expect(splitArn("arn:aws:s3:::b")).toEqual(["arn", "aws", "s3", "", "", "b"]);
    expect(splitArn("arn:aws:s3")).toBeNull();
    expect(splitArn("x:aws:s3:::b")).toBeNull();
  });

  test("colons of variables do not count", () => {
    const parts = splitTokens(tokenize("arn:aws:s3::${aws:x}:b:${aws:y}:c", "2012-10-17"));
    expect(parts).toHaveLength(6);
    expect(parts[4]).toEqual([{ kind: "variable", key: "aws:x", fallback: null }]);
    expect(parts[5]).toHaveLength(3);
    expect(splitTokens(tokenize("arn:", "2012-10-17"))).toEqual([
      [{ kind: "text", text: "arn" }],
      [{ kind: "text", text: "" }],
    ]);
  });
});
