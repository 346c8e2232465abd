import { describe, expect, test } from "vitest";
import { allow, ask, type Conditions, deny, everything, ROLE, SESSION } from "./testing/ask";

type Context = Record<string, string | string[]>;
const when = (Condition: Conditions, context: Context = {}) =>
  ask({ identity: allow("s3:*", "*", Condition), context });
const unless = (Condition: Conditions, context: Context = {}) =>
  ask({ identity: [everything, deny("s3:*", "*", Condition)], context });

const REGION = "aws:RequestedRegion";
const TAG = "aws:PrincipalTag/team";
const KEYS = "aws:TagKeys";
const yes = "Allowed";
const no = "ImplicitlyDenied";

describe("condition blocks", () => {
  test("D1 operators and keys are ANDed, values ORed", () => {
    const both = {
      StringEquals: { [REGION]: ["eu-west-1", "eu-west-2"], [TAG]: "red" },
      Bool: { "aws:SecureTransport": "true" },
    };
    const context = { [REGION]: "eu-west-2", [TAG]: "red", "aws:SecureTransport": "true" };
    expect(when(both, context)).toBe(yes);
    expect(when(both, { ...context, [TAG]: "blue" })).toBe(no);
    expect(when(both, { ...context, "aws:SecureTransport": "false" })).toBe(no);
  });

  test("D2 negated operators with several values are NOR", () => {
    expect(when({ StringNotEquals: { [REGION]: ["a", "b"] } }, { [REGION]: "c" })).toBe(yes);
    expect(when({ StringNotEquals: { [REGION]: ["a", "b"] } }, { [REGION]: "b" })).toBe(no);
  });

  test("D3 key names are case-insensitive", () => {
    expect(when({ StringEquals: { "AWS:requestedREGION": "a" } }, { [REGION]: "a" })).toBe(yes);
    expect(when({ StringEquals: { "AWS:requestedREGION": "a" } }, { [REGION]: "b" })).toBe(no);
  });
});

describe("string operators", () => {
  test("D4 StringEquals is case-sensitive, …IgnoreCase is not", () => {
    expect(when({ StringEqualsIgnoreCase: { [TAG]: "RED" } }, { [TAG]: "Red" })).toBe(yes);
    expect(when({ StringEquals: { [TAG]: "RED" } }, { [TAG]: "Red" })).toBe(no);
    expect(when({ StringNotEqualsIgnoreCase: { [TAG]: "RED" } }, { [TAG]: "Red" })).toBe(no);
  });

  test("D5 only StringLike expands wildcards, and it is case-sensitive", () => {
    expect(when({ StringLike: { [TAG]: "r?d*" } }, { [TAG]: "red-1" })).toBe(yes);
    expect(when({ StringEquals: { [TAG]: "r*" } }, { [TAG]: "red" })).toBe(no);
    expect(when({ StringEquals: { [TAG]: "r*" } }, { [TAG]: "r*" })).toBe(yes);
    expect(when({ StringLike: { [TAG]: "R*" } }, { [TAG]: "red" })).toBe(no);
    expect(when({ StringNotLike: { [TAG]: "r*" } }, { [TAG]: "red" })).toBe(no);
    expect(when({ StringNotLike: { [TAG]: "r*" } }, { [TAG]: "blue" })).toBe(yes);
  });

  test("D6 a missing key: positive operators are false, negated ones true", () => {
    for (const operator of [
      "StringNotEquals",
      "ArnNotLike",
      "NotIpAddress",
      "StringNotLike",
      "NumericNotEquals",
      "DateNotEquals",
    ]) {
      expect(when({ [operator]: { "aws:Missing": "x" } }), operator).toBe(yes);
    }
    for (const operator of [
      "StringEquals",
      "StringLike",
      "Bool",
      "NumericLessThan",
      "IpAddress",
      "ArnLike",
      "DateLessThan",
      "BinaryEquals",
    ]) {
      expect(when({ [operator]: { "aws:Missing": "false" } }), operator).toBe(no);
    }
  });

  test("D7 …IfExists is true when the key is absent, and else as without", () => {
    expect(when({ StringEqualsIfExists: { [TAG]: "red" } })).toBe(yes);
    expect(when({ StringEqualsIfExists: { [TAG]: "red" } }, { [TAG]: "red" })).toBe(yes);
    expect(when({ StringEqualsIfExists: { [TAG]: "red" } }, { [TAG]: "blue" })).toBe(no);
    const mfa = { "aws:MultiFactorAuthPresent": "false" };
    expect(unless({ BoolIfExists: mfa })).toBe("ExplicitlyDenied");
    expect(unless({ Bool: mfa })).toBe(yes);
  });

  test("D8 Null tests presence", () => {
    expect(when({ Null: { [TAG]: "true" } })).toBe(yes);
    expect(when({ Null: { [TAG]: true } }, { [TAG]: "x" })).toBe(no);
    expect(when({ Null: { [TAG]: "false" } }, { [TAG]: "x" })).toBe(yes);
    expect(when({ Null: { [TAG]: "FALSE" } })).toBe(no);
    expect(when({ Null: { [TAG]: "neither" } })).toBe(no);
  });
});

describe("keys with several values", () => {
  test("D9 ForAllValues: every value must match; absent or empty is true", () => {
    const all = { "ForAllValues:StringEquals": { [KEYS]: ["a", "b"] } };
    expect(when(all, { [KEYS]: ["a"] })).toBe(yes);
    expect(when(all)).toBe(yes);
    expect(when(all, { [KEYS]: [] })).toBe(yes);
    expect(when(all, { [KEYS]: "" })).toBe(yes);
    expect(when(all, { [KEYS]: ["a", "c"] })).toBe(no);
    const closed = { ...all, Null: { [KEYS]: "false" } };
    expect(when(closed)).toBe(no);
    expect(when(closed, { [KEYS]: [] })).toBe(no);
    expect(when(closed, { [KEYS]: ["b"] })).toBe(yes);
  });

  test("D10 ForAnyValue: one value must match; absent is false", () => {
    const any = { "ForAnyValue:StringEquals": { [KEYS]: ["a", "b"] } };
    expect(when(any, { [KEYS]: ["c", "b"] })).toBe(yes);
    expect(when(any, { [KEYS]: ["c"] })).toBe(no);
    expect(when(any)).toBe(no);
    expect(when({ "ForAnyValue:StringNotEquals": { [KEYS]: "a" } }, { [KEYS]: ["a", "c"] })).toBe(yes);
    expect(when({ "ForAnyValue:StringNotEquals": { [KEYS]: "a" } })).toBe(no);
    expect(when({ "ForAllValues:StringNotLike": { [KEYS]: "a*" } }, { [KEYS]: ["b", "ab"] })).toBe(no);
    expect(when({ "ForAnyValue:StringLikeIfExists": { [KEYS]: "a*" } })).toBe(yes);
  });

  test("without a qualifier one match is enough, and a negated operator asks for none", () => {
    expect(when({ StringEquals: { [KEYS]: "a" } }, { [KEYS]: ["b", "a"] })).toBe(yes);
    expect(when({ StringNotEquals: { [KEYS]: "a" } }, { [KEYS]: ["b", "a"] })).toBe(no);
    expect(when({ StringNotEquals: { [KEYS]: "a" } }, { [KEYS]: ["b", "c"] })).toBe(yes);
  });
});

describe("numbers, dates, addresses, ARNs", () => {
  const keys = (value: string) => ({ "s3:max-keys": value });
  const number = (operator: string, bound: string | number, value: string) =>
    when({ [operator]: { "s3:max-keys": bound } }, keys(value));

  test("D11 numbers compare as numbers; what is none matches no positive operator", () => {
    expect(number("NumericLessThan", "10", "9")).toBe(yes);
    expect(number("NumericEquals", "10.0", "10")).toBe(yes);
    expect(number("NumericLessThanEquals", 10, "10")).toBe(yes);
    expect(number("NumericGreaterThan", "9", "100")).toBe(yes);
    expect(number("NumericLessThan", "10", "100")).toBe(no);
    for (const operator of ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]) {
      expect(number(`Numeric${operator}`, "10", "abc"), operator).toBe(no);
      expect(number(`Numeric${operator}`, "abc", "10"), operator).toBe(no);
    }
    expect(number("NumericNotEquals", "10", "10.0")).toBe(no);
    expect(number("NumericNotEquals", "10", "11")).toBe(yes);
    expect(number("NumericGreaterThanEquals", "10", "9.99")).toBe(no);
    expect(number("NumericLessThan", "-1", "-2")).toBe(yes);
  });

  const time = (operator: string, bound: string, value: string, key = "aws:CurrentTime") =>
    when({ [operator]: { [key]: bound } }, { [key]: value });

  test("D12 dates are ISO 8601 or epoch seconds, on both sides", () => {
    expect(time("DateLessThan", "2024-06-01T00:00:00Z", "2024-01-01T00:00:00Z")).toBe(yes);
    expect(time("DateLessThan", "2024-06-01", "2024-05-31T23:59:59Z")).toBe(yes);
    expect(time("DateGreaterThan", "1704067199", "2024-01-01T00:00:00Z")).toBe(yes);
    expect(time("DateGreaterThanEquals", "2024-01-01T00:00:00Z", "1704067200", "aws:EpochTime")).toBe(yes);
    expect(time("DateLessThan", "2024-01-01T00:00:00Z", "2024-06-01T00:00:00Z")).toBe(no);
    expect(time("DateEquals", "2024-06-01T02:00:00+02:00", "2024-06-01T00:00:00Z")).toBe(yes);
    expect(time("DateNotEquals", "2024-06-01T02:00:00+02:00", "2024-06-01T00:00:00Z")).toBe(no);
    expect(time("DateEquals", "2024-06-01", "never")).toBe(no);
    expect(time("DateLessThanEquals", "2024", "2024-01-01")).toBe(yes);
  });

  test("D13 one range of several is enough", () => {
    expect(ip("IpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.1.1")).toBe(yes);
    expect(ip("NotIpAddress", ["10.0.0.0/8", "192.168.0.0/16"], "192.168.1.1")).toBe(no);
  });

  const ip = (operator: string, range: string | string[], value: string) =>
    when({ [operator]: { "aws:SourceIp": range } }, { "aws:SourceIp": value });

  test("D13 IpAddress: CIDR of both families; without a prefix the single address", () => {
    expect(ip("IpAddress", "10.0.0.0/8", "10.255.0.1")).toBe(yes);
    expect(ip("IpAddress", "2001:db8::/32", "2001:db8:1::7")).toBe(yes);
    expect(ip("IpAddress", "10.1.2.3", "10.1.2.3")).toBe(yes);
    expect(ip("IpAddress", "0.0.0.0/0", "198.51.100.7")).toBe(yes);
    expect(ip("IpAddress", ["x", "10.1.2.3"], "10.1.2.3")).toBe(yes);
    expect(ip("IpAddress", "10.0.0.0/8", "11.0.0.1")).toBe(no);
    expect(ip("IpAddress", "10.1.2.3", "10.1.2.4")).toBe(no);
    expect(ip("IpAddress", "10.0.0.0/8", "2001:db8::1")).toBe(no);
    expect(ip("IpAddress", "0.0.0.0/0", "x")).toBe(no);
    expect(ip("NotIpAddress", "10.0.0.0/8", "10.1.2.3")).toBe(no);
    expect(ip("NotIpAddress", "10.0.0.0/8", "11.1.2.3")).toBe(yes);
  });

  const arn = (operator: string, pattern: string, value: string) =>
    when({ [operator]: { "aws:SourceArn": pattern } }, { "aws:SourceArn": value });
  const TOPIC = "arn:aws:sns:eu-west-1:111122223333:topic:sub";

  test("D14 ArnLike and ArnEquals match six components, with wildcards; StringLike does not split", () => {
    expect(arn("ArnEquals", "arn:aws:sns:*:111122223333:topic:*", TOPIC)).toBe(yes);
    expect(arn("ArnLike", "arn:aws:sns:*:*:*", TOPIC)).toBe(yes);
    expect(arn("StringLike", "arn:aws:sns:*:sub", TOPIC)).toBe(yes);
    expect(arn("ArnLike", "arn:aws:sns:*:sub", TOPIC)).toBe(no);
    expect(arn("ArnLike", "arn:aws:*:topic:sub", TOPIC)).toBe(no);
    expect(arn("ArnLike", "arn:aws:sns:*:*:Topic*", TOPIC)).toBe(no);
    expect(arn("ArnNotLike", "arn:aws:sns:*:*:topic*", TOPIC)).toBe(no);
    expect(arn("ArnNotEquals", "arn:aws:sqs:*:*:*", TOPIC)).toBe(yes);
    expect(arn("ArnLike", "*", TOPIC)).toBe(yes);
    expect(arn("ArnLike", "arn:aws:sns:*:*:*", "no arn")).toBe(no);
  });

  test("D14 variables in ARN conditions are filled before the ARN is cut", () => {
    const context = {
      "aws:SourceArn": "arn:aws:eks:eu-west-1:111122223333:cluster/c",
      "aws:PrincipalAccount": "111122223333",
    };
    const like = (pattern: string, more: Context = {}) =>
      when({ ArnLike: { "aws:SourceArn": pattern } }, { ...context, ...more });
    expect(like("arn:*:eks:*:${aws:PrincipalAccount}:cluster/*")).toBe(yes);
    expect(like("arn:*:eks:*:${aws:PrincipalAccount}:cluster/*", { "aws:PrincipalAccount": "1" })).toBe(no);
    expect(like("${aws:PrincipalTag/arn}", { "aws:PrincipalTag/arn": context["aws:SourceArn"] })).toBe(yes);
    expect(like("${aws:PrincipalTag/arn}")).toBe(no);
    expect(like("${aws:PrincipalTag/arn}", { "aws:PrincipalTag/arn": "arn:aws" })).toBe(no);
  });

  test("D15 Bool compares true and false without case", () => {
    const bool = (wanted: string | boolean, value: string) =>
      when({ Bool: { "aws:SecureTransport": wanted } }, { "aws:SecureTransport": value });
    expect(bool("true", "true")).toBe(yes);
    expect(bool("true", "TRUE")).toBe(yes);
    expect(bool(true, "true")).toBe(yes);
    expect(bool("true", "false")).toBe(no);
    expect(bool("yes", "yes")).toBe(no);
    const variable = { Bool: { "aws:SecureTransport": "${aws:PrincipalTag/tls}" } };
    expect(when(variable, { "aws:SecureTransport": "true", "aws:PrincipalTag/tls": "True" })).toBe(yes);
  });

  test("D16 BinaryEquals compares base64 text byte for byte", () => {
    expect(when({ BinaryEquals: { "k:b": "QmluYXJ5" } }, { "k:b": "QmluYXJ5" })).toBe(yes);
    expect(when({ BinaryEquals: { "k:b": "QmluYXJ5" } }, { "k:b": "qmluyxj5" })).toBe(no);
    expect(when({ BinaryEquals: { "k:b": "Qm*" } }, { "k:b": "QmluYXJ5" })).toBe(no);
  });
});

describe("variables, special keys, unknown operators", () => {
  const variable = "${aws:PrincipalTag/none}";

  test("D17 a variable with no value: positive operators do not match, negated ones do", () => {
    expect(unless({ StringNotEquals: { [TAG]: variable } }, { [TAG]: "red" })).toBe("ExplicitlyDenied");
    expect(when({ StringEquals: { [TAG]: variable } }, { [TAG]: "red" })).toBe(no);
    expect(when({ StringEquals: { [TAG]: variable } }, { [TAG]: "red", "aws:PrincipalTag/none": "red" })).toBe(yes);
    expect(when({ StringLike: { [TAG]: `${variable}*` } }, { [TAG]: "red-1", "aws:PrincipalTag/none": "red" })).toBe(
      yes,
    );
    expect(
      when({ StringEqualsIgnoreCase: { [TAG]: variable } }, { [TAG]: "red", "aws:PrincipalTag/none": "RED" }),
    ).toBe(yes);
  });

  test("D18 a multivalued key cannot fill a variable", () => {
    const condition = { StringEquals: { [TAG]: "${aws:TagKeys}" } };
    expect(when(condition, { [TAG]: "a", [KEYS]: "a" })).toBe(yes);
    expect(when(condition, { [TAG]: "a", [KEYS]: ["a"] })).toBe(no);
    expect(when({ StringEquals: { [TAG]: "${aws:TagKeys, 'a'}" } }, { [TAG]: "a", [KEYS]: ["a"] })).toBe(no);
  });

  test("D19 aws:PrincipalArn of a session is the role's ARN", () => {
    const is = (value: string) => when({ ArnEquals: { "aws:PrincipalArn": value } }, { "aws:PrincipalArn": ROLE });
    expect(is(ROLE)).toBe(yes);
    expect(is(SESSION)).toBe(no);
  });

  test("D20 an unknown operator never makes an Allow apply", () => {
    expect(when({ StringEquals: { [TAG]: "red" } }, { [TAG]: "red" })).toBe(yes);
    expect(when({ stringequals: { [TAG]: "red" } }, { [TAG]: "red" })).toBe(yes);
    for (const operator of [
      "StringMatches",
      "ForSomeValues:StringEquals",
      "NullIfExists",
      "",
      "IfExists",
      "__proto__",
    ]) {
      expect(when({ [operator]: { [TAG]: "red" } }, { [TAG]: "red" }), operator).toBe(no);
    }
  });

  test("D21 tag condition keys address one tag each", () => {
    const condition = { StringEquals: { "aws:RequestTag/team": "red" } };
    expect(when(condition, { "aws:RequestTag/team": "red" })).toBe(yes);
    expect(when(condition, { "aws:RequestTag/owner": "red" })).toBe(no);
  });
});
