import { describe, expect, it } from "vitest";
import { intersectSubjects, matchesGlob, parseSubjects, representativeOf } from "./irsa-subject";

describe("parseSubjectss, exact (StringEquals)", () => {
  it("reads namespace and name", () => {
    expect(parseSubjects("system:serviceaccount:payments:api", false)).toEqual([
      { namespace: "payments", serviceAccount: "api", pattern: false },
    ]);
  });
  it.each([
    "system:serviceaccount:payments:*",
    "system:serviceaccount:payments",
    "system:serviceaccount::api",
    "system:serviceaccount:a:b:c",
    "sts.amazonaws.com",
    "System:serviceaccount:a:b",
    "",
  ])("knows that no service account is %s", (value) => {
    expect(parseSubjects(value, false)).toEqual([]);
  });
});

describe("parseSubjectss, wildcards (StringLike)", () => {
  it.each([
    ["system:serviceaccount:payments:*", "payments", "*"],
    ["system:serviceaccount:*:api", "*", "api"],
    ["system:serviceaccount:*:*", "*", "*"],
    ["system:serviceaccount:*", "*", "*"],
    ["system:serviceaccount:pay*", "pay*", "*"],
    ["system:serviceaccount:pay*api", "pay*", "*api"],
    ["*", "*", "*"],
    ["system:*", "*", "*"],
    ["*:payments:api", "payments", "api"],
    ["system:*:payments:api", "payments", "api"],
    ["system:serviceaccount:team-?:api", "team-?", "api"],
    ["sys*:api", "*", "api"],
    ["system?serviceaccount?payments?api", "payments", "api"],
    ["*payments:api", "*payments", "api"],
    ["*:*:*:api", "*", "api"],
    ["**", "*", "*"],
  ])("%s → %s / %s", (value, namespace, serviceAccount) => {
    expect(parseSubjects(value, true)).toMatchObject([{ namespace, serviceAccount }]);
  });
  it("is exact without a wildcard", () => {
    expect(parseSubjects("system:serviceaccount:a:b", true)).toEqual([
      { namespace: "a", serviceAccount: "b", pattern: false },
    ]);
  });
  it.each(["repo:org/app:*", "system:serviceaccount:a", "system:serviceaccount:a:b:c", "system:serviceaccount:A:b"])(
    "knows that no service account is like %s",
    (value) => {
      expect(parseSubjects(value, true)).toEqual([]);
    },
  );
});

describe("globs of names", () => {
  it.each([
    ["*", "", true],
    ["pay*", "payments", true],
    ["*api", "api", true],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["pay*s", "payment", false],
    ["*a*b*", "xxaxxbxx", true],
  ])("%s on %s: %s", (glob, text, expected) => {
    expect(matchesGlob(glob, text)).toBe(expected);
  });
  it("gives a subject that its own pattern admits", () => {
    const [pattern] = parseSubjects("system:serviceaccount:pay*:?pi", true);
    expect(pattern && representativeOf(pattern)).toBe("system:serviceaccount:payzz-podlens-some:zpi");
  });
});

describe("a value with several readings", () => {
  it("has one for each wildcard that may take the colon", () => {
    expect(parseSubjects("system:serviceaccount:a?b?c", true)).toMatchObject([
      { namespace: "a", serviceAccount: "b?c" },
      { namespace: "a?b", serviceAccount: "c" },
    ]);
  });
  it("ends in anything where there are too many", () => {
    expect(parseSubjects(`system:serviceaccount:${"a?".repeat(500)}a`, true)).toEqual([
      { namespace: "*", serviceAccount: "*", pattern: true },
    ]);
    expect(parseSubjects(`${"*s".repeat(2000)}*`, true).length).toBeLessThan(20);
  });
});

describe("two conditions at once", () => {
  const one = (value: string) => parseSubjects(`system:serviceaccount:${value}`, true)[0] ?? never();
  const never = () => {
    throw new Error("no subject");
  };
  it.each([
    ["payments:*", "*:api", "payments:api"],
    ["payments:*", "payments:a*", "payments:a*"],
    ["payments:api", "*:*", "payments:api"],
    ["pay*:x", "p?y*:x", "pay*:x"],
  ])("%s and %s mean %s", (a, b, both) => {
    expect(intersectSubjects(one(a), one(b))).toEqual(one(both));
    if (!b.includes("?")) expect(intersectSubjects(one(b), one(a))).toEqual(one(both));
  });
  it("mean none where they exclude each other", () => {
    expect(intersectSubjects(one("payments:*"), one("billing:*"))).toBeNull();
  });
});
