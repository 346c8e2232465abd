import { describe, expect, it } from "vitest";
import { matchesGlob, parseSubject, representativeOf } from "./irsa-subject";

describe("parseSubject, exact (StringEquals)", () => {
  it("reads namespace and name", () => {
    expect(parseSubject("system:serviceaccount:payments:api", false)).toEqual({
      namespace: "payments",
      serviceAccount: "api",
      pattern: false,
    });
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
    expect(parseSubject(value, false)).toBeNull();
  });
});

describe("parseSubject, wildcards (StringLike)", () => {
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
  ])("%s → %s / %s", (value, namespace, serviceAccount) => {
    expect(parseSubject(value, true)).toMatchObject({ namespace, serviceAccount });
  });
  it("is exact without a wildcard", () => {
    expect(parseSubject("system:serviceaccount:a:b", true)).toEqual({
      namespace: "a",
      serviceAccount: "b",
      pattern: false,
    });
  });
  it.each(["repo:org/app:*", "system:serviceaccount:a", "system:serviceaccount:a:b:c", "system:serviceaccount:A:b"])(
    "knows that no service account is like %s",
    (value) => {
      expect(parseSubject(value, true)).toBeNull();
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
    const pattern = parseSubject("system:serviceaccount:pay*:?pi", true);
    expect(pattern).not.toBeNull();
    if (pattern) expect(representativeOf(pattern)).toBe("system:serviceaccount:payx:xpi");
  });
});
