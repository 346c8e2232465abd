import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { prettyJson } from "./pretty-json";

describe("prettyJson", () => {
  it("means the same and looks like JSON.stringify, whatever the document and its spacing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, 4, "\t"), (value, space) => {
        expect(prettyJson(JSON.stringify(value, null, space))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  it("keeps what parsing would lose: duplicate keys, long numbers, escapes", () => {
    const text = '{"Effect":"Allow","Effect":"Deny","n":12345678901234567890,"s":"\\u0041\\"}{,:"}';
    const pretty = prettyJson(text);
    expect(pretty.replace(/\n\s*/g, "").replaceAll(": ", ":")).toBe(text);
    expect(pretty.match(/"Effect"/g)).toHaveLength(2);
  });

  it("leaves what is no JSON as it is", () => {
    for (const text of ["", "{", '{"a":1', "<html>", '{"a":1} trailing']) expect(prettyJson(text)).toBe(text);
  });

  it("does not grow by the square of the nesting", () => {
    const deep = `${"[".repeat(5_000)}1${"]".repeat(5_000)}`;
    expect(prettyJson(deep).length).toBeLessThan(deep.length * 100);
  });
});
