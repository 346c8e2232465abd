import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLines } from "./json-tokens";

describe("jsonLines", () => {
  it("tells keys from strings", () => {
    expect(jsonLines('{"Sid" : "a:b", "n": -1.5e3, "t": true}')[0]).toEqual([
      { kind: "mark", text: "{" },
      { kind: "key", text: '"Sid"' },
      { kind: "text", text: " " },
      { kind: "mark", text: ":" },
      { kind: "text", text: " " },
      { kind: "string", text: '"a:b"' },
      { kind: "mark", text: "," },
      { kind: "text", text: " " },
      { kind: "key", text: '"n"' },
      { kind: "mark", text: ":" },
      { kind: "text", text: " " },
      { kind: "number", text: "-1.5e3" },
      { kind: "mark", text: "," },
      { kind: "text", text: " " },
      { kind: "key", text: '"t"' },
      { kind: "mark", text: ":" },
      { kind: "text", text: " " },
      { kind: "word", text: "true" },
      { kind: "mark", text: "}" },
    ]);
  });

  it("loses no character of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (source) => {
        const back = jsonLines(source)
          .map((line) => line.map((token) => token.text).join(""))
          .join("\n");
        expect(back).toBe(source);
      }),
    );
  });

  it("keeps an unclosed string of a long line", () => {
    const source = `"${"\\".repeat(20_001)}`;
    expect(
      jsonLines(source)[0]
        ?.map((token) => token.text)
        .join(""),
    ).toBe(source);
  });
});
