import { expect, test } from "vitest";
import { type Output, plain } from "./output";
import { reportError } from "./report-error";

function report(error: unknown, debug = false): { code: number; lines: string[] } {
  const lines: string[] = [];
  const output = { message: (line: string) => void lines.push(plain(line)) } as unknown as Output;
  return { code: reportError(error, output, debug), lines };
}

test.each(["cli/usage", "invalid-config", "export/bad-request", "auth-needed"])("%s is wrong usage", (code) => {
  expect(report(Object.assign(new Error("key x"), { code }))).toEqual({ code: 2, lines: ["podlens: key x"] });
});

test("what has a code is told in its own words, anything else is a fault of ours", () => {
  expect(report(Object.assign(new Error("two\nlines\u001b[31m"), { code: "store/corrupt" }))).toEqual({
    code: 1,
    lines: ["podlens: two lines\uFFFD[31m"],
  });
  expect(report(new TypeError("x is not a function")).lines).toEqual([
    "podlens: internal error: x is not a function (PODLENS_DEBUG=1 shows more)",
  ]);
  expect(report("thrown text").code).toBe(1);
  expect(report(undefined).code).toBe(1);
});

test("an error with a body for pages is told with its remedy", () => {
  const body = { code: "scan-running", message: "A scan runs.", remedy: "Wait for it." };
  expect(report(Object.assign(new Error("x"), { code: "scan-running", body })).lines).toEqual([
    "podlens: A scan runs. Wait for it.",
  ]);
});

test("a reader that went away is no error", () => {
  expect(report(Object.assign(new Error("x"), { code: "cli/broken-pipe" }))).toEqual({ code: 0, lines: [] });
});

test("stack traces of the whole chain of causes, only when asked for", () => {
  const error = Object.assign(new Error("outer", { cause: new Error("inner") }), { code: "store/corrupt" });
  const { lines } = report(error, true);
  expect(lines.some((line) => line.includes("report-error.test.ts"))).toBe(true);
  expect(lines).toContain("Error: inner");
});
