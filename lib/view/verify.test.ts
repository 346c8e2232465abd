/** Recorded successes and denials beside what the engine says: contradictions, and what is none. */
import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { RecordedOutcome } from "@/lib/domain/access/verify/recorded";
import { allow, bucket, deny, table, withResources } from "@/tests/estates/access-estate";
import { ACCOUNT, EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "./snapshot-view";
import { verifyRecorded } from "./verify";

const INSTANCE = `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-1`;

function estate() {
  const builder = new EstateBuilder();
  const prod = builder.cluster("prod");
  builder.agent(prod);
  const role = builder.role("app", {
    trust: podTrust(),
    inline: {
      own: policy(
        allow("s3:GetObject"),
        allow("ec2:StartInstances"),
        allow("ec2:RebootInstances", "*", { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
      ),
    },
  });
  builder.associate(prod, "red/api", role).associate(prod, "blue/api", role);
  const onlyRed = {
    ...deny("s3:*"),
    Principal: "*",
    Condition: { StringNotEquals: { "aws:PrincipalTag/kubernetes-namespace": "red" } },
  };
  const content = withResources(builder, [bucket("red", policy(onlyRed)), bucket("free", null)]);
  return { view: createSnapshotView(content, buildAccessModel(content), { actions: table }), role };
}

const { view, role } = estate();
const recorded = (
  outcome: RecordedOutcome["outcome"],
  action: string,
  resource: string | null,
  more: Partial<RecordedOutcome> = {},
): RecordedOutcome => ({
  eventId: "e",
  at: "2026-11-21T00:00:00.000Z",
  roleArn: role,
  roleId: null,
  action,
  resource,
  outcome,
  errorCode: outcome === "denied" ? "AccessDenied" : null,
  context: [],
  ...more,
});
const compare = (...outcomes: readonly RecordedOutcome[]) => {
  const { compared, agreed, contradictions, leftOut } = verifyRecorded(view, { outcomes });
  return { compared, agreed, contradictions: contradictions.length, leftOut: leftOut.map(({ code }) => code) };
};

describe("recorded outcomes", () => {
  it("agree, or contradict, where the engine is certain", () => {
    expect(compare(recorded("success", "s3:GetObject", "arn:aws:s3:::free/k"))).toMatchObject({ agreed: 1 });
    expect(compare(recorded("success", "ec2:StopInstances", INSTANCE))).toMatchObject({
      compared: 1,
      contradictions: 1,
    });
    expect(compare(recorded("denied", "ec2:StartInstances", INSTANCE))).toMatchObject({
      compared: 1,
      contradictions: 1,
    });
    expect(compare(recorded("denied", "ec2:StopInstances", INSTANCE))).toMatchObject({ agreed: 1 });
  });

  it("without a resource contradict what nothing grants, where no resource could", () => {
    expect(compare(recorded("success", "ec2:StopInstances", null))).toMatchObject({ contradictions: 1 });
    expect(compare(recorded("success", "ec2:StartInstances", null))).toMatchObject({ leftOut: ["not-certain"] });
    expect(compare(recorded("success", "sqs:SendMessage", null))).toMatchObject({ leftOut: ["not-certain"] });
  });

  it("are held against the request as far as it was recorded", () => {
    const from = (ip: string) => ({ context: [{ key: "aws:SourceIp", values: [ip] }] });
    expect(compare(recorded("success", "ec2:RebootInstances", INSTANCE))).toMatchObject({ leftOut: ["not-certain"] });
    expect(compare(recorded("success", "ec2:RebootInstances", INSTANCE, from("10.0.0.1")))).toMatchObject({
      agreed: 1,
    });
    expect(compare(recorded("success", "ec2:RebootInstances", INSTANCE, from("198.51.100.7")))).toMatchObject({
      contradictions: 1,
    });
  });

  it("are no contradiction where the resource tells sessions of the role apart", () => {
    expect(compare(recorded("denied", "s3:GetObject", "arn:aws:s3:::red/k"))).toEqual({
      compared: 0,
      agreed: 0,
      contradictions: 0,
      leftOut: ["not-certain"],
    });
  });
});
