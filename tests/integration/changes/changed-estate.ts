/** An estate that somebody changes between two scans, and what CloudTrail records of it. */
import { randomUUID } from "node:crypto";
import type { Sandbox } from "@/lib/server/sandbox";
import type { Association } from "@/lib/server/sandbox/estate/cluster-model";
import type { Role } from "@/lib/server/sandbox/estate/model";

export const ACCOUNT = "555566667777";
export const REGION = "eu-west-1";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface Changed {
  readonly role: Role;
  /** Deleted. */
  readonly association: Association;
  readonly events: Readonly<Record<"trust" | "policy" | "deletion", string>>;
  /** Records as a log file holds them. */
  readonly records: readonly object[];
}

/** Widens a role's trust policy, gives it a further policy, and deletes an association of the same cluster. */
export function changeEstate(sandbox: Sandbox): Changed {
  const account = sandbox.estate.accounts.get(ACCOUNT)!;
  const name = (arn: string) => arn.slice(arn.lastIndexOf("/") + 1);
  const cluster = [...account.clusters.get(REGION)!.values()].find(({ associations }) => associations.size > 1)!;
  const associations = cluster.associations as Map<string, Association>;
  const [first, second] = [...associations.entries()].filter(([, each]) => account.roles.has(name(each.roleArn)));
  const role = account.roles.get(name(first![1].roleArn))!;
  const changed = role as Writable<Role>;
  const trust = JSON.parse(role.trust) as { Statement: unknown[] };
  const stranger = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" };
  changed.trust = JSON.stringify({ ...trust, Statement: [...trust.Statement, stranger] });
  const more = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "iam:PassRole", Resource: "*" }] };
  changed.inline = [...role.inline, { name: "more", document: JSON.stringify(more) }];
  const [key, association] = second!;
  associations.delete(key);
  const { id, namespace, serviceAccount, roleArn } = association;
  const answer = { clusterName: cluster.name, namespace, serviceAccount, associationId: id, roleArn };
  const records = [
    record("iam", "UpdateAssumeRolePolicy", "us-east-1", { roleName: role.name, policyDocument: role.trust }, null),
    record(
      "iam",
      "PutRolePolicy",
      "us-east-1",
      { roleName: role.name, policyName: "more", policyDocument: "{}" },
      null,
    ),
    record(
      "eks",
      "DeletePodIdentityAssociation",
      REGION,
      { name: cluster.name, associationId: id },
      { association: answer },
    ),
  ];
  const [a, b, c] = records.map(({ eventID }) => eventID);
  return { role, association, events: { trust: a!, policy: b!, deletion: c! }, records };
}

function record(source: string, name: string, region: string, request: object, response: object | null) {
  return {
    eventVersion: "1.09",
    eventTime: `${new Date().toISOString().slice(0, 19)}Z`,
    eventID: randomUUID(),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    recipientAccountId: ACCOUNT,
    readOnly: false,
    eventType: "AwsApiCall",
    eventCategory: "Management",
    sourceIPAddress: "198.51.100.7",
    userAgent: "console.amazonaws.com",
    userIdentity: {
      type: "AssumedRole",
      accountId: ACCOUNT,
      accessKeyId: "ASIAEXAMPLE",
      arn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/alice@example.com`,
      principalId: "AROAEXAMPLE:alice@example.com",
      sessionContext: {
        sessionIssuer: { type: "Role", arn: `arn:aws:iam::${ACCOUNT}:role/admin`, principalId: "AROAEXAMPLE" },
        attributes: { creationDate: "2026-11-20T00:00:00Z" },
      },
    },
    requestParameters: request,
    responseElements: response,
  };
}
