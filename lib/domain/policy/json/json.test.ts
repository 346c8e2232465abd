import { describe, expect, test } from "vitest";
import { nodeFromValue } from "./from-value";
import type { JsonNode } from "./node";
import { Positions } from "./position";
import { readJson } from "./read";
import { skipValue } from "./scan";
import { fieldsOf, listAt, type Span, spanAt } from "./spans";

/** Plain values again, without positions. */
function plain(node: JsonNode): unknown {
  switch (node.type) {
    case "object":
      return node.entries.map(({ key, value }) => [key, plain(value)]);
    case "array":
      return node.items.map(plain);
    case "number":
      return node.text;
    case "null":
      return null;
    default:
      return node.value;
  }
}

function read(text: string): unknown {
  const result = readJson(text);
  return result.ok ? plain(result.node) : result.error.code;
}

describe("reading", () => {
  test.each([
    ['{"a": [1, -2.50, 1E+3, true, false, null]}', [["a", ["1", "-2.50", "1E+3", true, false, null]]]],
    [' \t\r\n"x" ', "x"],
    ['"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"', '"\\/\b\f\n\r\té'],
    ['"\\ud83d\\ude00 \\ud800"', "😀 \ud800"],
    ["[]", []],
    ["{}", []],
    [
      '{"__proto__": 1, "constructor": 2}',
      [
        ["__proto__", "1"],
        ["constructor", "2"],
      ],
    ],
  ])("%s", (text, value) => {
    expect(read(text)).toEqual(value);
  });

  test.each([
    "",
    " ",
    "{",
    "[",
    '"',
    "{]",
    "[}",
    "[1,]",
    "[,1]",
    "[1 2]",
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a":1 "b":2}',
    "{a:1}",
    "{'a':1}",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "NaN",
    "nul",
    "True",
    '"\n"',
    '"\\x"',
    '"\\u12g4"',
    '"\\u12"',
    "1 2",
    "{} x",
    "/**/1",
    '"abc',
    "[1",
  ])("refuses %j", (text) => {
    expect(read(text)).toBe("invalid-json");
  });

  test("keys that stand twice, and where", () => {
    expect(readJson('{"a":1,\n"b":{"x":1,"x":2}}')).toMatchObject({
      ok: false,
      error: { code: "duplicate-key", at: 19 },
    });
    expect(read('{"a":{"x":1},"b":{"x":1}}')).toEqual([
      ["a", [["x", "1"]]],
      ["b", [["x", "1"]]],
    ]);
  });

  test("depth has a limit, in text and in values", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    expect(read(nested(64))).not.toBe("too-deep");
    expect(read(nested(66))).toBe("too-deep");
    expect(read("[".repeat(1_000_000))).toBe("too-deep");
    expect(read('{"a":'.repeat(1_000_000))).toBe("too-deep");
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(nodeFromValue(cycle)).toMatchObject({ ok: false, error: { code: "too-deep" } });
    expect(nodeFromValue({ a: { a: cycle } })).toMatchObject({ ok: false });
  });
});

describe("values that are parsed already", () => {
  test("become nodes", () => {
    const value = JSON.parse('{"a":[1,true,null,"x"],"__proto__":{"b":1.5}}');
    const result = nodeFromValue(value);
    expect(result.ok && plain(result.node)).toEqual([
      ["a", ["1", true, null, "x"]],
      ["__proto__", [["b", "1.5"]]],
    ]);
  });

  test.each([
    [undefined],
    [() => 1],
    [10n],
    [Symbol("x")],
    [Number.NaN],
    [[undefined]],
    [{ a: Number.POSITIVE_INFINITY }],
  ])("refuse what is no JSON", (value) => {
    expect(nodeFromValue(value)).toMatchObject({ ok: false, error: { code: "invalid-json" } });
  });
});

describe("positions", () => {
  test("from 1, by line feeds", () => {
    const positions = new Positions("ab\n\ncd");
    expect([0, 1, 2, 3, 4, 5].map((at) => positions.of(at))).toEqual([
      { line: 1, column: 1 },
      { line: 1, column: 2 },
      { line: 1, column: 3 },
      { line: 2, column: 1 },
      { line: 3, column: 1 },
      { line: 3, column: 2 },
    ]);
    expect(positions.of(-1)).toBeNull();
    expect(new Positions(null).of(1)).toBeNull();
  });
});

describe("spans", () => {
  const cut = (text: string, spans: readonly Span[]) => spans.map(({ start, end }) => text.slice(start, end));
  const errorOf = (text: string) => {
    const list = listAt(text, 0, 1);
    return "message" in list ? list.message : null;
  };

  test("fields and items are found without being read", () => {
    const text = ' { "a" : {"x":"}\\"]"} , "b\\u0063":[1,[2]],"c":"\\\\" , "d":12}';
    const { fields, end, error } = fieldsOf(text, 1, spanAt);
    expect(error).toBeNull();
    expect(end).toBe(text.length);
    expect(fields.map(({ key }) => key)).toEqual(["a", "bc", "c", "d"]);
    expect(cut(text, fields)).toEqual(['{"x":"}\\"]"}', "[1,[2]]", '"\\\\"', "12"]);
    expect(fieldsOf("{}", 0, spanAt)).toEqual({ fields: [], end: 2, error: null });
  });

  test("lists are cut as deep as asked for", () => {
    const text = '[ {"a":[1]}, [ "x" ,[true]] ]';
    const list = listAt(text, 0, 2);
    if ("message" in list) throw new Error(list.message);
    expect(cut(text, list.items!)).toEqual(['{"a":[1]}', '[ "x" ,[true]]']);
    expect(list.items![0]!.items).toBeNull();
    expect(cut(text, list.items![1]!.items!)).toEqual(['"x"', "[true]"]);
    expect(list.items![1]!.items![1]!.items).toBeNull();
    expect(listAt("[ ]", 0, 1)).toEqual({ start: 0, end: 3, items: [] });
    expect(listAt("[ ]", 0, 0)).toEqual({ start: 0, end: 3, items: null });
  });

  test.each([
    "{",
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1,}',
    "{a:1}",
    '{"a" 1}',
    '{"a":[1',
    '{"a":"x',
    '{"a":1 2}',
    '{"\\x":1}',
    '{"a":}',
  ])("errors in %j", (text) => {
    expect(fieldsOf(text, 0, spanAt).error).not.toBeNull();
  });

  test.each(["[", "[1", "[1,", "[1,]", '["', "[1 2]", "[,]", "[[1,]"])("errors in %j", (text) => {
    expect(errorOf(text)).not.toBeNull();
  });

  test.each([
    ["{a:1}", "a key in double quotes was expected", 1],
    ['{"\\x":1}', "this escape is none", 2],
    ['{"a" 1}', '":" was expected', 5],
    ['{"a":[1', "the text ends within this value", 5],
    ['{"a":}', "a value was expected", 5],
    ['{"a":1 2}', '"," or "}" was expected', 7],
  ])("what is wrong with %j, and where", (text, message, at) => {
    expect(fieldsOf(text, 0, spanAt).error).toEqual({ message, at });
  });

  test("what is wrong with a list", () => {
    expect(listAt("[1 2]", 0, 1)).toEqual({ message: '"," or "]" was expected', at: 3 });
    expect(listAt("[,]", 0, 1)).toEqual({ message: "a value was expected", at: 1 });
    expect(listAt("[[1", 0, 1)).toEqual({ message: "the text ends within this value", at: 1 });
    expect(listAt('"x', 0, 1)).toEqual({ message: "the text ends within this value", at: 0 });
  });

  test("what was found before an error is given", () => {
    expect(fieldsOf('{"id":1,"x":}', 0, spanAt).fields.map(({ key }) => key)).toEqual(["id"]);
  });

  test("passing over values", () => {
    expect(skipValue("12,", 0)).toBe(2);
    expect(skipValue("12", 0)).toBe(2);
    expect(skipValue("]", 0)).toBe(0);
    expect(skipValue('{"a":"', 0)).toBe(-1);
    expect(skipValue("[[", 0)).toBe(-1);
  });
});
