import { expect, test } from "vitest";
import { type Cidr, inRanges, parseCidr } from "./cidr";

const ranges = ["198.51.100.0/24", "2001:db8::/32", "203.0.113.9"].map((text) => parseCidr(text) as Cidr);

test("addresses are found in their ranges", () => {
  expect(inRanges(ranges, "198.51.100.77")).toBe(true);
  expect(inRanges(ranges, "198.51.101.1")).toBe(false);
  expect(inRanges(ranges, "203.0.113.9")).toBe(true);
  expect(inRanges(ranges, "203.0.113.8")).toBe(false);
  expect(inRanges(ranges, "2001:db8:1::5")).toBe(true);
  expect(inRanges(ranges, "2001:db9::5")).toBe(false);
  expect(inRanges(ranges, "::ffff:198.51.100.77")).toBe(false);
  expect(inRanges([parseCidr("0.0.0.0/0") as Cidr], "8.8.8.8")).toBe(true);
});

test("what is no address is in no range, and no range", () => {
  expect(inRanges(ranges, "s3.amazonaws.com")).toBe(false);
  for (const text of [
    "",
    "300.1.1.1",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/x",
    "1::2::3",
    "1:2:3:4:5:6:7:8:9",
    "gg::",
    "1.2.3.4/8/8",
  ]) {
    expect(parseCidr(text), text).toBeNull();
  }
  expect(parseCidr("::1/128")?.base).toBe(1n);
  expect(parseCidr("::ffff:1.2.3.4")?.base).toBe(0xffff01020304n);
});
