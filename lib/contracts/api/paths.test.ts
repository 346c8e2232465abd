import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageHref, rolePath, segmentValue, workloadPath } from "./paths";

describe("paths", () => {
  it("survive every name, through the URL parser and back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
        const path = new URL(rolePath("111122223333", name), "http://localhost").pathname;
        const segments = path.split("/");
        expect(segments).toHaveLength(4);
        expect(segmentValue(decodeURIComponent(segments[3] ?? ""))).toBe(name);
      }),
    );
  });

  it.each([".", "..", "-", "~", "~..", "a/b", "%2e%2e", "é", "*"])(
    "keep %s apart from dot segments and none",
    (name) => {
      const path = new URL(rolePath("111122223333", name), "http://localhost").pathname;
      expect(path.startsWith("/roles/111122223333/")).toBe(true);
      expect(segmentValue(decodeURIComponent(path.slice("/roles/111122223333/".length)))).toBe(name);
    },
  );

  it("write none as a dash", () => {
    const at = { accountId: "111122223333", region: null, cluster: "a b", namespace: "n", serviceAccount: null };
    expect(workloadPath(at)).toBe("/workloads/111122223333/-/a%20b/n/-");
    expect(segmentValue("-")).toBeNull();
  });

  it("leave empty parameters out", () => {
    expect(pageHref("/workloads", { account: ["1", "2"], q: "", verdict: [] })).toBe("/workloads?account=1%2C2");
    expect(pageHref("/workloads", {})).toBe("/workloads");
  });
});
