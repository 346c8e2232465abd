import { describe, expect, test } from "vitest";
import { completeFacts } from "../facts";
import { NO, YES } from "../tri";
import { isEpochMilliseconds, readDate } from "./date";
import { rangeHolds, readIpRange } from "./ip-range";
import { readNumber } from "./numeric";
import { readOperator } from "./registry";

describe("dates", () => {
  const at = (text: string) => {
    const read = readDate(text);
    return read === null ? null : new Date(read).toISOString();
  };

  test.each([
    ["2024", "2024-01-01T00:00:00.000Z"],
    ["2024-02", "2024-02-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2024-02-29T10:20Z", "2024-02-29T10:20:00.000Z"],
    ["2024-02-29T10:20:30", "2024-02-29T10:20:30.000Z"],
    ["2024-02-29t10:20:30.25z", "2024-02-29T10:20:30.250Z"],
    ["2024-02-29T10:20:30+01:30", "2024-02-29T08:50:30.000Z"],
    ["2024-02-29T10:20:30-0130", "2024-02-29T11:50:30.000Z"],
    ["2024-12-31T23:59:60Z", "2025-01-01T00:00:00.000Z"],
    ["2024-12-31T24:00Z", "2025-01-01T00:00:00.000Z"],
    ["0099-01-01", "0099-01-01T00:00:00.000Z"],
    ["1704067200", "2024-01-01T00:00:00.000Z"],
    ["1704067200.5", "2024-01-01T00:00:00.500Z"],
    ["1704067200000", "2024-01-01T00:00:00.000Z"],
    ["-1", "1969-12-31T23:59:59.000Z"],
  ])("%s", (text, iso) => {
    expect(at(text)).toBe(iso);
  });

  test.each([
    "",
    "x",
    "2024-13-01",
    "2024-00-01",
    "2024-02-30",
    "2023-02-29",
    "2024-01-00",
    "2024-01-01T25:00Z",
    "2024-01-01T24:01Z",
    "2024-01-01T24:00:01Z",
    "2024-01-01T24:10:10Z",
    "2024-01-01T10:60Z",
    "2024-01-01T10:00:61Z",
    "2024-01-01 10:00",
    "2024-1-1",
    "1e9",
  ])("%s is none", (text) => {
    expect(at(text)).toBeNull();
  });

  test("milliseconds are told from seconds by their size", () => {
    expect(isEpochMilliseconds("1704067200000")).toBe(true);
    expect(isEpochMilliseconds("1704067200")).toBe(false);
    expect(isEpochMilliseconds("100000000000")).toBe(true);
    expect(isEpochMilliseconds("99999999999")).toBe(false);
    expect(isEpochMilliseconds("2024-01-01")).toBe(false);
  });
});

describe("addresses", () => {
  const holds = (range: string, address: string) => rangeHolds(readIpRange(range)!, readIpRange(address)!);

  test.each([
    ["10.0.0.0/8", "10.255.255.255", true],
    ["10.0.0.0/9", "10.128.0.0", false],
    ["10.1.2.3/8", "10.9.9.9", true],
    ["10.1.2.128/25", "10.1.2.127", false],
    ["0.0.0.0/0", "1.2.3.4", true],
    ["1.2.3.4/32", "1.2.3.4", true],
    ["1.2.3.4", "1.2.3.5", false],
    ["1.2.3.4", "1.3.3.4", false],
    ["2001:db8:1:1::/64", "2001:db8:1:2::1", false],
    ["2001:db8:1:1::/64", "2001:db9:1:1::1", false],
    ["1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", true],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", true],
    ["2001:db8::/33", "2001:db8:7fff::1", true],
    ["2001:db8::/33", "2001:db8:8000::1", false],
    ["::/0", "::1", true],
    ["::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", true],
    ["::", "0:0:0:0:0:0:0:0", true],
    ["0.0.0.0/0", "::1", false],
    ["10.0.0.0/16", "10.0.0.0/8", false],
    ["10.0.0.0/8", "10.1.0.0/16", true],
  ])("%s holds %s: %s", (range, address, expected) => {
    expect(holds(range, address)).toBe(expected);
  });

  test.each([
    "",
    "1.2.3",
    "1.2.3.256",
    "01.2.3.4",
    "1.2.3.4/33",
    "1.2.3.4/",
    "1.2.3.4/x",
    "1.2.3.4/-1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8:9",
    "12345::",
    "::g",
    "::1.2.3",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::/129",
    ":::",
    "x".repeat(100),
  ])("%s is none", (text) => {
    expect(readIpRange(text)).toBeNull();
  });
});

describe("numbers", () => {
  test.each([
    ["1", 1],
    ["-1.5", -1.5],
    ["+2", 2],
    [" 3 ", 3],
    [".5", 0.5],
    ["5.", 5],
    ["1e3", 1000],
  ])("%j", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  test.each(["", "x", "1x", "0x10", "Infinity", "NaN", "1,5", "--1", "."])("%j is none", (text) => {
    expect(readNumber(text)).toBeNull();
  });
});

describe("operators as written", () => {
  const of = (written: string) => {
    const { qualifier, base, ifExists } = readOperator(written);
    return [qualifier, typeof base === "object" ? (base?.name ?? null) : base, ifExists];
  };

  test("are taken apart, in any case", () => {
    expect(of("StringEquals")).toEqual([null, "StringEquals", false]);
    expect(of("forAnyValue:stringLikeIfExists")).toEqual(["ForAnyValue", "StringLike", true]);
    expect(of("ForAllValues:ArnNotEquals")).toEqual(["ForAllValues", "ArnNotEquals", false]);
    expect(of("Null")).toEqual([null, "Null", false]);
    expect(of("ForAllValues:Null")).toEqual(["ForAllValues", "Null", false]);
    expect(of("NullIfExists")).toEqual([null, null, true]);
    expect(of("Odd")).toEqual([null, null, false]);
  });
});

/** Does `operator` over the policy's values match one value of the request? Negations are the caller's to turn round. */
function matches(operator: string, policy: string | string[], value: string, more: { old?: boolean } = {}) {
  const { base } = readOperator(operator);
  if (base === null || base === "Null") throw new Error(operator);
  const facts = completeFacts([
    ["aws:username", "bob"],
    ["aws:PrincipalTag/team", "red"],
  ]);
  return base.compile([policy].flat(), more.old ? "2008-10-17" : "2012-10-17").match(value, facts);
}

describe("comparisons", () => {
  test.each([
    ["Equals", [NO, YES, NO]],
    ["NotEquals", [NO, YES, NO]],
    ["LessThan", [YES, NO, NO]],
    ["LessThanEquals", [YES, YES, NO]],
    ["GreaterThan", [NO, NO, YES]],
    ["GreaterThanEquals", [NO, YES, YES]],
  ])("%s: below, at and above the bound", (suffix, expected) => {
    expect(["9", "10.0", "11"].map((value) => matches(`Numeric${suffix}`, "10", value))).toEqual(expected);
    const dates = ["2024-05-31T23:59:59Z", "1717200000", "2024-06-01T00:00:01Z"];
    expect(dates.map((value) => matches(`Date${suffix}`, "2024-06-01", value))).toEqual(expected);
  });

  test("one of several bounds is enough, and those that are none do not count", () => {
    expect(matches("NumericEquals", ["x", "1", "2"], "2")).toBe(YES);
    expect(matches("NumericEquals", ["x", "1", "2"], "3")).toBe(NO);
    expect(matches("NumericEquals", "x", "x")).toBe(NO);
  });
});

describe("texts", () => {
  test("wildcards count under Like only, case does not count under IgnoreCase only", () => {
    const of = (operator: string) => [
      matches(operator, "a*", "abc"),
      matches(operator, "a*", "a*"),
      matches(operator, "A", "a"),
    ];
    expect(of("StringEquals")).toEqual([NO, YES, NO]);
    expect(of("StringEqualsIgnoreCase")).toEqual([NO, YES, YES]);
    expect(of("StringLike")).toEqual([YES, YES, NO]);
    expect(of("BinaryEquals")).toEqual([NO, YES, NO]);
  });

  test.each(["StringEquals", "StringEqualsIgnoreCase", "StringLike"])("%s: variables, but not of old", (operator) => {
    expect(matches(operator, "x-${aws:username}", "x-bob")).toBe(YES);
    expect(matches(operator, "x-${aws:username}", "x-${aws:username}")).toBe(NO);
    expect(matches(operator, "x-${aws:username}", "x-bob", { old: true })).toBe(NO);
    expect(matches(operator, "x-${aws:username}", "x-${aws:username}", { old: true })).toBe(YES);
  });

  test("binary values have no variables", () => {
    expect(matches("BinaryEquals", "${aws:username}", "bob")).toBe(NO);
    expect(matches("BinaryEquals", "${aws:username}", "${aws:username}")).toBe(YES);
  });

  test("Bool knows two values, and no wildcards", () => {
    expect(matches("Bool", "TRUE", "true")).toBe(YES);
    expect(matches("Bool", "true", "false")).toBe(NO);
    expect(matches("Bool", ["true", "false"], "False")).toBe(YES);
    expect(matches("Bool", "t*", "true")).toBe(NO);
    expect(matches("Bool", "yes", "yes")).toBe(NO);
  });
});

describe("ARNs", () => {
  test("all six components are compared", () => {
    const arn = "arn:aws:logs:eu-west-1:111122223333:log-group:red:s";
    expect(matches("ArnLike", arn, arn)).toBe(YES);
    for (const other of ["urn", "aws-cn", "s3", "us-east-1", "444455556666", "log-group:blue:s"]) {
      const parts = arn.split(":", 5).concat("log-group:red:s");
      const at = ["urn", "aws-cn", "s3", "us-east-1", "444455556666"].indexOf(other);
      parts[at < 0 ? 5 : at] = other;
      expect(matches("ArnLike", parts.join(":"), arn), other).toBe(NO);
    }
  });

  test("a filled variable may stand anywhere, and the last component keeps its colons", () => {
    const arn = "arn:aws:logs:eu-west-1:111122223333:log-group:red:s";
    expect(matches("ArnLike", "arn:aws:logs:*:*:log-group:${aws:PrincipalTag/team}:s", arn)).toBe(YES);
    expect(matches("ArnLike", "arn:aws:logs:*:*:log-group:${aws:PrincipalTag/team}", arn)).toBe(NO);
    expect(matches("ArnLike", "arn:aws:logs:*:*:log-group:${aws:PrincipalTag/none}:s", arn)).toBe(NO);
    expect(matches("ArnLike", "arn:aws:*:*:log-group:${aws:PrincipalTag/team}:s", arn)).toBe(NO);
    expect(matches("ArnLike", "arn:aws:logs:*:*:log-group:${aws:PrincipalTag/team}:s", arn, { old: true })).toBe(NO);
  });

  test('"*" is any ARN; what is none, and less than six components, match nothing', () => {
    expect(matches("ArnEquals", "*", "arn:aws:s3:::b")).toBe(YES);
    expect(matches("ArnEquals", "*", "b")).toBe(NO);
    expect(matches("ArnEquals", "arn:aws:s3:*", "arn:aws:s3:::b")).toBe(NO);
  });
});
