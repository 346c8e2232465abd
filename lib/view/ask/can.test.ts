/** Can a workload: on one resource, on patterns, on nothing in particular, by the best way. Worked out by hand. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { allow, bucket, deny, key, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askCan } from ".";

const OTHER = "444455556666";
const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/k`;
const both = ["sts:AssumeRole", "sts:TagSession"];
const trust = (principal: string, more: object = {}) => ({
  Effect: "Allow",
  Principal: { AWS: principal },
  Action: both,
  ...more,
});

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const app = builder.role("app", {
    trust: podTrust(),
    inline: {
      own: policy(
        allow("s3:GetObject", "arn:aws:s3:::ours/*"),
        deny("s3:GetObject", "arn:aws:s3:::ours/secret/*"),
        allow("s3:PutObject", "arn:aws:s3:::$" + "{aws:PrincipalTag/kubernetes-namespace}/*"),
        allow("s3:PutObject", "arn:aws:s3:::theirs/*"),
        allow("s3:ListAllMyBuckets", "arn:aws:s3:::*"),
        allow("ec2:StopInstances", INSTANCE),
        allow("kms:Decrypt", KEY),
        allow(both, [roleArn("guarded"), roleArn("between")]),
      ),
    },
  });
  builder.associate(prod, "shop/api", app);
  builder.role("guarded", {
    trust: policy(trust(app, { Condition: { StringEquals: { "sts:ExternalId": "x" } } }), trust(roleArn("between"))),
    inline: { own: policy(allow("dynamodb:ListTables")) },
  });
  builder.role("between", { trust: policy(trust(app)), inline: { on: policy(allow(both, roleArn("guarded"))) } });
  const organization = {
    id: "o-example",
    managementAccountId: "999999999999",
    featureSet: "ALL",
    roots: [{ id: "r-root", policyTypes: ["RESOURCE_CONTROL_POLICY"] }],
    units: [],
    accounts: [ACCOUNT, OTHER].map((id) => ({ id, name: id, parentId: "r-root", state: "ACTIVE", path: null })),
  };
  const rcp = (id: string, target: string) => ({
    id,
    arn: null,
    name: `of ${target}`,
    awsManaged: false,
    type: "RCP" as const,
    targets: [target],
    content: policy({ ...deny("s3:PutObject", "arn:aws:s3:::*/locked"), Principal: "*" }),
  });
  builder.organization(organization, [rcp("p-ours", ACCOUNT), rcp("p-theirs", OTHER)]);
  const open = policy({
    Effect: "Allow",
    Principal: { AWS: ACCOUNT },
    Action: "s3:*",
    Resource: "arn:aws:s3:::theirs/*",
  });
  const account = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const content = withResources(builder, [
    bucket("ours", null),
    bucket("shop", null),
    bucket("theirs", open, OTHER),
    key("k", policy({ Effect: "Allow", Principal: account, Action: "kms:*", Resource: "*" }), ACCOUNT, {
      aliases: ["alias/app"],
    }),
  ]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();
const can = (action: string, resource = "") => askCan(view, { subject: "shop/api", action, resource, context: [] })!;

describe("can, on a pattern", () => {
  it("is conditional on the part that no denial names", () => {
    const answer = can("s3:GetObject", "arn:aws:s3:::ours/*");
    expect(answer.verdict).toBe("conditional");
    expect(answer.ways[0]).toMatchObject({
      conditions: ["the resource does not match arn:aws:s3:::ours/secret/*"],
      openKeys: [],
    });
    expect(can("s3:GetObject", "arn:aws:s3:::ours/public/*").verdict).toBe("allowed");
    expect(can("s3:GetObject", "arn:aws:s3:::ours/secret/*").verdict).toBe("denied");
  });

  it("fills variables first", () => {
    expect(can("s3:PutObject", "arn:aws:s3:::shop/*").verdict).toBe("conditional");
    expect(can("s3:PutObject", "arn:aws:s3:::shop/a/*").verdict).toBe("conditional");
    expect(can("s3:PutObject", "arn:aws:s3:::shop/k").verdict).toBe("allowed");
  });
});

describe("can, with no resource", () => {
  it("is about what the policies name, and never no where they name something", () => {
    expect(can("s3:GetObject")).toMatchObject({
      verdict: "conditional",
      sentence: "shop/api can s3:GetObject under conditions.",
    });
    expect(can("ec2:StopInstances").verdict).toBe("allowed");
    expect(can("ec2:StartInstances").verdict).toBe("denied");
    expect(can("kms:Decrypt").verdict).toBe("unknown");
  });

  it("an action about no single resource needs a grant on all, whatever resource was asked", () => {
    expect(can("s3:ListAllMyBuckets").verdict).toBe("denied");
    expect(can("s3:ListAllMyBuckets", "arn:aws:s3:::ours").verdict).toBe("denied");
    expect(can("dynamodb:ListTables", "arn:aws:dynamodb:eu-west-1:111122223333:table/t").verdict).toBe("allowed");
  });
});

describe("can", () => {
  it("takes several actions, and says which", () => {
    const answer = can("s3:Get*", "arn:aws:s3:::ours/k");
    expect(answer).toMatchObject({
      verdict: "allowed",
      sentence: "shop/api can do a part of s3:Get* on arn:aws:s3:::ours/k.",
    });
    expect(answer.ways[0]?.conditions).toEqual(["the action is one of s3:GetObject"]);
  });

  it("an alias stands for its key", () => {
    expect(can("kms:Decrypt", `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/app`).verdict).toBe("allowed");
  });

  it("goes the most certain way, though a shorter one is there", () => {
    const answer = can("dynamodb:ListTables");
    expect(answer.verdict).toBe("allowed");
    expect(answer.ways[0]?.hops.filter(({ kind }) => kind === "assume")).toHaveLength(2);
  });

  it("names the control policy of the account that owns the resource", () => {
    const answer = can("s3:PutObject", "arn:aws:s3:::theirs/locked");
    expect(answer.verdict).toBe("denied");
    const statements = answer.ways[0]?.layers.find(({ layer }) => layer === "resourceControl")?.statements;
    expect(statements).toMatchObject([{ policy: `of ${OTHER}`, href: "/policies/organization/p-theirs#statement-0" }]);
  });
});
