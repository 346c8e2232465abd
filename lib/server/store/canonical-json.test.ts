import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalFacts, canonicalJson } from "./canonical-json";

/** The same value with the keys of its objects in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const key of Object.keys(value).reverse()) copy[key] = reversed((value as Record<string, unknown>)[key]);
  return copy;
}

test("one text whatever the order of keys, and the value comes back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.stringify(JSON.parse(text))).toBe(
        JSON.stringify(JSON.parse(canonicalJson(JSON.parse(JSON.stringify(value))))),
      );
    }),
  );
});

test("hostile keys are data, what is undefined is absent", () => {
  expect(canonicalJson(JSON.parse(`{"b":1,"__proto__":{"x":[]},"a":{}}`))).toBe(`{"__proto__":{"x":[]},"a":{},"b":1}`);
  expect(canonicalJson({ b: undefined, a: [undefined, null] })).toBe(`{"a":[null,null]}`);
});

test("a list of records has no order of its own, a list within a record has", () => {
  expect(canonicalFacts([{ a: 2 }, { a: 1 }])).toBe(canonicalFacts([{ a: 1 }, { a: 2 }]));
  expect(canonicalFacts([{ a: [2, 1] }])).not.toBe(canonicalFacts([{ a: [1, 2] }]));
});
