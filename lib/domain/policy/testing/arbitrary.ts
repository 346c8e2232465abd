/** Random policies, requests and layers over a small vocabulary, so that they meet each other often. */
import fc from "fast-check";
import { type Fact, type FactInput, knownFact, patternFact, unknownFact } from "../index";
import {
  ACCOUNT,
  FEDERATED_USER,
  OTHER,
  type Question,
  type RawPolicy,
  type RawStatement,
  ROLE,
  ROOT,
  SESSION,
  USER,
} from "./ask";

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const actions = fc.constantFrom(
  "*",
  "s3:*",
  "s3:Get*",
  "s3:GetObject",
  "S3:getobject",
  "s3:PutObject",
  "ec2:*",
  "s*:?etObject",
);
const resources = fc.constantFrom(
  "*",
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::b/k",
  "arn:aws:s3:::c/*",
  "arn:aws:s3:::b/${aws:PrincipalTag/team}",
  "arn:aws:s3:::b/${aws:PrincipalTag/team, 'k'}",
  "arn:aws:s3",
);

const conditions = fc.constantFrom<NonNullable<RawStatement["Condition"]>>(
  { StringEquals: { "aws:SourceVpce": "vpce-1" } },
  { StringNotEquals: { "aws:SourceVpce": ["vpce-1", "vpce-2"] } },
  { StringLikeIfExists: { "aws:SourceVpce": "vpce-*" } },
  { StringEquals: { "aws:PrincipalTag/team": "${aws:SourceVpce}" } },
  { Null: { "aws:SourceVpce": "true" } },
  { Bool: { "aws:SecureTransport": "true" } },
  { BoolIfExists: { "aws:SecureTransport": "false" } },
  { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } },
  { "ForAnyValue:StringLike": { "aws:TagKeys": "a*" } },
  { NumericLessThan: { "s3:max-keys": 10 }, StringLike: { "aws:SourceVpce": "*" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:eks:*:*:cluster/${aws:PrincipalTag/team}" } },
  { StringOdd: { "aws:SourceVpce": "x" } },
);

const named = fc.constantFrom(SESSION, ROLE, USER, ROOT, ACCOUNT, FEDERATED_USER, "*", `arn:aws:iam::${OTHER}:root`);
const principals = fc.oneof(
  fc.constant("*" as const),
  fc.array(named, { minLength: 1, maxLength: 3 }).map((AWS) => ({ AWS })),
  fc.constant({ Service: "pods.eks.amazonaws.com" }),
);

const effect = fc.constantFrom<RawStatement["Effect"]>("Allow", "Allow", "Deny");
const some = (one: fc.Arbitrary<string>) => fc.array(one, { minLength: 1, maxLength: 3 });

function statement(kind: "identity" | "resource" | "rcp"): fc.Arbitrary<RawStatement> {
  const parts = fc.record({
    Effect: kind === "rcp" ? fc.constant<RawStatement["Effect"]>("Deny") : effect,
    action: fc.tuple(fc.boolean(), some(actions)),
    resource: fc.tuple(fc.boolean(), some(resources)),
    Condition: optional(conditions),
    principal: fc.tuple(fc.boolean(), principals),
  });
  return parts.map(({ Effect, action, resource, Condition, principal }) => ({
    Effect,
    ...(kind === "identity"
      ? {}
      : kind === "rcp"
        ? { Principal: "*" }
        : { [principal[0] && Effect === "Deny" ? "NotPrincipal" : "Principal"]: principal[1] }),
    [action[0] ? "NotAction" : "Action"]: action[1],
    [resource[0] ? "NotResource" : "Resource"]: resource[1],
    ...(Condition === undefined ? {} : { Condition }),
  }));
}

export function policies(kind: "identity" | "resource" | "rcp"): fc.Arbitrary<RawPolicy> {
  return fc.record({
    Version: fc.constantFrom("2012-10-17", "2012-10-17", "2008-10-17"),
    Statement: fc.array(statement(kind), { minLength: 1, maxLength: 3 }),
  });
}

const documents = fc.array(policies("identity"), { maxLength: 2 });
const levels = fc.array(fc.array(policies("identity"), { minLength: 1, maxLength: 2 }), { maxLength: 2 });

/** What is known of each context key; null = absent. */
export type Knowledge = Readonly<Record<string, FactInput | null>>;

const fact = (values: readonly string[], patterns: readonly string[]) =>
  fc.oneof(
    fc.constant(null),
    fc.constantFrom(...values),
    fc.constant<Fact>(unknownFact),
    fc.constantFrom(...patterns).map(patternFact),
  );

export const knowledge: fc.Arbitrary<Knowledge> = fc.record({
  "aws:SourceVpce": fact(["vpce-1", "vpce-3"], ["vpce-*", "*", "x?"]),
  "aws:PrincipalTag/team": fact(["k", "vpce-1", "*"], ["k*", "*"]),
  "aws:SecureTransport": fact(["true", "false"], ["*"]),
  "aws:TagKeys": fc.oneof(
    fc.constant(null),
    fc.constant<Fact>(unknownFact),
    fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }).map((values) => knownFact(values)),
  ),
  "s3:max-keys": fact(["9", "11", "x"], ["*"]),
  "aws:SourceArn": fact(["arn:aws:eks:eu-west-1:1:cluster/k"], ["arn:aws:eks:*", "*"]),
});

/** A question without its context. */
export const questions: fc.Arbitrary<Question> = fc
  .record({
    principal: fc.constantFrom(SESSION, ROLE, USER, FEDERATED_USER, ROOT, "pods.eks.amazonaws.com", null),
    action: fc.constantFrom("s3:GetObject", "s3:PutObject", "ec2:StartInstances"),
    resource: fc.constantFrom("arn:aws:s3:::b/k", "arn:aws:s3:::c/k", "*"),
    resourceAccount: fc.constantFrom(ACCOUNT, OTHER),
    wildcardOnly: fc.constantFrom(false, false, true),
    identity: documents,
    boundary: optional(documents),
    session: optional(documents),
    scp: levels,
    rcp: fc.array(fc.array(policies("rcp"), { maxLength: 1 }), { maxLength: 1 }),
    resourcePolicy: optional(policies("resource")),
  })
  .map(
    (question) => Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined)) as Question,
  );
