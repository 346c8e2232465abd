import { describe, expect, test } from "vitest";
import { decide } from "./index";
import {
  ACCOUNT,
  allow,
  compiled,
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
  study,
} from "./testing/ask";

function because(question: Question) {
  return decide(requestOf(question), layersOf(question)).because;
}

const nothing = allow("ec2:RunInstances");

describe("allowed", () => {
  test("by identity policies: the statement and the entry of Action", () => {
    const identity = [
      nothing,
      policy(
        { Effect: "Deny", Action: "ec2:*", Resource: "*" },
        { Sid: "Read", Effect: "Allow", Action: ["s3:List*", "s3:Get*"], Resource: "*" },
      ),
    ];
    expect(because({ identity })).toEqual([
      {
        layer: "identity",
        level: null,
        policy: 1,
        policyName: null,
        statement: 1,
        sid: "Read",
        effect: "Allow",
        element: "Action[1]",
        text: "Allows s3:GetObject on arn:aws:s3:::b/k.",
      },
    ]);
  });

  test("every layer that the allow rests on, and no other", () => {
    const layers = (question: Question) =>
      because(question).map(({ layer, level }) => (level === null ? layer : `${layer}/${level}`));
    const all = { identity: everything, boundary: everything, session: everything, scp: [[everything], [everything]] };
    const scps = ["serviceControl/0", "serviceControl/1"];
    expect(layers(all)).toEqual(["identity", "permissionsBoundary", "session", ...scps]);
    expect(layers({ ...all, resourcePolicy: granting({ AWS: SESSION }) })).toEqual([...scps, "resource"]);
    expect(layers({ ...all, resourcePolicy: granting({ AWS: ROLE }) })).toEqual([
      "permissionsBoundary",
      "session",
      ...scps,
      "resource",
    ]);
    expect(layers({ ...all, resourceAccount: OTHER, resourcePolicy: granting({ AWS: ROOT }) })).toEqual([
      "identity",
      "permissionsBoundary",
      "session",
      ...scps,
      "resource",
    ]);
    expect(layers({ principal: null, resourcePolicy: granting("*") })).toEqual(["resource"]);
    const key = { action: "kms:Decrypt", resource: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1` };
    expect(layers({ ...key, identity: everything, resourcePolicy: granting({ AWS: ROOT }, "kms:*") })).toEqual([
      "identity",
      "resource",
    ]);
    expect(layers({ principal: ROOT })).toEqual(["rule"]);
    expect(layers({ action: "sts:GetCallerIdentity", resource: "*" })).toEqual(["rule"]);
  });

  test("NotAction is an element, too, and policies have names", () => {
    const named = compiled(policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }), "identity", "Power");
    const question = {};
    const decision = decide(requestOf(question), { ...layersOf(question), identity: [named] });
    expect(decision.because).toMatchObject([{ element: "NotAction", policyName: "Power" }]);
    expect(decision.because).toBe(decision.because);
  });
});

describe("denied", () => {
  test("explicitly: every statement that denies", () => {
    const found = because({ identity: [everything, deny("s3:*")], scp: [[everything], [everything, deny("s3:Get*")]] });
    expect(found).toMatchObject([
      {
        layer: "identity",
        level: null,
        policy: 1,
        statement: 0,
        effect: "Deny",
        text: "Denies s3:GetObject on arn:aws:s3:::b/k.",
      },
      { layer: "serviceControl", level: 1, policy: 1, statement: 0, effect: "Deny" },
    ]);
  });

  test("explicitly by an RCP or a resource policy", () => {
    const denial = policy({ Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "*" });
    expect(because({ identity: everything, rcp: [[denial]] })).toMatchObject([{ layer: "resourceControl", level: 0 }]);
    expect(because({ identity: everything, resourcePolicy: denial })).toMatchObject([
      { layer: "resource", level: null },
    ]);
  });

  test("implicitly: what each layer lacks", () => {
    const found = because({ boundary: nothing, session: nothing, scp: [[everything], [nothing], []] });
    expect(found.map(({ layer, level, effect, text }) => [layer, level, effect, text])).toEqual([
      ["identity", null, null, "No statement of the identity policies allows s3:GetObject on arn:aws:s3:::b/k."],
      [
        "permissionsBoundary",
        null,
        null,
        "No statement of the permissions boundary allows s3:GetObject on arn:aws:s3:::b/k.",
      ],
      ["session", null, null, "No statement of the session policy allows s3:GetObject on arn:aws:s3:::b/k."],
      [
        "serviceControl",
        1,
        null,
        "No statement of the service control policies of level 1 allows s3:GetObject on arn:aws:s3:::b/k.",
      ],
    ]);
  });

  test("implicitly: the allows that come nearest, and what they fail on", () => {
    const elements = (...identity: Parameters<typeof allow>[]) =>
      because({ identity: identity.map((args) => allow(...args)) }).map(({ element }) => element);
    expect(elements(["s3:*", "arn:aws:s3:::c/*"])).toEqual([null, "Resource"]);
    expect(elements(["s3:*", "*", { Bool: { a: "true" }, StringEquals: { b: "1" } }])).toEqual([
      null,
      "Condition.Bool.a",
    ]);
    expect(elements(["s3:*", "*", { StringNotEquals: { a: "1" }, StringEquals: { b: "1" } }])).toEqual([
      null,
      "Condition.StringEquals.b",
    ]);
    expect(elements(["ec2:*"])).toEqual([null]);
    const negated = policy({ Effect: "Allow", Action: "s3:*", NotResource: "arn:aws:s3:::b/*" });
    expect(because({ identity: negated })[1]).toMatchObject({
      element: "NotResource",
      policy: 0,
      statement: 0,
      effect: null,
    });
    const many = Array.from({ length: 20 }, () => allow("s3:*", "arn:aws:s3:::c/*"));
    expect(because({ identity: many })).toHaveLength(6);
  });

  test("implicitly: the resource policy", () => {
    const elements = (question: Question) => because(question).map(({ layer, element }) => [layer, element]);
    expect(elements({ resourcePolicy: granting({ AWS: `${ROLE}2` }) })).toEqual([
      ["identity", null],
      ["resource", null],
      ["resource", "Principal"],
    ]);
    expect(
      elements({
        resourcePolicy: policy({ Effect: "Allow", NotPrincipal: { AWS: ROLE }, Action: "*", Resource: "*" }),
      })[2],
    ).toEqual(["resource", "NotPrincipal"]);
    expect(elements({ resourceAccount: OTHER, identity: everything })).toEqual([["resource", null]]);
    expect(elements({ principal: null })).toEqual([["resource", null]]);
    expect(elements({ principal: ROOT, resourceAccount: OTHER })).toEqual([["resource", null]]);
    expect(because({ resourcePolicy: granting({ AWS: ROOT }) }).at(-1)?.text).toBe(
      "The resource-based policy names the account only: its identity policies have to allow it, too.",
    );
    expect(because({ identity: everything, action: "sts:AssumeRole", resource: ROLE })).toMatchObject([
      { layer: "resource" },
    ]);
  });

  test("implicitly: rules", () => {
    const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/x`;
    const foreign = {
      principal: provider,
      action: "sts:AssumeRoleWithWebIdentity",
      resource: `arn:aws:iam::${OTHER}:role/r`,
      resourceAccount: OTHER,
    };
    expect(because(foreign)).toMatchObject([
      { layer: "rule", text: "A role can be assumed only through an identity provider of its own account." },
    ]);
    expect(because({ principal: null, restrictPublicBuckets: true, resourcePolicy: granting("*") })).toMatchObject([
      { layer: "resource", text: "The bucket's policy is public, and RestrictPublicBuckets keeps it from outsiders." },
    ]);
  });
});

describe("unknown", () => {
  test("names the layers and the statements that it hangs on", () => {
    const question = { identity: everything, scp: "unknown", session: "unknown" } as const;
    const decision = decide(requestOf(question), layersOf(question));
    expect(decision.notRead).toEqual(["session", "serviceControl"]);
    expect(decision.because.map(({ text }) => text)).toEqual([
      "The session policy could not be read.",
      "The service control policies could not be read.",
    ]);
    expect(decide(requestOf({}), layersOf({})).notRead).toEqual([]);
  });

  test("an analysis explains its statements with their conditions", () => {
    const found = study({ identity: allow("s3:*", "*", { StringOdd: { a: "1" } }) });
    expect(found.because).toMatchObject([
      { effect: "Allow", text: "Allows s3:GetObject on arn:aws:s3:::b/k if its conditions hold." },
    ]);
    expect(study({ identity: everything }).because).toMatchObject([{ effect: "Allow" }]);
    expect(study({ identity: deny("*") }).because).toMatchObject([{ effect: "Deny" }]);
    expect(study({}).words).toBe("");
  });
});
