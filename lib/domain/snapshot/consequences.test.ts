import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { consequenceOf, permissionFor } from "./consequences";

it("says in plain words what each call of a scan hides", () => {
  const operations = ["reader", "organization", "per-role-fallback"].flatMap((name) => {
    const { Statement } = JSON.parse(
      readFileSync(new URL(`../../../public/iam/${name}.json`, import.meta.url), "utf8"),
    ) as { Statement: { Action: string | string[] }[] };
    return Statement.flatMap(({ Action }) => Action);
  });
  // Structure is read from the top down, so that these two are asked for by nothing in a scan.
  for (const permission of operations.filter((name) => !/:(ListParents|ListPoliciesForTarget)$/.test(name))) {
    const [service = "", operation = ""] = permission.split(":");
    expect(consequenceOf(service, operation), permission).not.toBe(`What ${operation} tells is unknown.`);
    expect(permissionFor(service, operation)).toBe(permission);
  }
});

it("has something to say of any operation", () => {
  expect(consequenceOf("eks", "NewThing")).toContain("NewThing");
  expect(consequenceOf("__proto__", "constructor")).toContain("constructor");
});
