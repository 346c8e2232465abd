/** Estates of any size for benchmarks: regular, seeded, and modest in memory. */
import type { AccountBuilder } from "./account-builder";
import { addAwsPolicies } from "./aws-policies";
import { EstateBuilder } from "./builder";
import { allow, type Document, deny, irsaTrust, podIdentityTrust, policy, serviceTrust } from "./documents";
import type { Estate, Role } from "./model";
import type { Organization, OrganizationMember, OrganizationPolicy } from "./organization-model";
import type { Capability } from "./reader";
import type { Partition } from "./regions";

export interface GenerateOptions {
  readonly accounts: number;
  readonly clustersPerAccount: number;
  readonly associationsPerCluster: number;
  readonly rolesPerAccount: number;
  readonly seed?: string;
  /** Give regions of it, too. Default: aws. */
  readonly partition?: Partition;
  /** Clusters are dealt out over these. Default: eu-west-1. */
  readonly regions?: readonly string[];
  /** Further enabled regions of each account, without clusters. Default 0. */
  readonly idleRegions?: number;
  /** Roles that trust the clusters' issuers, of every hundred. Default 10. */
  readonly irsaPercent?: number;
  readonly capabilities?: readonly Capability[];
}

const NOW = Date.UTC(2026, 10, 20, 9) / 1000;
const IDLE = [
  "us-east-1",
  "us-west-2",
  "eu-central-1",
  "eu-west-2",
  "eu-west-3",
  "eu-north-1",
  "ap-south-1",
  "ap-northeast-1",
];

/** The first account is the hub and the organisation's management account. */
export function generateEstate(options: GenerateOptions): Estate {
  const seed = options.seed ?? "generated";
  const hubAccountId = accountId(0);
  const regions = options.regions ?? ["eu-west-1"];
  const estate = new EstateBuilder({
    seed,
    partition: options.partition ?? "aws",
    now: NOW,
    grants: { capabilities: options.capabilities ?? ["organization", "imds", "activity"] },
    reader: {
      hubAccountId,
      homeRegion: regions[0] ?? "eu-west-1",
      roleName: "PodlensReader",
      externalId: "podlens-sandbox",
      userName: "podlens",
      accessKey: { id: "AKIAPODLENSSANDBOX01", secret: "sandbox/only/never/checked/0000000000001" },
      accountsWithoutReader: [],
    },
  });
  addAwsPolicies(estate);
  const idle = IDLE.filter((region) => !regions.includes(region)).slice(0, options.idleRegions ?? 0);
  for (let i = 0; i < options.accounts; i++) {
    const account = estate.account(accountId(i), `generated-${String(i).padStart(3, "0")}`);
    for (const region of account.regions.keys()) {
      account.regions.set(
        region,
        regions.includes(region) || idle.includes(region) ? "ENABLED_BY_DEFAULT" : "DISABLED",
      );
    }
    fillAccount(account, options, regions);
  }
  estate.organization = organizationOf(estate);
  return estate.build();
}

function accountId(index: number): string {
  return String(100_000_000_000 + index * 7_919);
}

function fillAccount(account: AccountBuilder, options: GenerateOptions, regions: readonly string[]): void {
  const boundary = account.policy(
    "workload-boundary",
    policy(allow(["s3:*", "sqs:*", "dynamodb:*", "secretsmanager:GetSecretValue"])),
  );
  const node = account.role("generated-node", {
    trust: serviceTrust("ec2.amazonaws.com"),
    attach: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"],
    instanceProfile: true,
    usedDaysAgo: 0,
  });
  const clusters = Array.from({ length: options.clustersPerAccount }, (_, i) => {
    const cluster = account.cluster(
      regions[i % regions.length] ?? "eu-west-1",
      `cluster-${String(i).padStart(2, "0")}`,
    );
    cluster.nodegroup("general", node);
    cluster.addon("eks-pod-identity-agent", "v1.3.10-eksbuild.2");
    cluster.addon("vpc-cni", "v1.20.4-eksbuild.1");
    return { cluster, provider: cluster.oidcProvider() };
  });
  const irsaPercent = options.irsaPercent ?? 10;
  const pod: Role[] = [];
  // The node's role and the reader's count as roles of the account.
  for (let i = 0; i < Math.max(1, options.rolesPerAccount - 2); i++) {
    const provider = clusters[i % Math.max(1, clusters.length)]?.provider;
    const irsa = provider !== undefined && i % 100 < irsaPercent;
    const role = account.role(`app-${String(i).padStart(5, "0")}`, {
      path: `/team-${i % 12}/`,
      trust: irsa
        ? irsaTrust(provider.arn, `namespace-${i % 20}:irsa-${i}`)
        : podIdentityTrust(TRUSTS[i % TRUSTS.length]),
      inline: { access: JSON.stringify(grants(account, i)).replaceAll("arn:aws:", `arn:${account.estate.partition}:`) },
      attach:
        i % 5 === 0
          ? ["AmazonS3ReadOnlyAccess"]
          : i % 17 === 0
            ? ["AmazonDynamoDBReadOnlyAccess", "AmazonSQSFullAccess"]
            : [],
      tags: TEAM_TAGS[i % TEAM_TAGS.length] ?? {},
      serviceUse: [],
      ...(i % 10 === 0 ? { boundary: boundary.arn } : {}),
      ...(i % 3 === 0 ? {} : { usedDaysAgo: i % 45 }),
    });
    if (!irsa) pod.push(role);
  }
  for (const [c, { cluster }] of clusters.entries()) {
    for (let i = 0; i < options.associationsPerCluster; i++) {
      const role = pod[(i + c * options.associationsPerCluster) % Math.max(1, pod.length)];
      if (role === undefined) continue;
      cluster.associate(`namespace-${i % 20}`, `app-${i}`, role.arn, { tags: TEAM_TAGS[i % TEAM_TAGS.length] ?? {} });
    }
  }
}

const TRUSTS = [
  undefined,
  { StringLike: { "aws:RequestTag/kubernetes-namespace": "namespace-*" } },
  { StringEquals: { "aws:SourceOrgId": "$" + "{aws:ResourceOrgId}" } },
  { StringLike: { "aws:RequestTag/eks-cluster-name": "cluster-*" } },
];

const TEAM_TAGS = Array.from({ length: 12 }, (_, i) => ({ owner: `team-${i}`, env: i % 3 === 0 ? "dev" : "prod" }));

function grants({ id }: AccountBuilder, i: number): Document {
  const bucket = `arn:aws:s3:::generated-${id}-${i % 40}`;
  const kinds = [
    [allow(["s3:GetObject", "s3:PutObject"], `${bucket}/*`), allow("s3:ListBucket", bucket)],
    [allow(["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"], `arn:aws:sqs:*:${id}:queue-${i % 60}`)],
    [
      allow(
        ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
        `arn:aws:dynamodb:*:${id}:table/table-${i % 50}`,
      ),
    ],
    [
      allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:*:${id}:secret:app-${i}/*`),
      allow("kms:Decrypt", "*", { StringLike: { "kms:ViaService": "secretsmanager.*" } }),
    ],
    [allow("rds-db:connect", `arn:aws:rds-db:*:${id}:dbuser:db-GENERATED${i % 9}/app_${i}`), allow("sns:Publish")],
    [allow("s3:*", [bucket, `${bucket}/*`]), deny("s3:DeleteBucket")],
    [
      allow(["logs:PutLogEvents", "cloudwatch:PutMetricData"]),
      allow("kinesis:PutRecords", `arn:aws:kinesis:*:${id}:stream/events`),
    ],
  ];
  return policy(...(kinds[i % kinds.length] ?? []));
}

/** Units of twenty accounts below the root; one SCP on the root, one RCP on every other unit. */
function organizationOf(estate: EstateBuilder): Organization {
  const accounts = [...estate.accounts.values()];
  const id = "o-generated0";
  const rootId = "r-gen0";
  const management = accountId(0);
  const unitOf = (index: number) => `ou-gen0-${String(Math.floor(index / 20)).padStart(8, "0")}`;
  const units = new Map(
    accounts.map((_, i) => [unitOf(i), { id: unitOf(i), name: `unit-${Math.floor(i / 20)}`, parentId: rootId }]),
  );
  const members = accounts.map(
    (account, i): OrganizationMember => ({
      id: account.id,
      name: account.name,
      email: `aws+${account.name}@generated.example`,
      parentId: i === 0 ? rootId : unitOf(i),
      state: "ACTIVE",
      joinedAt: estate.daysAgo(900 - i),
      joinedMethod: "CREATED",
    }),
  );
  const control = (
    policyId: string,
    type: OrganizationPolicy["type"],
    targets: readonly string[],
    document: Document,
  ): OrganizationPolicy => ({
    id: policyId,
    name: policyId.slice(2),
    type,
    targets,
    arn: `arn:${estate.partition}:organizations::${management}:policy/${id}/${type.toLowerCase()}/${policyId}`,
    description: "",
    awsManaged: false,
    document: JSON.stringify(document),
  });
  const policies = [
    control(
      "p-full0001",
      "SERVICE_CONTROL_POLICY",
      [rootId, ...units.keys(), ...members.map((one) => one.id)],
      policy(allow("*")),
    ),
    control(
      "p-guard001",
      "SERVICE_CONTROL_POLICY",
      [rootId],
      policy(deny(["organizations:LeaveOrganization", "cloudtrail:StopLogging"])),
    ),
    control(
      "p-perim001",
      "RESOURCE_CONTROL_POLICY",
      [...units.keys()].filter((_, i) => i % 2 === 0),
      perimeter(id),
    ),
  ];
  return {
    id,
    rootId,
    units,
    managementAccountId: management,
    delegatedAdministrators: [],
    featureSet: "ALL",
    policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
    members: new Map(members.map((one) => [one.id, one])),
    policies: new Map(policies.map((one) => [one.id, one])),
  };
}

function perimeter(organizationId: string): Document {
  return policy({
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: "*",
    Condition: {
      StringNotEqualsIfExists: { "aws:PrincipalOrgID": organizationId },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
    },
  });
}
