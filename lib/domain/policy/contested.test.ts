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
  USER,
} from "./testing/ask";

function uncertain(question: Question): string[] {
  return [...decide(requestOf(question), layersOf(question)).uncertain];
}

const when = (operator: string, value: string | string[], known: string | string[]) =>
  uncertain({ identity: allow("s3:*", "*", { [operator]: { k: value } }), context: { k: known } });

describe("points on which documentation and practice differ are marked", () => {
  test("nothing is marked on plain ground", () => {
    expect(uncertain({ identity: everything })).toEqual([]);
    expect(uncertain({ identity: allow("s3:Get*", ["arn:aws:s3:::b/*", "arn:aws:s3:::c"]) })).toEqual([]);
    expect(uncertain({ action: "sts:GetCallerIdentity", resource: "*" })).toEqual([]);
    expect(when("StringNotEquals", "a", "b")).toEqual([]);
    expect(when("Null", "false", "b")).toEqual([]);
  });

  test("actions", () => {
    expect(uncertain({ identity: allow("s*:Get*") })).toEqual(["service-wildcard"]);
    expect(uncertain({ identity: allow(["e*:Get*", "s3:*", "*"]) })).toEqual([]);
    expect(uncertain({ identity: [everything, deny("s?:*")] })).toEqual(["service-wildcard"]);
  });

  test("resources", () => {
    const instance = { action: "ec2:StartInstances", resource: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1` };
    expect(uncertain({ ...instance, identity: allow("ec2:*", "arn:aws:ec2:*:*:*/*") })).toEqual([
      "resource-type-wildcard",
    ]);
    expect(uncertain({ ...instance, identity: allow("ec2:*", "arn:aws:ec2:*:*:instance/*") })).toEqual([]);
    expect(uncertain({ ...instance, identity: allow("ec2:*", "arn:aws:ec2:eu-west-1") })).toEqual(["short-arn"]);
    const account = { context: { "aws:PrincipalAccount": ACCOUNT } };
    expect(
      uncertain({
        ...instance,
        ...account,
        identity: allow("ec2:*", "arn:aws:ec2:*:${aws:PrincipalAccount}:instance/i-1"),
      }),
    ).toEqual(["variable-before-resource"]);
    const except = (NotResource: string) =>
      uncertain({ identity: policy({ Effect: "Allow", Action: "s3:*", NotResource }) });
    expect(except("arn:aws:s3:::c")).toEqual([]);
    expect(except("arn:aws:sqs:eu-west-1")).toEqual(["not-resource-unmatchable"]);
    expect(except("arn:aws:s3:::${aws:PrincipalTag/none}")).toEqual(["not-resource-unmatchable"]);
    expect(except("nonsense")).toEqual(["not-resource-unmatchable"]);
  });

  test("conditions", () => {
    expect(when("NumericNotEquals", "1", "x")).toEqual(["negated-malformed"]);
    expect(when("NumericNotEquals", "x", "1")).toEqual(["negated-malformed"]);
    expect(when("NotIpAddress", "10.0.0.0/8", "x")).toEqual(["negated-malformed"]);
    expect(when("NotIpAddress", "10.0.0.0/8", "1.1.1.1")).toEqual([]);
    expect(when("ArnNotLike", "x", "arn:aws:s3:::b")).toEqual(["negated-malformed"]);
    expect(when("ArnNotLike", "arn:aws:s3:::${aws:PrincipalTag/x}", "arn:aws:s3:::b")).toEqual([]);
    expect(when("DateNotEquals", "2024-01-01", "2024-01-02")).toEqual([]);
    expect(when("StringNotEquals", "a", ["b"])).toEqual(["list-without-qualifier"]);
    expect(when("StringEquals", "a", ["a", "b"])).toEqual(["list-without-qualifier"]);
    expect(when("ForAllValues:StringNotEquals", "a", ["b"])).toEqual([]);
    expect(when("Bool", ["${k}", "true"], "true")).toEqual(["variable-in-bool"]);
    expect(when("Bool", "true", "true")).toEqual([]);
    expect(when("BinaryEquals", "dHJ1ZQ==", "dHJ1ZQ==")).toEqual([]);
    expect(when("DateLessThan", "2030-01-01", "1704067200000")).toEqual(["epoch-milliseconds"]);
    expect(when("StringOdd", "a", "a")).toEqual(["unknown-operator"]);
  });

  test("principals", () => {
    const nothing = allow("ec2:*");
    expect(uncertain({ session: nothing, resourcePolicy: granting("*") })).toEqual(["everyone-beyond-session"]);
    expect(uncertain({ session: everything, resourcePolicy: granting("*") })).toEqual([]);
    const except = (principal: string, ...AWS: string[]) =>
      uncertain({
        principal,
        identity: everything,
        resourcePolicy: policy({ Effect: "Deny", NotPrincipal: { AWS }, Action: "*", Resource: "*" }),
      });
    expect(except(SESSION, SESSION, ROLE, ROOT)).toEqual([]);
    expect(except(SESSION, ROLE)).toEqual(["not-principal-partial"]);
    expect(except(ROLE, ROLE, ACCOUNT)).toEqual([]);
    expect(except(USER, USER)).toEqual(["not-principal-partial"]);
    expect(except(USER, "*")).toEqual([]);
    const service = {
      principal: "pods.eks.amazonaws.com",
      resourcePolicy: policy({
        Effect: "Deny",
        NotPrincipal: { Service: "pods.eks.amazonaws.com" },
        Action: "*",
        Resource: "*",
      }),
    };
    expect(uncertain(service)).toEqual([]);
  });

  test("only what the decision rests on is marked", () => {
    const never = { StringEquals: { k: "never" } };
    expect(uncertain({ identity: [allow("s*:Get*", "*", never), everything] })).toEqual([]);
    expect(uncertain({ identity: [allow("s*:Get*"), deny("s3:GetObject")] })).toEqual([]);
    expect(uncertain({ identity: [everything, deny("s*:Get*", "*", never)] })).toEqual([]);
    expect(uncertain({ identity: allow("s3:*", ["arn:aws:ec2:*:*:vol*/x", "arn:aws:sqs:eu-west-1", "*"]) })).toEqual(
      [],
    );
    const username = { context: { "aws:username": "k" } };
    expect(uncertain({ identity: allow("s3:*", "arn:aws:s3:::b/${aws:username}"), ...username })).toEqual([]);
    const nothing = allow("ec2:*");
    expect(uncertain({ session: nothing, resourcePolicy: granting({ AWS: SESSION }) })).toEqual([]);
    expect(
      uncertain({ session: nothing, identity: everything, resourcePolicy: granting("*"), resourceAccount: OTHER }),
    ).toEqual([]);
    expect(
      uncertain({ action: "sts:AssumeRole", resource: ROLE, resourcePolicy: granting({ AWS: SESSION }, "sts:*") }),
    ).toEqual([]);
    const except = (Effect: "Allow" | "Deny", more: Partial<Question>) =>
      uncertain({
        ...more,
        resourcePolicy: policy({ Effect, NotPrincipal: { AWS: ROLE }, Action: "*", Resource: "*" }),
      });
    expect(except("Allow", {})).toEqual([]);
    expect(except("Deny", { identity: deny("*") })).toEqual([]);
    expect(except("Deny", { identity: everything })).toEqual(["not-principal-partial"]);
  });

  test("one value that is none of the type is enough", () => {
    expect(when("NumericNotEquals", ["1", "x"], "2")).toEqual(["negated-malformed"]);
    expect(when("ForAllValues:NumericNotEquals", "1", ["2", "x"])).toEqual(["negated-malformed"]);
    expect(when("NumericEquals", "1704067200000", "1704067200000")).toEqual([]);
  });

  test("changes of service-linked roles", () => {
    const change = (path: string) =>
      uncertain({
        action: "iam:PutRolePolicy",
        resource: `arn:aws:iam::${ACCOUNT}:role/${path}/x`,
        identity: everything,
      });
    expect(change("aws-service-role/x.amazonaws.com")).toEqual(["unmodifiable-entity"]);
    // Refused to everyone: nothing is left open.
    expect(change("aws-reserved/sso.amazonaws.com")).toEqual([]);
    expect(change("own")).toEqual([]);
  });
});
