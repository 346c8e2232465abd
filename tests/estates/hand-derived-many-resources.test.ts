/** Questions about many resources at once: whom single buckets and keys let in, and what single resources say. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindingAnswers } from "@/lib/domain/access/binding-answers";
import { whoCan } from "@/lib/domain/access/who-can";
import { matchesGlob } from "@/lib/domain/snapshot/scope";
import { accessOf, allow, bucket, deny, key, roleArn, who, withResources } from "./access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "./estate-builder";

const OTHER = "444455556666";
const open = (name: string, principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal: principal,
  Action: "s3:GetObject",
  Resource: `arn:aws:s3:::${name}/*`,
  ...more,
});

describe("whom single resources let in", () => {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const role = (name: string, ...statements: readonly object[]) => {
    const inline = { own: policy(...statements) };
    builder.associate(prod, `n/${name}`, builder.role(name, { trust: podTrust(), inline }));
  };
  role("bare", allow("ec2:DescribeInstances"));
  role("denied", deny("s3:*"), deny("kms:*"));
  role("own", allow("s3:GetObject", "arn:aws:s3:::logs/*"), allow("kms:Decrypt"));
  role("tagged", allow("ec2:DescribeInstances"));
  const tagged = { Condition: { StringEquals: { "aws:PrincipalTag/kubernetes-service-account": "tagged" } } };
  const keyTo = (principal: string) => ({
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: "kms:Decrypt",
    Resource: "*",
  });
  const index = accessOf(
    withResources(builder, [
      bucket("logs", null),
      bucket("orders-eu", policy(open("orders-eu", { AWS: [roleArn("bare"), roleArn("denied")] }))),
      bucket("orders-us", policy(open("orders-us", { AWS: "*" }, tagged))),
      key("named", policy(keyTo(roleArn("bare")), keyTo(roleArn("denied")))),
    ]),
  );

  it("are found though no resource was asked about", () => {
    expect(who(index, "s3:GetObject")).toEqual(["n/bare allowed", "n/own conditional", "n/tagged allowed"]);
    expect(who(index, "kms:Decrypt")).toEqual(["n/bare allowed", "n/own unknown"]);
    expect(who(index, "s3:PutObject")).toEqual([]);
  });

  it("are found for a pattern that covers the resource, as a part of it", () => {
    expect(who(index, "s3:GetObject", "arn:aws:s3:::orders-*/*")).toEqual([
      "n/bare conditional",
      "n/tagged conditional",
    ]);
    expect(who(index, "s3:GetObject", "arn:aws:s3:::orders-eu*")).toEqual(["n/bare conditional"]);
    expect(who(index, "s3:GetObject", "arn:aws:s3:::logs-*/*")).toEqual([]);
  });
});

const CONCRETE = ["one/a/k", "one/b/k", "two/a/k", "three/k"].map((name) => `arn:aws:s3:::${name}`);
const PATTERNS = ["one/*", "one/a/*", "*", "t*/k", "*/a*"].map((name) => `arn:aws:s3:::${name}`);
const CONDITIONS = [
  {},
  {},
  { StringEquals: { "aws:PrincipalTag/kubernetes-namespace": "a" } },
  { StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
  { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/r0" } },
];
const some = (values: readonly string[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const resources = some([...CONCRETE, ...PATTERNS, "*", "arn:aws:s3:::$" + "{aws:PrincipalTag/kubernetes-namespace}/*"]);
const statement = (effects: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...effects), fc.integer({ min: 0, max: 5 }), resources, fc.constantFrom(...CONDITIONS))
    .map(([Effect, kind, named, Condition]) => ({
      Effect,
      Action: "s3:*",
      Condition,
      ...(kind === 0
        ? { NotResource: [...named, "arn:aws:s3:::x"].filter((each) => each !== "*") }
        : { Resource: named }),
    }));
const documentOf = (...effects: readonly string[]) => fc.array(statement(effects), { minLength: 1, maxLength: 3 });
const resourcePolicy = fc.option(
  fc.array(
    fc
      .tuple(
        statement(["Allow", "Allow", "Deny"]),
        fc.constantFrom<unknown>("*", { AWS: OTHER }, { AWS: roleArn("r0") }, { AWS: roleArn("r1", OTHER) }),
      )
      .map(([each, Principal]) => ({ ...each, Principal })),
    { minLength: 1, maxLength: 2 },
  ),
);
const estate = fc.record({
  roles: fc.array(
    fc.record({
      own: documentOf("Allow", "Allow", "Deny"),
      boundary: fc.option(documentOf("Allow"), { freq: 2 }),
      account: fc.constantFrom(ACCOUNT, OTHER),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  one: resourcePolicy,
  two: resourcePolicy,
  unread: fc.boolean(),
});

function build({ roles, one, two, unread }: typeof estate extends fc.Arbitrary<infer Value> ? Value : never) {
  const builder = new EstateBuilder();
  const clusters = new Map(
    [ACCOUNT, OTHER].map((id) => [id, builder.cluster(`c${id.slice(0, 3)}`, { accountId: id })]),
  );
  for (const cluster of clusters.values()) builder.agent(cluster);
  roles.forEach(({ own, boundary, account }, i) => {
    const edge = boundary && builder.policy(`arn:aws:iam::${account}:policy/b${i}`, policy(...boundary));
    const inline = { own: policy(...own) };
    const arn = builder.role(`r${i}`, { trust: podTrust(), inline, ...(edge ? { boundary: edge } : {}) }, account);
    const cluster = clusters.get(account)!;
    builder.associate(cluster, `a/one${i}`, arn).associate(cluster, `a/off${i}`, arn, { disableSessionTags: true });
  });
  const text = (statements: readonly object[] | null) => (statements === null ? null : policy(...statements));
  return accessOf(
    withResources(builder, [
      bucket("one", unread ? "unread" : text(one)),
      bucket("two", text(two)),
      bucket("three", null, OTHER),
    ]),
  );
}

describe("what is said of a pattern", () => {
  it("is said of each resource in it, and nobody is left out of it", () => {
    fc.assert(
      fc.property(estate, (input) => {
        const index = build(input);
        const ask = (resource: string) =>
          new Map(
            bindingAnswers(index, whoCan(index, "s3:GetObject", resource)).map(({ binding, verdict }) => [
              binding.id,
              verdict,
            ]),
          );
        const single = new Map(CONCRETE.map((resource) => [resource, ask(resource)]));
        for (const pattern of [...PATTERNS, ""]) {
          const several = ask(pattern);
          for (const [resource, one] of single) {
            if (pattern !== "" && !matchesGlob(pattern, resource)) continue;
            for (const { id, serviceAccount } of index.bindings) {
              const said = { pattern, resource, serviceAccount, ofAll: several.get(id), ofOne: one.get(id) };
              if (pattern !== "" && said.ofAll === "allowed") expect(said).toMatchObject({ ofOne: "allowed" });
              if (said.ofOne === "allowed" || said.ofOne === "conditional")
                expect(said).not.toMatchObject({ ofAll: undefined });
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
