import { describe, expect, test } from "vitest";
import { allOf, anyOf, type Expression, expressionAlgebra, FALSE, TRUE } from "./remaining";

const atom = (layer: "identity" | "session" | "resource"): Expression => ({ kind: "layer", layer, effect: "allow" });
const a = atom("identity");
const b = atom("session");
const c = atom("resource");
const { and, or, not } = expressionAlgebra;

describe("expressions", () => {
  test("constants are worked out", () => {
    expect(and(a, TRUE)).toBe(a);
    expect(and(a, FALSE)).toBe(FALSE);
    expect(or(a, FALSE)).toBe(a);
    expect(or(a, TRUE)).toBe(TRUE);
    expect(allOf([])).toBe(TRUE);
    expect(anyOf([])).toBe(FALSE);
    expect(not(TRUE)).toBe(FALSE);
    expect(not(FALSE)).toBe(TRUE);
  });

  test("what is nested or stands twice is joined", () => {
    expect(and(and(a, b), and(b, c))).toEqual({ kind: "all", of: [a, b, c] });
    expect(or(a, or(b, a))).toEqual({ kind: "any", of: [a, b] });
    expect(or(a, a)).toEqual(a);
    expect(and(a, or(b, c))).toEqual({ kind: "all", of: [a, { kind: "any", of: [b, c] }] });
  });

  test("negations go to the leaves", () => {
    expect(not(not(a))).toEqual(a);
    expect(not(and(a, or(b, not(c))))).toEqual({
      kind: "any",
      of: [
        { kind: "not", of: a },
        { kind: "all", of: [{ kind: "not", of: b }, c] },
      ],
    });
  });
});
