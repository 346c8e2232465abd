/** A small company, written down: teams, a chain over a shared role, a broken trust, system workloads. */
import type { GraphSource } from "@/lib/view/graph";
import { type LiteralBinding, type LiteralGrant, literalSource } from "@/lib/view/graph/testing";

const teams: readonly { readonly name: string; readonly apps: readonly string[] }[] = [
  { name: "payments", apps: ["api", "worker", "ledger-export", "fraud-scoring"] },
  { name: "checkout", apps: ["api", "cart"] },
  { name: "search", apps: ["indexer", "query"] },
  { name: "carto", apps: ["carto-selfhosted-workspace-api", "carto-selfhosted-maps-api"] },
  { name: "platform", apps: ["external-secrets", "cert-manager", "external-dns"] },
  { name: "kube-system", apps: ["aws-load-balancer-controller", "ebs-csi-controller-sa", "cluster-autoscaler"] },
];

const clusters: readonly {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly teams: readonly string[];
}[] = [
  {
    name: "prod-eu",
    account: "shop-production",
    region: "eu-central-1",
    teams: ["payments", "checkout", "search", "platform", "kube-system"],
  },
  { name: "prod-us", account: "shop-production", region: "us-east-1", teams: ["payments", "checkout", "kube-system"] },
  { name: "analytics", account: "shop-data", region: "eu-central-1", teams: ["carto", "kube-system"] },
];

export function sampleSource(): GraphSource {
  const bindings: LiteralBinding[] = [];
  for (const cluster of clusters) {
    for (const team of teams.filter((each) => cluster.teams.includes(each.name))) {
      for (const app of team.apps) {
        const system = team.name === "kube-system" || team.name === "platform";
        bindings.push({
          account: cluster.account,
          cluster: cluster.name,
          namespace: team.name,
          workload: app,
          region: cluster.region,
          role: app.includes("indexer")
            ? "search-hub"
            : system
              ? app
              : `${team.name}-${app}`.replace("carto-carto-", "carto-"),
          ...(app.includes("indexer") ? { target: "shared-search-data" } : {}),
          ...(app === "fraud-scoring" && cluster.name === "prod-us" ? { state: 3 as const } : {}),
          ...(app === "ledger-export" ? { state: 1 as const } : {}),
          ...(app === "cart" && cluster.name === "prod-us" ? { state: 2 as const } : {}),
          mechanism: system ? 1 : 0,
          system: team.name === "kube-system",
        });
      }
    }
  }
  return literalSource(bindings, grants(), "01JD5M0000000000000000TEST");
}

function grants(): LiteralGrant[] {
  const allow = (
    role: string,
    policy: string,
    service: string,
    actions: readonly string[],
    resources: readonly string[],
    state: 0 | 1 | 2 = 0,
  ): LiteralGrant => ({
    role,
    policy,
    service,
    state,
    units: [{ level: "Read", actions: actions.map((action) => `${service}:${action}`), resources }],
  });
  const bucket = (name: string) => [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`];
  return [
    allow("payments-api", "payments-data", "s3", ["GetObject", "PutObject"], bucket("payments-receipts")),
    allow("payments-api", "payments-data", "dynamodb", ["GetItem", "PutItem"], ["arn:aws:dynamodb:*:*:table/payments"]),
    allow(
      "payments-api",
      "payments-secrets",
      "secretsmanager",
      ["GetSecretValue"],
      ["arn:aws:secretsmanager:*:*:secret:payments/*"],
    ),
    allow("payments-worker", "payments-data", "s3", ["GetObject", "PutObject"], bucket("payments-receipts")),
    allow(
      "payments-worker",
      "payments-queues",
      "sqs",
      ["ReceiveMessage", "DeleteMessage"],
      ["arn:aws:sqs:*:*:payments-*"],
    ),
    allow("payments-ledger-export", "ledger-export", "s3", ["PutObject"], bucket("ledger-archive"), 1),
    allow("payments-ledger-export", "ledger-export", "kms", ["GenerateDataKey"], ["*"], 1),
    allow("payments-fraud-scoring", "AmazonSageMakerReadOnly", "sagemaker", ["Describe*", "List*"], ["*"]),
    allow("checkout-api", "checkout-api", "dynamodb", ["Query"], ["arn:aws:dynamodb:*:*:table/orders"]),
    allow("checkout-cart", "checkout-cart", "elasticache", ["Connect"], ["*"]),
    allow("search-query", "search-read", "es", ["ESHttpGet"], ["*"]),
    allow("search-hub", "assume-shared", "sts", ["AssumeRole"], ["*"]),
    allow("shared-search-data", "search-write", "es", ["ESHttpPost", "ESHttpPut"], ["*"]),
    allow("shared-search-data", "search-write", "s3", ["GetObject"], bucket("catalogue")),
    allow(
      "carto-selfhosted-workspace-api",
      "carto-metadata-db",
      "rds-db",
      ["connect"],
      ["arn:aws:rds-db:eu-central-1:222233334444:dbuser:db-ABCDEF/carto"],
    ),
    allow(
      "carto-selfhosted-workspace-api",
      "carto-buckets",
      "s3",
      ["GetObject", "PutObject", "ListBucket"],
      bucket("carto-imports"),
    ),
    allow(
      "carto-selfhosted-maps-api",
      "carto-buckets",
      "s3",
      ["GetObject", "PutObject", "ListBucket"],
      bucket("carto-imports"),
    ),
    allow("external-secrets", "read-secrets", "secretsmanager", ["GetSecretValue"], ["*"]),
    allow("external-secrets", "read-secrets", "ssm", ["GetParameter"], ["*"]),
    allow("cert-manager", "dns-records", "route53", ["ChangeResourceRecordSets"], ["*"], 1),
    allow("external-dns", "dns-records", "route53", ["ChangeResourceRecordSets"], ["*"], 1),
    allow("aws-load-balancer-controller", "AWSLoadBalancerController", "elasticloadbalancing", ["*"], ["*"]),
    allow("aws-load-balancer-controller", "AWSLoadBalancerController", "ec2", ["Describe*"], ["*"]),
    allow("ebs-csi-controller-sa", "AmazonEBSCSIDriverPolicy", "ec2", ["CreateVolume", "AttachVolume"], ["*"]),
    allow("cluster-autoscaler", "cluster-autoscaler", "autoscaling", ["SetDesiredCapacity"], ["*"]),
    { role: "checkout-cart", policy: "unread-by-scan" },
  ];
}
