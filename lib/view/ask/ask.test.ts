/** Answers about a small estate: what the pages show, with the evidence of each step. */
import { describe, expect, it } from "vitest";
import { canQuery, type WhoCanQuery, whatCanQuery, whoCanQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { allow, bucket, database, deny, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askCan, askWhatCan, askWhoCan } from ".";

const DATABASE = "arn:aws:rds-db:eu-west-1:111122223333:dbuser:db-ORDERS/app";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const managed = builder.policy(
    "arn:aws:iam::111122223333:policy/carto",
    policy(
      allow("rds-db:connect", DATABASE),
      allow(["s3:GetObject", "s3:PutObject"], ["arn:aws:s3:::maps/*"]),
      deny("s3:PutObject", "arn:aws:s3:::maps/base/*"),
    ),
  );
  const carto = builder.role("carto", {
    trust: podTrust(),
    attached: [managed],
    inline: { on: policy(allow(["sts:AssumeRole", "sts:TagSession"], roleArn("backup"))) },
  });
  builder.role("backup", {
    trust: policy({ Effect: "Allow", Principal: { AWS: carto }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    inline: {
      store: policy(
        allow("s3:DeleteObject", "arn:aws:s3:::maps/*", {
          Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } },
        }),
      ),
    },
  });
  builder.associate(prod, "geo/carto", carto);
  const content = withResources(builder, [bucket("maps", null), database("orders", "db-ORDERS", true)]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();
const who = (query: Partial<Record<keyof WhoCanQuery, string>> & { action: string }) =>
  askWhoCan(view, whoCanQuery.parse(query));
const can = (query: Record<string, string>) => {
  const { context, ...rest } = canQuery.parse({ subject: "geo/carto", ...query });
  return askCan(view, { ...rest, context: [...context] });
};

describe("who can", () => {
  it("gives association, and the statement of the policy, with its page", () => {
    const answer = who({ action: "rds-db:connect", resource: DATABASE });
    expect(answer.sentence).toBe(`1 workload can do rds-db:connect on ${DATABASE}: 1 for certain.`);
    expect(answer.resource).toMatchObject({
      type: "RDS database user",
      name: "app at the RDS database orders (db-ORDERS)",
      policy: "no-such-layer",
    });
    const [path] = answer.rows[0]!.paths;
    expect(path).toMatchObject({
      verdict: "allowed",
      directness: "direct",
      overlap: { actions: "full", resource: "full" },
      conditions: [],
    });
    expect(path!.hops.map(({ kind }) => kind)).toEqual(["binding", "grant"]);
    expect(path!.hops[1]).toMatchObject({
      statements: [
        { policy: "carto", index: 0, href: "/policies/111122223333/carto#statement-0", effectHere: "grants" },
      ],
    });
    expect(path!.layersNotRead.map(({ layer }) => layer)).toEqual(["serviceControl", "resourceControl", "vpcEndpoint"]);
  });

  it("tells the steps of a role that is assumed, and what has to hold", () => {
    const answer = who({ action: "s3:DeleteObject", resource: "arn:aws:s3:::maps/k" });
    const [path] = answer.rows[0]!.paths;
    expect(answer.rows[0]).toMatchObject({ verdict: "conditional", directness: "onward", depth: 1 });
    expect(path!.conditions).toEqual(["aws:SourceIp is in 198.51.100.0/24"]);
    expect(path!.hops.map(({ kind }) => kind)).toEqual(["binding", "assume", "grant"]);
    expect(path!.hops[1]).toMatchObject({
      verdict: "allowed",
      statements: [{ policy: "on" }],
      trust: [{ policy: "Trust policy" }],
    });
  });

  it("says what takes from a grant on a pattern", () => {
    const [path] = who({ action: "s3:*Object", resource: "arn:aws:s3:::maps/*" }).rows[0]!.paths;
    expect(path).toMatchObject({ verdict: "conditional", overlap: { actions: "partial", resource: "full" } });
    expect(path!.actions).toEqual(["s3:GetObject", "s3:PutObject"]);
    expect(path!.limitedBy).toMatchObject([{ effect: "narrows", statement: { policy: "carto", index: 2 } }]);
  });

  it("names what it does not know, and filters", () => {
    expect(who({ action: "s3:GetObjekt" }).action).toMatchObject({
      unknown: true,
      suggestions: expect.arrayContaining(["s3:GetObject"]),
    });
    expect(who({ action: "rds-db:connect", directness: "onward" }).rows).toEqual([]);
    expect(who({ action: "rds-db:connect", namespace: "geo", q: "cart" }).matched).toBe(1);
  });
});

describe("can", () => {
  it("decides layer by layer, and again with what is filled in", () => {
    const open = can({ action: "s3:DeleteObject", resource: "arn:aws:s3:::maps/k" })!;
    expect(open).toMatchObject({
      verdict: "conditional",
      sentence: "geo/carto can s3:DeleteObject on arn:aws:s3:::maps/k under conditions, by assuming backup.",
    });
    expect(open.ways[0]!.openKeys).toMatchObject([
      { key: "aws:SourceIp", values: ["198.51.100.0/24"], statements: [{ policy: "store" }] },
    ]);
    const filled = (ip: string) =>
      can({
        action: "s3:DeleteObject",
        resource: "arn:aws:s3:::maps/k",
        context: JSON.stringify({ "AWS:SourceIP": ip }),
      })!.verdict;
    expect(filled("198.51.100.7")).toBe("allowed");
    expect(filled("203.0.113.1")).toBe("denied");
  });

  it("names the statement that denies", () => {
    const answer = can({ action: "s3:PutObject", resource: "arn:aws:s3:::maps/base/1" })!;
    expect(answer.ways[0]).toMatchObject({ verdict: "denied", explicitDeny: true });
    const layer = answer.ways[0]!.layers.find((each) => each.layer === "identity");
    expect(layer).toMatchObject({
      state: "denies",
      statements: [{ policy: "carto", index: 2, effectHere: "removes" }],
    });
  });

  it("knows only what the snapshot has", () => {
    expect(can({ subject: "geo/none", action: "s3:GetObject" })).toBeNull();
    expect(
      can({ subject: roleArn("backup"), action: "s3:DeleteObject", resource: "arn:aws:s3:::maps/k" })!.verdict,
    ).toBe("conditional");
  });
});

describe("what can", () => {
  it("says it in one sentence, and by service and level", () => {
    const answer = askWhatCan(view, whatCanQuery.parse({ subject: "geo/carto", service: "s3" }))!;
    expect(answer.sentence).toBe(
      "geo/carto can connect to 1 database as app, read and write 1 S3 bucket and assume 1 role.",
    );
    const s3 = answer.services.find(({ service }) => service === "s3")!;
    expect(s3.levels.map(({ level, verdict, actions, directness }) => [level, verdict, actions, directness])).toEqual([
      ["Read", "allowed", 1, "direct"],
      ["Write", "conditional", 2, "direct"],
    ]);
    expect(s3.resources).toMatchObject([{ type: "S3 bucket", name: "maps", pattern: "arn:aws:s3:::maps/*" }]);
    expect(answer.grants.map(({ statement, directness }) => [statement.policy, directness])).toEqual([
      ["carto", "direct"],
      ["store", "onward"],
    ]);
    expect(answer.reached).toMatchObject([{ depth: 1, verdict: "allowed", cycle: false }]);
  });
});
