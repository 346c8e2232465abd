import { describe, expect, test } from "vitest";
import { decide } from "./index";
import {
  ACCOUNT,
  allow,
  deny,
  everything,
  granting,
  layersOf,
  OTHER,
  policy,
  type Question,
  ROLE,
  ROOT,
  requestOf,
  SESSION,
} from "./testing/ask";

function because(question: Question) {
  return decide(requestOf(question), layersOf(question)).because;
}

const never = { StringEquals: { k: "never" } };
const layers = (question: Question) => because(question).map(({ layer }) => layer);

describe("statements that did not decide are left out", () => {
  test("of an allow: allows that do not apply, and denials", () => {
    const identity = [
      allow("s3:*", "*", never),
      policy({ Effect: "Deny", Action: "s3:*", Resource: "*", Condition: never }),
      allow("s3:GetObject"),
    ];
    expect(because({ identity })).toEqual([expect.objectContaining({ policy: 2, effect: "Allow" })]);
  });

  test("of a denial: denials that do not apply", () => {
    const identity = [everything, deny("s3:*", "*", never), deny("s3:Get*")];
    expect(because({ identity })).toEqual([expect.objectContaining({ policy: 2, effect: "Deny" })]);
  });

  test("of what is missing: denials are no near misses", () => {
    const identity = [deny("s3:*", "*", never), allow("s3:*", "arn:aws:s3:::other/*")];
    expect(because({ identity })).toEqual([
      expect.objectContaining({ layer: "identity", policy: null }),
      expect.objectContaining({
        policy: 1,
        effect: null,
        element: "Resource",
        text: "Would allow it, but does not apply: Resource.",
      }),
    ]);
  });
});

describe("what is missing", () => {
  const away = { resourceAccount: OTHER };

  test("only what is: a grant that is there is not", () => {
    for (const AWS of [SESSION, ROLE, ROOT]) {
      expect(layers({ ...away, resourcePolicy: granting({ AWS }) }), AWS).toEqual(["identity"]);
    }
    expect(layers({ ...away, identity: everything, resourcePolicy: granting({ AWS: OTHER }) })).toEqual([
      "resource",
      "resource",
    ]);
  });

  test("a grant to the account says whose turn it is, where identity policies do not take it", () => {
    const nothing = allow("ec2:*");
    const delegated = { resourcePolicy: granting({ AWS: ACCOUNT }) };
    expect(because(delegated)).toEqual([
      expect.objectContaining({ layer: "identity" }),
      expect.objectContaining({ layer: "resource", text: expect.stringMatching(/names the account only/) }),
    ]);
    expect(layers({ ...delegated, identity: everything, boundary: nothing })).toEqual(["permissionsBoundary"]);
  });

  test("the levels that lack an allow, and no other", () => {
    const scp = [[everything], [allow("ec2:*"), allow("s3:*", "*", never)], [everything, allow("s3:*", "*", never)]];
    expect(because({ identity: everything, scp }).map(({ layer, level, policy }) => [layer, level, policy])).toEqual([
      ["serviceControl", 1, null],
      ["serviceControl", 1, 1],
    ]);
  });

  test("across accounts every grant of the allow is named", () => {
    for (const AWS of [SESSION, ROLE, ROOT]) {
      expect(layers({ ...away, identity: everything, resourcePolicy: granting({ AWS }) }), AWS).toEqual([
        "identity",
        "resource",
      ]);
    }
  });
});

describe("rules", () => {
  test("what needs no permission", () => {
    expect(because({ action: "sts:GetCallerIdentity", resource: "*", identity: deny("*") })).toEqual([
      {
        layer: "rule",
        level: null,
        policy: null,
        policyName: null,
        statement: null,
        sid: null,
        effect: "Allow",
        element: null,
        text: "sts:GetCallerIdentity needs no permission, and none can be taken away.",
      },
    ]);
  });

  test("the root user, where no policy granted", () => {
    expect(because({ principal: ROOT })).toEqual([
      expect.objectContaining({
        layer: "rule",
        effect: "Allow",
        text: "The root user has every permission of its account.",
      }),
    ]);
    expect(layers({ principal: ROOT, resourcePolicy: granting({ AWS: ACCOUNT }) })).toEqual(["resource"]);
  });

  test("a definite decision does not name layers that were not read", () => {
    const question: Question = { identity: deny("*"), scp: "unknown", resourcePolicy: "unknown" };
    const decision = decide(requestOf(question), layersOf(question));
    expect(decision).toMatchObject({ outcome: "ExplicitlyDenied", notRead: [] });
    expect(decision.because.map(({ layer }) => layer)).toEqual(["identity"]);
  });
});
