import { expect, test } from "vitest";
import { byteChunks } from "./chunks";
import { jsonText } from "./json";

test("sections become one object, a row a line", () => {
  const text = [
    ...jsonText([
      { name: "format", value: "x/v1" },
      { name: "rows", rows: [{ a: 1 }, { a: null }] },
      { name: "none", rows: [] },
      { name: "nothing", value: null },
    ]),
  ].join("");
  expect(JSON.parse(text)).toEqual({ format: "x/v1", rows: [{ a: 1 }, { a: null }], none: [], nothing: null });
  expect(text.split("\n")).toHaveLength(10);
});

test("rows are made as they are taken", () => {
  let made = 0;
  function* rows() {
    for (;;) yield { n: made++ };
  }
  const pieces = jsonText([{ name: "rows", rows: rows() }]);
  for (let i = 0; i < 10; i++) pieces.next();
  expect(made).toBeLessThan(12);
});

test("chunks are the same bytes, also where a piece is empty or larger than a chunk", () => {
  const pieces = ["é", "", "x".repeat(25), "✓"];
  const chunks = [...byteChunks(pieces, 10)];
  expect(Buffer.concat(chunks).toString("utf8")).toBe(pieces.join(""));
  expect(chunks).toHaveLength(2);
  expect([...byteChunks([], 10)]).toEqual([]);
});
