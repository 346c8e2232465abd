/** Documents made to harm. What is asserted is the answer: a search that is not linear would not come to an end here. */
import { describe, expect, test } from "vitest";
import { compilePolicy, decide, parsePolicy } from "./index";
import { allow, ask, layersOf, policy, type RawPolicy, requestOf } from "./testing/ask";

const parses = (input: unknown) => {
  const parsed = parsePolicy(input);
  return parsed.ok ? "ok" : parsed.errors[0]?.code;
};

describe("size", () => {
  test("10,000 statements", () => {
    const statements = Array.from({ length: 10_000 }, (_, i) => ({
      Effect: "Allow" as const,
      Action: `s3:Get${i}`,
      Resource: `arn:aws:s3:::b${i}/*`,
    }));
    const text = JSON.stringify(policy(...statements));
    const parsed = parsePolicy(text, "identity");
    if (!parsed.ok) throw new Error("not parsed");
    const compiled = compilePolicy(parsed.document);
    const ask = (action: string, resource: string) =>
      decide(requestOf({ action, resource }), { ...layersOf({}), identity: [compiled] }).outcome;
    expect(ask("s3:Get9999", "arn:aws:s3:::b9999/k")).toBe("Allowed");
    expect(ask("s3:Get9999", "arn:aws:s3:::b1/k")).toBe("ImplicitlyDenied");
    // More actions than an index keeps at a time.
    for (let i = 0; i < 3000; i++) expect(ask(`s3:Get${i}`, `arn:aws:s3:::b${i}/k`)).toBe("Allowed");
  });

  test("ten thousand levels, and an explanation that stays short", () => {
    const scp = Array.from({ length: 10_000 }, () => [allow("ec2:*"), allow("s3:*", "arn:aws:s3:::c")]);
    const question = { identity: allow("*"), scp };
    const { outcome, because } = decide(requestOf(question), layersOf(question));
    expect(outcome).toBe("ImplicitlyDenied");
    expect(because).toHaveLength(100);
  });

  test("one statement of a megabyte", () => {
    const long = "x".repeat(1_000_000);
    expect(ask({ identity: allow([`s3:${long}`, "s3:GetObject"], ["*"]) })).toBe("Allowed");
    expect(ask({ identity: allow("s3:*", [`arn:aws:s3:::${long}*`, "arn:aws:s3:::b/k"]) })).toBe("Allowed");
    expect(ask({ identity: allow("s3:*", "*", { StringEquals: { [long]: long } }), context: { [long]: long } })).toBe(
      "Allowed",
    );
    const values = Array.from({ length: 100_000 }, (_, i) => `v${i}`);
    expect(ask({ identity: allow("s3:*", "*", { StringEquals: { k: values } }), context: { k: "v99999" } })).toBe(
      "Allowed",
    );
  });
});

describe("patterns", () => {
  test("ten thousand stars against a long text", () => {
    const resource = `arn:aws:s3:::b/${"a".repeat(100_000)}`;
    const stars = (tail: string) =>
      ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/${"*a".repeat(10_000)}${tail}`) });
    expect(stars("")).toBe("Allowed");
    expect(stars("*b")).toBe("ImplicitlyDenied");
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/${"*".repeat(10_000)}`) })).toBe("Allowed");
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/${"*?".repeat(10_000)}`) })).toBe("Allowed");
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/${"*?".repeat(100_001)}`) })).toBe(
      "ImplicitlyDenied",
    );
  });

  test("long runs that nearly match everywhere", () => {
    const resource = `arn:aws:s3:::b/${"a".repeat(200_000)}`;
    const run = "a".repeat(100_000);
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/*${run}b*`) })).toBe("ImplicitlyDenied");
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/*${run}*`) })).toBe("Allowed");
    expect(ask({ resource, identity: allow("s3:*", `arn:aws:s3:::b/*?${"a".repeat(20_000)}b*`) })).toBe(
      "ImplicitlyDenied",
    );
  });

  test("stars in actions, conditions and ARNs", () => {
    expect(ask({ identity: allow(`s3:${"*t".repeat(10_000)}`) })).toBe("ImplicitlyDenied");
    expect(ask({ identity: allow(`${"*".repeat(10_000)}`) })).toBe("Allowed");
    const k = "a".repeat(100_000);
    expect(
      ask({ identity: allow("s3:*", "*", { StringLike: { k: `${"*a".repeat(10_000)}b` } }), context: { k } }),
    ).toBe("ImplicitlyDenied");
    expect(
      ask({
        identity: allow("s3:*", "*", { ArnLike: { k: `arn:aws:s3:::${"*a".repeat(10_000)}` } }),
        context: { k: `arn:aws:s3:::${k}` },
      }),
    ).toBe("Allowed");
  });

  test("variables without end", () => {
    const value = "v".repeat(10_000);
    const identity = allow("s3:*", `arn:aws:s3:::b/${"${aws:x}".repeat(50_000)}`);
    expect(ask({ identity, context: { "aws:x": value } })).toBe("ImplicitlyDenied");
    const open = allow("s3:*", `arn:aws:s3:::b/${"${".repeat(200_000)}`);
    expect(ask({ identity: open, context: { "aws:x": value } })).toBe("ImplicitlyDenied");
    const nested = allow("s3:*", "*", { StringEquals: { k: "${${aws:x}}" } });
    expect(ask({ identity: nested, context: { k: "v", "aws:x": "v" } })).toBe("ImplicitlyDenied");
  });

  test("numbers, dates and addresses without end", () => {
    const digits = "1".repeat(500_000);
    for (const operator of ["NumericEquals", "DateEquals", "IpAddress", "Bool", "BinaryEquals"]) {
      expect(
        ask({ identity: allow("s3:*", "*", { [operator]: { k: `${digits}x` } }), context: { k: `${digits}y` } }),
      ).toBe("ImplicitlyDenied");
    }
    expect(
      ask({ identity: allow("s3:*", "*", { IpAddress: { k: ":".repeat(100_000) } }), context: { k: "::1" } }),
    ).toBe("ImplicitlyDenied");
  });
});

describe("structure", () => {
  test("keys of prototypes are plain keys", () => {
    const text = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*",
      "Condition":{"StringEquals":{"__proto__":"1","constructor":"2","toString":"3"}}}}`;
    const parsed = parsePolicy(text);
    if (!parsed.ok) throw new Error("not parsed");
    expect(parsed.document.statements[0]?.conditions.map(({ key }) => key)).toEqual([
      "__proto__",
      "constructor",
      "toString",
    ]);
    const identity: RawPolicy = JSON.parse(text);
    const others = [
      ["constructor", "2"],
      ["toString", "3"],
    ];
    expect(ask({ identity, context: Object.fromEntries([["__proto__", "1"], ...others]) })).toBe("Allowed");
    expect(ask({ identity, context: Object.fromEntries(others) })).toBe("ImplicitlyDenied");
    expect(ask({ identity })).toBe("ImplicitlyDenied");
    expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
    expect(parses('{"__proto__":{"Statement":[]}}')).toBe("unknown-element");
    expect(parses('{"Statement":{"Effect":"Allow","Action":"*","__proto__":{"Resource":"*"}}}')).toBe(
      "unknown-element",
    );
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });

  test("depth, cycles, duplicate keys", () => {
    expect(parses(`${'{"Statement":'.repeat(100_000)}1${"}".repeat(100_000)}`)).toBe("too-deep");
    expect(parses("[".repeat(1_000_000))).toBe("too-deep");
    expect(parses('{"Statement":[],"Statement":[]}')).toBe("duplicate-key");
    expect(parses('{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*"}}')).toBe("duplicate-key");
    const cycle: Record<string, unknown> = {};
    cycle.Statement = cycle;
    expect(parses(cycle)).toBe("too-deep");
  });

  test("other things than policies", () => {
    for (const input of [undefined, null, 5, true, "", "null", "[]", '"x"', () => 1, Symbol("x"), 10n, new Map(), []]) {
      expect(parses(input), String(input)).not.toBe("ok");
    }
  });

  test("lone surrogates and null characters", () => {
    const lone = "\ud800x\u0000";
    expect(ask({ identity: allow("s3:*", `arn:aws:s3:::b/${lone}*`), resource: `arn:aws:s3:::b/${lone}y` })).toBe(
      "Allowed",
    );
    expect(ask({ identity: allow("s3:*", "*", { StringLike: { k: "?x*" } }), context: { k: lone } })).toBe("Allowed");
  });
});
