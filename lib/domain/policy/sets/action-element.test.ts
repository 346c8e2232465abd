import { describe, expect, it } from "vitest";
import { actionCovers } from "./action-element";

const covers = (pattern: string, ...patterns: string[]) => actionCovers({ negated: false, patterns }, pattern);
const spares = (pattern: string, ...patterns: string[]) => actionCovers({ negated: true, patterns }, pattern);

describe("how much of what a pattern names an element names", () => {
  it.each([
    ["new:Thing", "new:Thing", "all"],
    ["new:Thing", "NEW:thing", "all"],
    ["New:ThingA", "new:Thing?", "all"],
    ["new:Thing", "new:*", "all"],
    ["new:Get*", "new:G*", "all"],
    ["new:Thing", "*", "all"],
    ["new:Thing", "***", "all"],
    ["new:*", "new:Get*", "part"],
    ["new:*Thing", "new:Get*", "part"],
    ["new:Get*", "new:Put*", "none"],
    ["new:Thing", "other:*", "none"],
    ["new:Thing", "new", "none"],
    ["new:Thing", "new*", "none"],
    ["new:Thing", "n*:Thing", "all"],
    ["n*:Thing", "new:Thing", "part"],
    ["n*:Thing", "old:Thing", "none"],
    ["*", "new:*", "part"],
    ["*", "*", "all"],
  ] as const)("%s by %s: %s", (asked, own, expected) => {
    expect(covers(asked, own)).toBe(expected);
    expect(spares(asked, own)).toBe(expected === "all" ? "none" : expected === "none" ? "all" : "part");
  });

  it("one entry that covers it is enough", () => {
    expect(covers("new:Thing", "other:*", "new:Th*", "new:X")).toBe("all");
    expect(covers("new:*", "new:Get*", "new:*", "new:Put*")).toBe("all");
    expect(covers("new:*", "new:Get*", "other:*")).toBe("part");
    expect(covers("new:Thing")).toBe("none");
    expect(spares("new:Thing")).toBe("all");
  });
});
