/** An organization at full size: 50 accounts, associations on shared roles, shared documents, SCPs, roles that assume roles. */

import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { bucket, key, withResources } from "@/tests/estates/access-estate";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";
import { sequence } from "../policy/sequence";

export interface Size {
  readonly bindings: number;
  readonly roles: number;
  readonly documents: number;
}

const ACCOUNTS = 50;
const SERVICES = "s3 dynamodb sqs kms logs sns ec2 ecr eks sts ssm iam rds lambda".split(" ");
const allow = (Action: unknown, Resource: unknown, more = {}) => ({ Effect: "Allow", Action, Resource, ...more });
export const accountOf = (i: number) => String(100_000_000_000 + (i % ACCOUNTS));

/** Every 200th role may assume others; every 500th role looks at session tags; every 100th association has a session policy. */
export function accessEstate({ bindings, roles, documents }: Size): SnapshotContent {
  const random = sequence(7);
  const pick = (count: number) => Math.floor(random() * count);
  const builder = new EstateBuilder();
  const clusters = Array.from({ length: ACCOUNTS * 2 }, (_, i) => {
    const cluster = builder.cluster(`cluster-${i}`, { accountId: accountOf(i) });
    builder.agent(cluster);
    return cluster;
  });
  const managed = Array.from({ length: documents }, (_, i) =>
    builder.policy(`arn:aws:iam::${accountOf(i)}:policy/shared-${i}`, sharedDocument(i)),
  );
  const boundaries = Array.from({ length: 20 }, (_, i) =>
    builder.policy(
      `arn:aws:iam::${accountOf(i)}:policy/boundary-${i}`,
      policy(
        allow(
          SERVICES.slice(0, 5 + (i % 10)).map((service) => `${service}:*`),
          "*",
        ),
        { Effect: "Deny", Action: "iam:*Boundary*", Resource: "*" },
      ),
    ),
  );
  const arns = Array.from({ length: roles }, (_, i) => {
    const account = accountOf(i);
    const onward =
      i % 200 === 3
        ? [allow(["sts:AssumeRole", "sts:TagSession"], `arn:aws:iam::${account}:role/app-${(i + ACCOUNTS) % roles}`)]
        : [];
    const tagged =
      i % 500 === 5
        ? [allow("ssm:GetParameter", `arn:aws:ssm:*:${account}:parameter/\${aws:PrincipalTag/kubernetes-namespace}/*`)]
        : [];
    const trusts =
      i % 200 === 3 + ACCOUNTS
        ? [
            {
              Effect: "Allow",
              Principal: { AWS: `arn:aws:iam::${account}:role/app-${(i - ACCOUNTS + roles) % roles}` },
              Action: ["sts:AssumeRole", "sts:TagSession"],
            },
          ]
        : [];
    const trust = podTrust() as { Statement: object[] };
    return builder.role(
      `app-${i}`,
      {
        trust: trusts.length > 0 ? policy(...trust.Statement, ...trusts) : trust,
        attached: Array.from({ length: 1 + (i % 3) }, () => managed[pick(documents)]!),
        ...(onward.length + tagged.length > 0 ? { inline: { own: policy(...onward, ...tagged) } } : {}),
        ...(i % 4 === 0 ? { boundary: boundaries[i % 20]! } : {}),
        tags: { team: `team-${i % 40}` },
      },
      account,
    );
  });
  for (let i = 0; i < bindings; i++) {
    const cluster = clusters[i % clusters.length]!;
    const account = i % ACCOUNTS;
    const role = arns[(account + ACCOUNTS * pick(Math.max(1, Math.floor(roles / ACCOUNTS)))) % roles]!;
    const session =
      i % 100 === 9 ? { policy: JSON.stringify(policy(allow("s3:*", "*"))), disableSessionTags: true } : {};
    builder.associate(cluster, `ns-${i % 400}/sa-${i}`, role, session);
  }
  organization(builder);
  return withResources(builder, resources(documents));
}

/**
 * Of what the shared documents name, every second bucket and every fourth key was read: policies that leave it to IAM, that
 * let single roles or another account in, that deny what is not encrypted in transit, or are not there.
 */
function resources(documents: number): Parameters<typeof withResources>[1] {
  const found: Parameters<typeof withResources>[1][number][] = [];
  for (let i = 0; i < documents; i += 2) {
    const account = accountOf(i);
    const inside = [`arn:aws:s3:::app-${i}`, `arn:aws:s3:::app-${i}/*`];
    const tls = {
      Sid: "Tls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: inside,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const other = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountOf(i + 1)}:role/app-${i + 1}` },
      Action: "s3:GetObject",
      Resource: inside,
    };
    const owned = { ...other, Principal: { AWS: `arn:aws:iam::${accountOf(i + 2)}:root` } };
    const statements = [[tls], [tls, other], [owned], null][(i / 2) % 4];
    found.push(bucket(`app-${i}`, statements ? policy(...statements) : null, account));
    if (i % 4 !== 0) continue;
    const root = {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "kms:*",
      Resource: "*",
    };
    found.push(key(String(i), policy(root), account));
  }
  return found;
}

function sharedDocument(i: number): unknown {
  const account = accountOf(i);
  const statements: object[] = [
    allow(["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::app-${i}/*`),
    allow("dynamodb:*", `arn:aws:dynamodb:*:${account}:table/app-${i}-*`),
    allow(["sqs:SendMessage", "kms:Decrypt"], "*", { Condition: { StringEquals: { "aws:ResourceAccount": account } } }),
  ];
  if (i % 5 === 0) statements.push(allow(["ec2:Describe*", "logs:*"], "*"));
  if (i % 7 === 0) statements.push(allow("s3:Get*", "arn:aws:s3:::shared-*"));
  if (i % 11 === 0) statements.push({ Effect: "Deny", Action: "s3:DeleteObject", Resource: "*" });
  if (i % 50 === 1) statements.push({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" });
  return policy(...statements);
}

function organization(builder: EstateBuilder): void {
  const root = "r-root";
  const units = Array.from({ length: 5 }, (_, i) => ({ id: `ou-${i}`, name: `unit ${i}`, parentId: root }));
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => ({
    id: accountOf(i),
    name: `account ${i}`,
    parentId: units[i % 5]!.id,
    state: "ACTIVE",
    path: null,
  }));
  const targets = [root, ...units.map(({ id }) => id), ...accounts.map(({ id }) => id)];
  const facts = {
    id: "o-example",
    managementAccountId: "999999999999",
    featureSet: "ALL",
    roots: [{ id: root, policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] }],
    units,
    accounts,
  };
  const named = (id: string, type: "SCP" | "RCP") => ({ id, arn: null, name: id, awsManaged: false, type });
  builder.organization(facts, [
    { ...named("p-full", "SCP"), targets, content: policy(allow("*", "*")) },
    { ...named("p-full-rcp", "RCP"), targets, content: policy({ ...allow("*", "*"), Principal: "*" }) },
    {
      ...named("p-regions", "SCP"),
      targets: [root],
      content: policy({
        Effect: "Deny",
        NotAction: ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "sts:*", "support:*"],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] },
          ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" },
        },
      }),
    },
    {
      ...named("p-outsiders", "RCP"),
      targets: [root],
      content: policy({
        Effect: "Deny",
        Principal: "*",
        Action: ["s3:*", "sqs:*"],
        Resource: "*",
        Condition: {
          StringNotEqualsIfExists: { "aws:PrincipalOrgID": "o-example" },
          BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
        },
      }),
    },
  ]);
}
