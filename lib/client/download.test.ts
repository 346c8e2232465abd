import { expect, it } from "vitest";
import { csvOf, fileName } from "./download";

it("writes records that any reader takes apart again", () => {
  expect(
    csvOf(
      ["a", "b"],
      [
        ["x,y", 'say "no"'],
        [null, 3],
        ["two\nlines", ""],
      ],
    ),
  ).toBe('a,b\r\n"x,y","say ""no"""\r\n,3\r\n"two\nlines",\r\n');
});

it("makes text of what a spreadsheet would run; numbers stay numbers", () => {
  expect(csvOf(["a"], [["=cmd()"], ["＠x"], [-4], ["-4"]])).toBe("a\r\n'=cmd()\r\n'＠x\r\n-4\r\n'-4\r\n");
});

it("names files by what and when", () => {
  expect(fileName("who-can", "csv", new Date("2026-11-22T10:11:12.345Z"))).toBe("podlens_who-can_20261122T101112Z.csv");
});
