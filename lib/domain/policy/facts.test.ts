import { describe, expect, test } from "vitest";
import { completeFacts, partialFacts, patternFact, unknownFact } from "./index";

describe("facts", () => {
  test("a complete context: what is not listed, and what has no values, is absent", () => {
    const facts = completeFacts([
      ["aws:UserName", "bob"],
      ["aws:TagKeys", ["a"]],
      ["empty", []],
    ]);
    expect(facts.complete).toBe(true);
    expect(facts.get("aws:username")).toEqual({ state: "known", values: ["bob"], multivalued: false });
    expect(facts.get("aws:tagkeys")).toEqual({ state: "known", values: ["a"], multivalued: true });
    expect(facts.get("empty")).toEqual({ state: "absent" });
    expect(facts.get("other")).toEqual({ state: "absent" });
  });

  test("families by their longest beginning, then what counts for all others", () => {
    const facts = partialFacts({
      keys: [["aws:RequestTag/App", "x"]],
      families: [
        ["aws:RequestTag/", "unknown"],
        ["aws:RequestTag/fixed/", "absent"],
      ],
      others: "absent",
    });
    expect(facts.get("aws:requesttag/app").state).toBe("known");
    expect(facts.get("aws:requesttag/team").state).toBe("unknown");
    expect(facts.get("aws:requesttag/fixed/team").state).toBe("absent");
    expect(facts.get("aws:sourceip").state).toBe("absent");
    expect(partialFacts({ others: "unknown" }).get("aws:sourceip").state).toBe("unknown");
  });

  test("complete is what leaves nothing open", () => {
    const keys = [["k", "v"]] as const;
    expect(partialFacts({ others: "absent" }).complete).toBe(true);
    expect(partialFacts({ keys, families: [["f/", "absent"]], others: "absent" }).complete).toBe(true);
    expect(partialFacts({ keys, others: "unknown" }).complete).toBe(false);
    expect(partialFacts({ keys, families: [["f/", "unknown"]], others: "absent" }).complete).toBe(false);
    expect(partialFacts({ keys: [["k", unknownFact]], others: "absent" }).complete).toBe(false);
    expect(partialFacts({ keys: [["k", patternFact("a*")]], others: "absent" }).complete).toBe(false);
  });
});
