import { describe, expect, test } from "vitest";
import type { StatementSource } from "./index";
import { FALSE, TRUE } from "./remaining";
import { inWords } from "./words";

const source: StatementSource = {
  layer: "identity",
  level: null,
  policy: 0,
  policyName: null,
  statement: 0,
  sid: null,
};
const condition = (operator: string, key: string, ...values: string[]) =>
  ({ kind: "condition", clause: { operator, key, values }, source }) as const;
const says = (operator: string, ...values: string[]) => inWords(condition(operator, "k", ...values));
const denies = (operator: string, ...values: string[]) =>
  inWords({ kind: "not", of: condition(operator, "k", ...values) });

describe("conditions in words", () => {
  test.each([
    ["StringEquals", "is", "is not"],
    ["StringNotEquals", "is not", "is"],
    ["StringEqualsIgnoreCase", "is (in any case)", "is not (in any case)"],
    ["StringNotEqualsIgnoreCase", "is not (in any case)", "is (in any case)"],
    ["StringLike", "matches", "does not match"],
    ["StringNotLike", "does not match", "matches"],
    ["ArnLike", "matches", "does not match"],
    ["ArnNotLike", "does not match", "matches"],
    ["ArnEquals", "matches", "does not match"],
    ["ArnNotEquals", "does not match", "matches"],
    ["Bool", "is", "is not"],
    ["BinaryEquals", "is", "is not"],
    ["IpAddress", "is in", "is not in"],
    ["NotIpAddress", "is not in", "is in"],
    ["NumericEquals", "equals", "does not equal"],
    ["NumericNotEquals", "does not equal", "equals"],
    ["NumericLessThan", "is less than", "is not less than"],
    ["NumericLessThanEquals", "is at most", "is not at most"],
    ["NumericGreaterThan", "is greater than", "is not greater than"],
    ["NumericGreaterThanEquals", "is at least", "is not at least"],
    ["DateEquals", "is the time", "is not the time"],
    ["DateNotEquals", "is not the time", "is the time"],
    ["DateLessThan", "is before", "is not before"],
    ["DateLessThanEquals", "is at or before", "is not at or before"],
    ["DateGreaterThan", "is after", "is not after"],
    ["DateGreaterThanEquals", "is at or after", "is not at or after"],
  ])("%s", (operator, holds, fails) => {
    expect(says(operator, "v")).toBe(`only if k ${holds} v`);
    expect(denies(operator, "v")).toBe(`only if k ${fails} v`);
  });

  test("presence", () => {
    expect(says("Null", "true")).toBe("only if k is absent");
    expect(says("Null", "false")).toBe("only if k is present");
    expect(denies("Null", "TRUE")).toBe("only if k is present");
    expect(says("StringEqualsIfExists", "v")).toBe("only if k is v where it is present");
    expect(denies("StringEqualsIfExists", "v")).toBe("only if k is not v and is present");
  });

  test("lists of values", () => {
    expect(says("ForAllValues:StringEquals", "a", "b")).toBe("only if every value of k is one of a, b");
    expect(denies("ForAllValues:StringEquals", "a")).toBe("only if some value of k is not a");
    expect(says("ForAnyValue:StringLike", "a*")).toBe("only if some value of k matches a*");
    expect(denies("ForAnyValue:StringNotLike", "a*")).toBe("only if every value of k matches a*");
    expect(says("StringEquals")).toBe("only if k is nothing");
    expect(says("StringEquals", "")).toBe('only if k is ""');
    expect(says("StringEquals", "1", "2", "3", "4", "5", "6", "7")).toBe(
      "only if k is one of 1, 2, 3, 4, 5 … (7 in all)",
    );
  });

  test("operators that we do not know", () => {
    expect(says("StringOdd", "v")).toBe("only if StringOdd on k with v");
    expect(denies("StringOdd", "v")).toBe("only if not StringOdd on k with v");
  });
});

describe("expressions in words", () => {
  const a = condition("StringEquals", "a", "1");
  const b = condition("StringEquals", "b", "2");

  test("brackets only where they are needed", () => {
    expect(inWords({ kind: "all", of: [a, { kind: "any", of: [a, b] }] })).toBe(
      "only if a is 1 and (a is 1 or b is 2)",
    );
    expect(inWords({ kind: "any", of: [a, { kind: "all", of: [a, { kind: "not", of: b }] }] })).toBe(
      "only if a is 1 or (a is 1 and b is not 2)",
    );
    expect(inWords(TRUE)).toBe("");
    expect(inWords(FALSE)).toBe("only if the impossible");
    expect(inWords({ kind: "all", of: [TRUE, a] })).toBe("only if nothing else and a is 1");
  });

  test("resources, callers, layers, accounts", () => {
    const resource = { kind: "resource", negated: false, patterns: ["x", "y"], source } as const;
    expect(inWords(resource)).toBe("only if the resource is one of x, y");
    expect(inWords({ kind: "not", of: resource })).toBe("only if the resource is not one of x, y");
    expect(inWords({ ...resource, negated: true })).toBe("only if the resource is not one of x, y");
    const principal = { kind: "principal", negated: true, values: ["x"], source } as const;
    expect(inWords(principal)).toBe("only if the caller is not x");
    const layer = { kind: "layer", layer: "resource", effect: "deny" } as const;
    expect(inWords(layer)).toBe(
      "only if the resource-based policy, which could not be read, deny it".replace(" deny", " denies"),
    );
    expect(inWords({ kind: "not", of: { kind: "same-account" } })).toBe(
      "only if the resource belongs to another account",
    );
  });
});
