/** What people and pipelines change: associations, trusts, trails. Recorded with who did it. */
import type { Actor } from "./actors";
import { type HistoryEvent, makeEvent } from "./event";
import { Seeded } from "./seeded";

const PEOPLE = ["aylin.demir", "jonas.berg", "mei.tanaka", "sam.okafor"];
const AGENTS = [
  "APN/1.0 HashiCorp/1.0 Terraform/1.12.1 (+https://www.terraform.io) terraform-provider-aws/5.99.1",
  "AWS Internal",
  "aws-cli/2.27.33 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.3",
];
/** Where people sit. */
const OFFICE = "192.0.2.44";

const SOURCES: Readonly<Record<string, readonly [source: string, region: string | null]>> = {
  UpdateAssumeRolePolicy: ["iam.amazonaws.com", "us-east-1"],
  StopLogging: ["cloudtrail.amazonaws.com", null],
  StartLogging: ["cloudtrail.amazonaws.com", null],
  PutEventSelectors: ["cloudtrail.amazonaws.com", null],
};

export function operatorCall(
  place: Pick<Actor, "account" | "region">,
  name: string,
  time: number,
  call: { readonly parameters: Record<string, unknown>; readonly response: Record<string, unknown> | null },
): HistoryEvent {
  const random = new Seeded(`${place.account.id}|${name}|${time}|${JSON.stringify(call.parameters).slice(0, 300)}`);
  const accountId = place.account.id;
  const role = [...place.account.roles.values()].find((one) => one.name.startsWith("AWSReservedSSO_PlatformAdmins"));
  const person = random.pick(PEOPLE);
  const roleName = role?.name ?? "platform-admin";
  const roleArn = role?.arn ?? `arn:aws:iam::${accountId}:role/${roleName}`;
  const roleId = role?.id ?? `AROA${random.keyId().slice(3)}`;
  const [source, region] = Object.hasOwn(SOURCES, name)
    ? (SOURCES[name] ?? ["eks.amazonaws.com", null])
    : (["eks.amazonaws.com", null] as const);
  const session = `${person}@shop.example`;
  return makeEvent({
    id: random.uuid(),
    requestId: random.uuid(),
    time,
    account: accountId,
    region: region ?? place.region,
    source,
    name,
    readOnly: false,
    identity: {
      type: "AssumedRole",
      principalId: `${roleId}:${session}`,
      arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${session}`,
      accountId,
      accessKeyId: random.keyId(),
      sessionContext: {
        sessionIssuer: { type: "Role", principalId: roleId, arn: roleArn, accountId, userName: roleName },
        attributes: {
          creationDate: `${new Date(time - 900_000).toISOString().slice(0, 19)}Z`,
          mfaAuthenticated: "false",
        },
      },
    },
    sourceIp: OFFICE,
    userAgent: random.pick(AGENTS),
    parameters: call.parameters,
    response: call.response,
  });
}
