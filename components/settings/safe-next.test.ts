import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next";

describe("safeNext", () => {
  it.each([
    ["/workloads?q=a%2Fb#x", "/workloads?q=a%2Fb#x"],
    ["/roles/1/%2e%2e", "/roles/"],
    ["", "/"],
    ["//evil.example/x", "/"],
    ["/\\evil.example", "/"],
    ["/.//evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/\t/evil.example", "/"],
    ["workloads", "/"],
  ])("%s leads to %s", (next, path) => {
    expect(safeNext(next)).toBe(path);
  });
});
