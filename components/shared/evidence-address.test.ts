import { expect, it } from "vitest";
import { rolePath, statementHref } from "@/lib/contracts/api";
import { evidenceAddress } from "./evidence-address";

it("reads what the addresses of statements say, whatever the names are", () => {
  const path = rolePath("111122223333", "a b/../c");
  expect(evidenceAddress(statementHref(path, "in&line", 3))).toEqual({ path, policy: "in&line", statement: 3 });
  expect(evidenceAddress("/policies/aws/ReadOnlyAccess")).toEqual({
    path: "/policies/aws/ReadOnlyAccess",
    policy: null,
    statement: null,
  });
});

it("follows no other address", () => {
  for (const href of [
    "",
    "/roles/1/../../x",
    "//evil.example/roles/1/2",
    "https://evil.example/roles/1/2",
    "/roles/1",
    "/api/session",
    "/roles/1/%2e%2e/x",
    "/roles/1/2\\x",
  ])
    expect(evidenceAddress(href)).toBeNull();
});
