import { describe, expect, test } from "vitest";
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
