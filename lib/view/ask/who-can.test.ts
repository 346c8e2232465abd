/** What an answer to "who can" says of itself: which layers it had, and what could still let somebody in. */
import { describe, expect, it } from "vitest";
import { whoCanQuery } from "@/lib/contracts/api";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { allow, bucket, roleArn, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "../snapshot-view";
import { askWhoCan } from ".";

const OTHER = "444455556666";

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  const away = builder.cluster("away", { accountId: OTHER });
  builder.agent(prod).agent(away);
  const inline = { own: policy(allow("s3:GetObject")) };
  builder.associate(prod, "n/plain", builder.role("plain", { trust: podTrust(), inline }));
  builder.associate(prod, "n/bare", builder.role("bare", { trust: podTrust() }));
  const boundary = `arn:aws:iam::${OTHER}:policy/unread`;
  builder.associate(away, "n/bounded", builder.role("bounded", { trust: podTrust(), inline, boundary }, OTHER));
  const principal = { AWS: [OTHER, roleArn("bare")] };
  const content = withResources(builder, [
    bucket("read", policy({ ...allow("s3:GetObject", "arn:aws:s3:::read/*"), Principal: principal })),
    bucket("unread", "unread"),
  ]);
  return createSnapshotView(content, buildAccessModel(content), { actions: table });
}

const view = estate();
const who = (action: string, resource: string) => askWhoCan(view, whoCanQuery.parse({ action, resource }));

describe("an answer", () => {
  it("does not count a layer as evaluated that was not there for one of those it names", () => {
    const answer = who("s3:GetObject", "arn:aws:s3:::read/k");
    expect(answer.counts).toMatchObject({ allowed: 2, unknown: 1 });
    expect(answer.layersNotRead.map(({ layer }) => layer)).toContain("permissionsBoundary");
    expect(answer.layersEvaluated).toEqual(["identity", "session", "resource"]);
  });

  it("names the statement of the resource's policy, for patterns, too", () => {
    for (const resource of ["arn:aws:s3:::read/k", "arn:aws:s3:::read/*", "arn:aws:s3:::re*", ""]) {
      const bare = who("s3:GetObject", resource).rows.find(({ workload }) => workload.serviceAccount === "bare");
      expect(bare?.paths[0]?.hops.at(-1)).toMatchObject({ kind: "grant", resourceStatements: [{ layer: "resource" }] });
    }
  });

  it("that names nobody says what was not read and could let somebody in", () => {
    const answer = who("s3:PutObject", "arn:aws:s3:::unread/k");
    expect(answer.sentence).toBe(
      "No workload that was read can do s3:PutObject on arn:aws:s3:::unread/k. Its own policy was not read: it could let somebody in.",
    );
    expect(answer.layersNotRead.map(({ layer }) => layer)).toEqual(["resource", "vpcEndpoint"]);
    expect(who("s3:PutObject", "arn:aws:s3:::read/k").sentence).toBe(
      "No workload that was read can do s3:PutObject on arn:aws:s3:::read/k.",
    );
    expect(who("ec2:StopInstances", `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`).layersNotRead).toEqual([]);
  });
});
