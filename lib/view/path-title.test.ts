import { describe, expect, it } from "vitest";
import { pathTitle } from "./path-title";

describe("pathTitle", () => {
  it.each([
    [["payments", "api"], "prod-eu", "payments/api in prod-eu"],
    [["%22%3E%3Cscript%3E"], null, '"><script>'],
    [["~.."], null, ".."],
    [["-", "-"], "prod", "Nodes in prod"],
    [["100%"], null, "100%"],
  ])("%j at %s is %s", (names, place, title) => {
    expect(pathTitle(names, place)).toBe(title);
  });
});
