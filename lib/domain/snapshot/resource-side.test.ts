import { describe, expect, it } from "vitest";
import type { BucketFacts, PublicAccessBlock } from "./resource-facts";
import { policyBearer, restrictsPublicPolicies } from "./resource-side";

describe("what carries the policy", () => {
  it.each([
    ["arn:aws:s3:::lake/raw/2026.csv", "arn:aws:s3:::lake"],
    ["arn:aws:s3:::lake", "arn:aws:s3:::lake"],
    ["arn:aws:dynamodb:eu-west-1:1:table/carts/index/by-day", "arn:aws:dynamodb:eu-west-1:1:table/carts"],
    ["arn:aws:dynamodb:eu-west-1:1:table/carts/stream/2026", "arn:aws:dynamodb:eu-west-1:1:table/carts/stream/2026"],
    ["arn:aws:sns:eu-west-1:1:orders:sub", "arn:aws:sns:eu-west-1:1:orders"],
    ["arn:aws:kms:eu-west-1:1:alias/vault", "arn:aws:kms:eu-west-1:1:alias/vault"],
    // An access point has a policy of its own, which is not read.
    ["arn:aws:s3:eu-west-1:1:accesspoint/ap", null],
    ["arn:aws:dynamodb:eu-west-1:1:export/x", null],
    ["nonsense", null],
  ])("%s", (arn, bearer) => {
    expect(policyBearer(arn)).toBe(bearer);
  });
});

describe("Block Public Access", () => {
  const on: PublicAccessBlock = {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  };
  const off = { ...on, restrictPublicBuckets: false };
  const bucket = (publicAccessBlock: BucketFacts["publicAccessBlock"]): BucketFacts => ({
    kind: "bucket",
    arn: "arn:aws:s3:::b",
    name: "b",
    accountId: "1",
    region: "eu-west-1",
    exists: true,
    policy: { state: "none" },
    publicAccessBlock,
    objectOwnership: null,
  });

  it.each([
    ["the bucket's own", on, off, true],
    ["the account's", off, on, true],
    ["neither", off, "none", false],
    ["one decides what the other leaves open", null, on, true],
    ["not read", null, off, null],
    ["the account's was not read", "none", null, null],
  ] as const)("%s", (_, own, whole, restricts) => {
    expect(restrictsPublicPolicies(bucket(own), { accountId: "1", publicAccessBlock: whole })).toBe(restricts);
  });

  it("is unknown where the account was never asked", () => {
    expect(restrictsPublicPolicies(bucket("none"), undefined)).toBe(null);
  });
});
