import { describe, expect, it } from "vitest";
import { assumableRoles, namedResources } from "./named-resources";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], more: object = {}) =>
  policy({ Effect: "Allow", Action, Resource, ...more });
const names = (text: string) => namedResources(text).map(({ service, region, name }) => `${service} ${region} ${name}`);

describe("what a policy names", () => {
  it.each([
    ["arn:aws:s3:::lake/raw/*", "s3  lake"],
    ["arn:aws:s3:::notebooks*", "s3  notebooks*"],
    ["arn:aws:sqs:*:111122223333:orders-*", "sqs * orders-*"],
    ["arn:aws:sns:eu-west-1:111122223333:orders:sub-1", "sns eu-west-1 orders"],
    ["arn:aws:secretsmanager:eu-west-1:111122223333:secret:db/*-??????", "secretsmanager eu-west-1 db/*-??????"],
    ["arn:aws:dynamodb:eu-west-1:111122223333:table/carts/index/*", "dynamodb eu-west-1 carts"],
    ["arn:aws:kms:eu-west-1:111122223333:key/1234", "kms eu-west-1 1234"],
    ["arn:aws:ecr:eu-west-1:111122223333:repository/base/node", "ecr eu-west-1 base/node"],
    ["arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-ABC/app", "rds-db eu-west-1 db-ABC"],
    ["arn:aws:s3:::tenant-${aws:PrincipalTag/team}/x", "s3  tenant-*"],
  ])("%s", (resource, found) => {
    expect(names(allow("*", resource))).toEqual([found]);
  });

  it.each([
    ["*"],
    ["arn:aws:s3:::*"],
    ["arn:aws:s3:::*/*"],
    ["arn:aws:kms:*:111122223333:key/*"],
    ["arn:aws:rds-db:eu-west-1:111122223333:dbuser:*/*"],
    ["arn:aws:sqs:*:*:*"],
    ["arn:aws:lambda:eu-west-1:111122223333:function:f"],
    ["arn:aws:s3:::${aws:username}/*"],
    ["not an arn"],
  ])("%s names nothing", (resource) => {
    expect(namedResources(allow("*", resource))).toEqual([]);
  });

  it("takes no deny, no NotResource, and survives what is no policy", () => {
    expect(namedResources(policy({ Effect: "Deny", Action: "*", Resource: "arn:aws:s3:::a" }))).toEqual([]);
    expect(namedResources(policy({ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::a" }))).toEqual([]);
    expect(namedResources("{")).toEqual([]);
  });

  it("finds keys by the alias in a condition, and streams", () => {
    const byAlias = { Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/vault" } } };
    expect(names(allow("kms:Decrypt", "*", byAlias))).toEqual(["kms * alias/vault"]);
    const negated = { Condition: { StringNotEquals: { "kms:RequestAlias": "alias/vault" } } };
    expect(names(allow("kms:Decrypt", "*", negated))).toEqual([]);
    const table = "arn:aws:dynamodb:eu-west-1:111122223333:table/carts";
    expect(namedResources(allow("*", [table, `${table}/stream/*`])).map(({ stream }) => stream)).toEqual([false, true]);
  });
});

it("finds the roles that a policy lets assume", () => {
  const role = "arn:aws:iam::111122223333:role/target";
  expect(assumableRoles(allow("sts:Assume*", role))).toEqual([role]);
  expect(assumableRoles(allow("s3:*", role))).toEqual([]);
});
