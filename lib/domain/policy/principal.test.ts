import { describe, expect, test } from "vitest";
import { callerAccount, decide, parseCaller, sessionOf } from "./index";
import { ask, everything, granting, layersOf, policy, requestOf } from "./testing/ask";

describe("callers", () => {
  test.each([
    ["arn:aws:iam::111122223333:role/a/b/app", { kind: "role", path: "/a/b/", name: "app" }],
    [
      "arn:aws-cn:sts::111122223333:assumed-role/app/s@1=x",
      { kind: "session", partition: "aws-cn", path: null, name: "app", sessionName: "s@1=x" },
    ],
    ["arn:aws:iam::111122223333:user/a/bob", { kind: "user", resource: "user/a/bob" }],
    ["arn:aws:sts::111122223333:federated-user/fred", { kind: "federated-user", name: "fred" }],
    ["arn:aws:iam::111122223333:root", { kind: "root", accountId: "111122223333" }],
    ["111122223333", { kind: "root", partition: "aws", accountId: "111122223333" }],
    ["arn:aws:iam::111122223333:oidc-provider/h/id/X", { kind: "federated" }],
    ["arn:aws:iam::111122223333:saml-provider/x", { kind: "federated" }],
    ["pods.eks.amazonaws.com", { kind: "service", service: "pods.eks.amazonaws.com" }],
  ])("%s", (text, caller) => {
    expect(parseCaller(text)).toMatchObject(caller);
  });

  test.each([
    "",
    "*",
    "bob",
    "arn:aws:iam::111122223333:group/g",
    "arn:aws:iam::111122223333:role/",
    "arn:aws:iam::111122223333:role/a/",
    "arn:aws:iam::1:role/a",
    "arn:aws:sts::111122223333:assumed-role/app",
    "arn:aws:sts::111122223333:assumed-role/app/",
    "arn:aws:sts::111122223333:federated-user/",
    "arn:aws:sts::111122223333:other/x",
    "arn:aws:s3:::b",
    "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
    "arn:aws:iam::111122223333:policy/p",
    "a..b",
    "1111222233334",
  ])("%j is none", (text) => {
    expect(parseCaller(text)).toBeNull();
  });

  test("accounts and sessions", () => {
    expect(callerAccount(parseCaller("arn:aws:iam::111122223333:user/bob")!)).toBe("111122223333");
    expect(callerAccount({ kind: "anonymous" })).toBeNull();
    expect(sessionOf("arn:aws:iam::111122223333:role/a/app", "s")).toMatchObject({
      kind: "session",
      path: "/a/",
      name: "app",
      sessionName: "s",
    });
    expect(sessionOf("arn:aws:iam::111122223333:user/bob", "s")).toBeNull();
    expect(sessionOf("nonsense", "s")).toBeNull();
  });
});

describe("principal elements", () => {
  const provider = "arn:aws:iam::111122223333:saml-provider/x";
  const grants = (principal: string, element: unknown) =>
    ask({ principal, resourcePolicy: granting(element) }) === "Allowed";
  const denies = (principal: string, element: unknown) =>
    ask({
      principal,
      identity: everything,
      resourcePolicy: policy({ Effect: "Deny", Principal: element, Action: "*", Resource: "*" }),
    }) === "ExplicitlyDenied";

  test("services and providers, by name or all of a kind", () => {
    expect(grants("s3.amazonaws.com", { Service: "s3.amazonaws.com" })).toBe(true);
    expect(grants("s3.amazonaws.com", { Service: "*" })).toBe(true);
    expect(grants("s3.amazonaws.com", { Service: "S3.amazonaws.com" })).toBe(false);
    expect(grants("s3.amazonaws.com", { AWS: "s3.amazonaws.com" })).toBe(false);
    expect(grants("s3.amazonaws.com", "*")).toBe(true);
    expect(grants(provider, { Federated: provider })).toBe(true);
    expect(grants(provider, { Federated: "*" })).toBe(true);
    expect(grants(provider, { AWS: provider })).toBe(false);
    expect(grants(provider, { AWS: "111122223333" })).toBe(false);
    expect(denies(provider, { AWS: "111122223333" })).toBe(true);
    expect(denies(provider, { AWS: "444455556666" })).toBe(false);
    const named = { action: "sts:AssumeRoleWithWebIdentity", resource: "arn:aws:iam::111122223333:role/app" };
    expect(
      decide(
        { ...requestOf(named), caller: { kind: "federated", provider: "accounts.google.com" } },
        layersOf({ ...named, resourcePolicy: granting({ AWS: "111122223333" }, "sts:*") }),
      ).outcome,
    ).toBe("ImplicitlyDenied");
  });

  test("canonical users, unique ids and names without a form are no one we know", () => {
    const user = "arn:aws:iam::111122223333:user/bob";
    expect(grants(user, { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" })).toBe(
      false,
    );
    expect(grants(user, { AWS: ["AIDAEXAMPLE", user] })).toBe(true);
    expect(grants(user, { AWS: "AIDAEXAMPLE" })).toBe(false);
  });

  test("accounts of other partitions may have the same number", () => {
    const session = "arn:aws:sts::111122223333:assumed-role/app/s1";
    const root = (partition: string) => ({ AWS: `arn:${partition}:iam::111122223333:root` });
    const role = (partition: string) => ({ AWS: `arn:${partition}:iam::111122223333:role/app` });
    expect(grants(session, role("aws"))).toBe(true);
    expect(grants(session, role("aws-cn"))).toBe(false);
    expect(denies(session, root("aws"))).toBe(true);
    expect(denies(session, root("aws-us-gov"))).toBe(false);
    expect(denies(session, { AWS: "111122223333" })).toBe(true);
  });

  test("a federated user is not the user of that name", () => {
    const fred = "arn:aws:sts::111122223333:federated-user/fred";
    expect(grants(fred, { AWS: fred })).toBe(true);
    expect(grants(fred, { AWS: "arn:aws:iam::111122223333:user/fred" })).toBe(false);
    expect(denies(fred, { AWS: "111122223333" })).toBe(true);
  });
});
