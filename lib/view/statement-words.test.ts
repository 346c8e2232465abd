import { describe, expect, it } from "vitest";
import { parsePolicy } from "@/lib/domain/policy/parse";
import { statementAnswer, statementSentence } from "./statement-words";

function parsed(statement: object) {
  const result = parsePolicy({ Version: "2012-10-17", Statement: [statement] });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  const [first] = result.document.statements;
  if (!first) throw new Error("no statement");
  return first;
}

const sentence = (statement: object) => statementSentence(parsed(statement));
const account = "111122223333";

describe("a statement in words", () => {
  it.each([
    [
      { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" },
      "Allows s3:GetObject on arn:aws:s3:::b/*.",
    ],
    [{ Effect: "Allow", Action: "*", Resource: "*" }, "Allows every action of every service on every resource."],
    [
      { Effect: "Deny", Action: ["s3:*", "sqs:*"], Resource: "*" },
      "Denies every s3 action and every sqs action on every resource.",
    ],
    [
      { Effect: "Deny", NotAction: ["sts:*"], Resource: "*" },
      "Denies every action except every sts action on every resource.",
    ],
    [
      { Effect: "Allow", Action: "s3:*", NotResource: ["arn:aws:s3:::a", "arn:aws:s3:::b"] },
      "Allows every s3 action on every resource except arn:aws:s3:::a and arn:aws:s3:::b.",
    ],
    [
      { Effect: "Allow", Action: ["a:1", "a:2", "a:3", "a:4", "a:5", "a:6"], Resource: "*" },
      "Allows a:1, a:2, a:3 and 3 more on every resource.",
    ],
    [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
      "Allows the service pods.eks.amazonaws.com to call sts:AssumeRole and sts:TagSession.",
    ],
    [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }, "Allows anyone to call sts:AssumeRole."],
    [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }, "Allows anyone to call sts:AssumeRole."],
    [
      { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: "sts:AssumeRole" },
      `Allows whoever account ${account} lets to call sts:AssumeRole.`,
    ],
    [
      { Effect: "Deny", NotPrincipal: { AWS: `arn:aws:iam::${account}:role/a` }, Action: "sts:AssumeRole" },
      `Denies everyone except arn:aws:iam::${account}:role/a to call sts:AssumeRole.`,
    ],
  ])("%j", (statement, words) => {
    expect(sentence(statement)).toBe(words);
  });

  it.each([
    [{ StringEquals: { "aws:PrincipalTag/team": "a" } }, "aws:PrincipalTag/team is a"],
    [{ StringEquals: { k: ["a", "b"] } }, "k is one of a and b"],
    [{ StringNotEquals: { k: ["a", "b"] } }, "k is none of a and b"],
    [{ StringLikeIfExists: { k: "a*" } }, "k is absent or matches a*"],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": ["a"] } }, "a value of aws:TagKeys is a"],
    [
      { "ForAllValues:StringLike": { "aws:TagKeys": ["a", "b"] } },
      "every value of aws:TagKeys, if there are any, matches one of a and b",
    ],
    [{ Null: { "aws:TokenIssueTime": "true" } }, "aws:TokenIssueTime is absent"],
    [{ Null: { "aws:TokenIssueTime": false } }, "aws:TokenIssueTime is present"],
    [{ NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24"] } }, "aws:SourceIp is not in 192.0.2.0/24"],
    [{ Bool: { "aws:SecureTransport": "false" } }, "aws:SecureTransport is false"],
    [
      { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      "aws:CurrentTime is after 2026-01-01T00:00:00Z",
    ],
    [{ NumericLessThanEquals: { "s3:max-keys": "10" } }, "s3:max-keys is at most 10"],
  ])("with the condition %j", (condition, words) => {
    const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition: condition };
    expect(sentence(statement)).toBe(`Allows s3:GetObject on every resource, if ${words}.`);
  });

  it("joins conditions and keeps names that hurt as they are", () => {
    const statement = {
      Sid: "Hostile",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: 'arn:aws:s3:::"><script>',
      Condition: { StringEquals: { "aws:PrincipalTag/__proto__": "constructor", "aws:a": "b" } },
    };
    expect(sentence(statement)).toBe(
      'Allows s3:GetObject on arn:aws:s3:::"><script>, if aws:PrincipalTag/__proto__ is constructor and aws:a is b.',
    );
  });

  it("names the services of its actions", () => {
    const services = (action: unknown) =>
      statementAnswer(parsed({ Effect: "Allow", Action: action, Resource: "*" })).services;
    expect(services(["S3:GetObject", "sqs:*", "s3:PutObject"])).toEqual(["s3", "sqs"]);
    expect(services("*")).toEqual(["*"]);
    expect(statementAnswer(parsed({ Effect: "Deny", NotAction: "s3:*", Resource: "*" })).services).toEqual(["*"]);
  });
});
