/** Who can, over random small estates, held against single decisions of the engine on every role and resource. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindingAnswers } from "@/lib/domain/access/binding-answers";
import { judge } from "@/lib/domain/access/judge";
import { resourceEnd } from "@/lib/domain/access/resource-end";
import { whoCan } from "@/lib/domain/access/who-can";
import { accessOf, bucket, key, roleArn, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage", "ec2:StopInstances", "kms:Decrypt"];
const RESOURCES = [
  "arn:aws:s3:::one/k",
  "arn:aws:s3:::two/k",
  `arn:aws:sqs:eu-west-1:${ACCOUNT}:q`,
  `arn:aws:sqs:us-east-1:${OTHER}:q`,
  `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`,
  KEY,
];
const CONDITIONS = [
  {},
  {},
  { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "a" } },
  { StringNotEquals: { "aws:PrincipalTag/kubernetes-service-account": "one" } },
  { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
  { StringEquals: { "aws:SourceVpce": "vpce-1" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/r0" } },
];
const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const statement = (effects: readonly string[]) =>
  fc.record({
    Effect: fc.constantFrom(...effects),
    Action: some([...ACTIONS, "s3:*", "*", "s3:Get*"]),
    Resource: some([
      ...RESOURCES,
      "*",
      "arn:aws:s3:::one/*",
      "arn:aws:s3:::${aws:PrincipalTag/kubernetes-namespace}/*",
      "arn:aws:*:*:111122223333:*",
    ]),
    Condition: fc.constantFrom(...CONDITIONS),
  });
const documentOf = (effects: readonly string[]) => fc.array(statement(effects), { minLength: 1, maxLength: 3 });
const principal = fc.constantFrom<unknown>("*", { AWS: ACCOUNT }, { AWS: OTHER }, { AWS: roleArn("r0") });
const resourcePolicy = fc.option(
  fc.array(
    fc.record({
      Effect: fc.constantFrom("Allow", "Allow", "Deny"),
      Principal: principal,
      Action: fc.constantFrom("*", "s3:GetObject", "s3:*", "kms:*"),
      Resource: fc.constant("*"),
      Condition: fc.constantFrom(...CONDITIONS),
    }),
    { minLength: 1, maxLength: 2 },
  ),
);
const role = fc.record({
  own: documentOf(["Allow", "Allow", "Deny"]),
  boundary: fc.option(documentOf(["Allow"]), { freq: 2 }),
  session: fc.option(documentOf(["Allow"]), { freq: 3 }),
  account: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER),
});
const estate = fc.record({
  roles: fc.array(role, { minLength: 1, maxLength: 3 }),
  bucket: resourcePolicy,
  unread: fc.boolean(),
  key: resourcePolicy,
});

function build({ roles, ...resources }: typeof estate extends fc.Arbitrary<infer Value> ? Value : never) {
  const builder = new EstateBuilder();
  const clusters = new Map(
    [ACCOUNT, OTHER].map((accountId) => [accountId, builder.cluster(`c${accountId.slice(0, 3)}`, { accountId })]),
  );
  for (const cluster of clusters.values()) builder.agent(cluster);
  roles.forEach(({ own, boundary, session, account }, i) => {
    const limit = boundary && builder.policy(`arn:aws:iam::${account}:policy/b${i}`, policy(...boundary));
    const arn = builder.role(
      `r${i}`,
      { trust: podTrust(), inline: { own: policy(...own) }, ...(limit ? { boundary: limit } : {}) },
      account,
    );
    const cluster = clusters.get(account)!;
    builder.associate(cluster, `a/one${i}`, arn).associate(cluster, `b/one`, arn);
    if (session)
      builder.associate(cluster, `a/limited${i}`, arn, {
        policy: JSON.stringify(policy(...session)),
        disableSessionTags: true,
      });
  });
  const text = (statements: readonly object[] | null) => (statements === null ? null : policy(...statements));
  return accessOf(
    withResources(builder, [
      bucket("one", resources.unread ? "unread" : text(resources.bucket)),
      key("k", text(resources.key) ?? policy()),
    ]),
  );
}

describe("who can", () => {
  it("equals one decision after the other", () => {
    fc.assert(
      fc.property(estate, (input) => {
        const index = build(input);
        for (const action of ACTIONS) {
          for (const resource of RESOURCES) {
            if (resource.split(":")[2] !== action.split(":")[0]) continue;
            const end = resourceEnd(index.library, resource, action.split(":")[0]!);
            const found = new Map(
              bindingAnswers(index, whoCan(index, action, resource)).map(({ binding, verdict }) => [
                binding.id,
                verdict,
              ]),
            );
            for (const binding of index.bindings) {
              const profile = index.profileOf(binding);
              if (!profile || binding.verdict !== "allowed") continue;
              const { verdict, analysis } = judge(index, profile, action, end, {
                about: index.book.callerFacts(binding),
              });
              // Where nothing that was read allows it, and an unread policy might, nobody is named.
              const expected = verdict === "denied" || analysis.asRead === "denied" ? undefined : verdict;
              const got = found.get(binding.id);
              if (verdict === "unknown" && analysis.asRead === "denied") continue;
              if (got !== expected)
                expect({
                  action,
                  resource,
                  workload: `${binding.namespace}/${binding.serviceAccount}`,
                  verdict: got,
                }).toEqual({
                  action,
                  resource,
                  workload: `${binding.namespace}/${binding.serviceAccount}`,
                  verdict: expected,
                });
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
