/** What a workload can do, with the resources' own policies held against it. Worked out by hand. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { accessRows } from "@/lib/domain/access/permission-rows";
import { allow, bucket, deny, key, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askWhatCan } from ".";

const OTHER = "444455556666";
const keyArn = (id: string) => `arn:aws:kms:eu-west-1:${ACCOUNT}:key/${id}`;
const objects = (name: string) => `arn:aws:s3:::${name}/*`;

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const role = (name: string, ...statements: readonly object[]) => {
    const inline = { own: policy(...statements) };
    builder.associate(prod, `n/${name}`, builder.role(name, { trust: podTrust(), inline }));
  };
  role("plain", allow("s3:GetObject", objects("plain")), allow("s3:*", objects("whole")));
  role("closed", allow("s3:GetObject", objects("closed")));
  role("partly", allow(["s3:GetObject", "s3:PutObject"], objects("partly")));
  role("unread", allow("s3:GetObject", objects("unread")));
  role("away", allow("s3:GetObject", [objects("away"), objects("away-open")]));
  role("keys", allow("kms:Decrypt", [keyArn("open"), keyArn("strict")]));
  role("named", allow("ec2:DescribeInstances"));
  role("tagged", allow("s3:GetObject", objects("tagged")));
  const root = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const everyone = (...statements: readonly object[]) =>
    policy(...statements.map((statement) => ({ ...statement, Principal: "*" })));
  const named = { AWS: roleArn("named") };
  const content = withResources(builder, [
    bucket("plain", null),
    bucket("whole", null),
    bucket("closed", everyone(deny("s3:*"))),
    bucket("partly", everyone(deny("s3:Put*"))),
    bucket("unread", "unread"),
    bucket("away", null, OTHER),
    bucket("away-open", policy({ ...allow("s3:GetObject", objects("away-open")), Principal: { AWS: ACCOUNT } }), OTHER),
    bucket("to-named", policy({ ...allow("s3:*", objects("to-named")), Principal: named })),
    bucket(
      "tagged",
      everyone(
        deny("s3:*", "*", { Condition: { StringNotEquals: { "aws:PrincipalTag/kubernetes-service-account": "x" } } }),
      ),
    ),
    key("open", policy({ ...allow("kms:*"), Principal: root })),
    key("strict", policy({ ...allow("kms:*"), Principal: named })),
  ]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();

/** Verdict of each level of each service, as "s3 Read allowed". */
const can = (name: string) =>
  askWhatCan(view, { subject: `n/${name}`, service: "", reach: "all" })!.services.flatMap(({ service, levels }) =>
    levels.map(({ level, verdict }) => `${service} ${level} ${verdict}`),
  );
const resources = (name: string, service: string) =>
  askWhatCan(view, { subject: `n/${name}`, service, reach: "all" })!.grants.map(
    ({ resource, verdict }) => `${resource.pattern} ${verdict}`,
  );
/** Effect of each row, as "s3:GetObject arn allowed". */
const rows = (name: string) => {
  const index = view.access();
  const profile = index.profileOf(index.bindings.find(({ serviceAccount }) => serviceAccount === name)!)!;
  return accessRows(index, profile).map(
    ({ row, effect }) => `${row.action.patterns.join(",")} ${row.resource.patterns.join(",")} ${effect}`,
  );
};

describe("what a workload can do with a resource whose policy was read", () => {
  it("is certain without one, and nothing where it denies everything", () => {
    expect(can("plain")).toContain("s3 Read allowed");
    expect(rows("plain")).toEqual([`s3:GetObject ${objects("plain")} allowed`, `s3:* ${objects("whole")} allowed`]);
    // Of actions that AWS does not list for objects, none makes the row less certain.
    expect(can("closed")).toEqual([]);
    expect(rows("closed")).toEqual([]);
    expect(can("tagged")).toEqual([]);
  });

  it("is what a denial leaves", () => {
    expect(can("partly")).toEqual(["s3 Read allowed"]);
    expect(rows("partly")).toEqual([`s3:GetObject ${objects("partly")} allowed`]);
  });

  it("is conditional where it was not read", () => {
    expect(can("unread")).toEqual(["s3 Read conditional"]);
    expect(rows("unread")).toEqual([`s3:GetObject ${objects("unread")} conditional`]);
  });

  it("needs the resource's side across accounts", () => {
    expect(resources("away", "s3")).toEqual([`${objects("away-open")} allowed`]);
    expect(rows("away")).toEqual([`s3:GetObject ${objects("away-open")} allowed`]);
  });

  it("needs the key's policy", () => {
    expect(resources("keys", "kms")).toEqual([`${keyArn("open")} allowed`]);
    expect(rows("keys")).toEqual([`kms:Decrypt ${keyArn("open")} allowed`]);
  });

  it("is also what the resource's policy alone gives", () => {
    expect(can("named")).toEqual(
      expect.arrayContaining(["s3 Read allowed", "s3 Write allowed", "kms Write allowed", "ec2 List allowed"]),
    );
    expect(resources("named", "s3")).toEqual([`${objects("to-named")} allowed`]);
    const [grant] = askWhatCan(view, { subject: "n/named", service: "kms", reach: "all" })!.grants;
    expect(grant).toMatchObject({
      statement: { layer: "resource", effect: "Allow", index: 0 },
      resource: { pattern: keyArn("strict") },
    });
  });
});
