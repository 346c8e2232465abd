/** Data and machine learning: search, streaming, warehouse loads, models, and the session policy of a tenant. */
import type { AccountBuilder } from "../account-builder";
import { allow, deny, podIdentityTrust, policy, scopedTrust } from "../documents";
import type { Clusters } from "./clusters";
import { ACCOUNTS, type Company } from "./company";

type Statements = Readonly<Record<string, unknown>>[];

export function dataApplications(company: Company, clusters: Clusters): void {
  const { data } = company;
  data.policy(
    "lake-read",
    policy(allow(["s3:GetObject", "s3:ListBucket"], ["arn:aws:s3:::shop-prod-lake", "arn:aws:s3:::shop-prod-lake/*"])),
  );
  for (const [namespace, name, statements, attach] of ireland) {
    const role = data.role(`data-${name}`, {
      path: "/data/",
      trust: scopedTrust({ cluster: clusters.dataIreland.arn, namespace, serviceAccount: name }),
      inline: { [name]: policy(...statements) },
      attach: attach ?? [],
      tags: { owner: namespace === "search" ? "search" : "data-platform", env: "prod" },
      usedDaysAgo: data.estate.ids.number(name, 0, 20),
    });
    clusters.dataIreland.associate(namespace, name, role.arn, { tags: { owner: "data-platform" } });
  }
  machineLearning(data, clusters);
  tenantReports(data, clusters);
  tagsDisabledButRequired(data, clusters);
}

const ACCOUNT = ACCOUNTS.data;
const stream = (name: string) => `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/${name}`;
const kafka = (topic: string) =>
  `arn:aws:kafka:eu-west-1:${ACCOUNT}:topic/events/0a1b2c3d-1111-2222-3333-444455556666-7/${topic}`;
const kafkaCluster = `arn:aws:kafka:eu-west-1:${ACCOUNT}:cluster/events/0a1b2c3d-1111-2222-3333-444455556666-7`;
const kafkaGroup = (group: string) =>
  `arn:aws:kafka:eu-west-1:${ACCOUNT}:group/events/0a1b2c3d-1111-2222-3333-444455556666-7/${group}`;
const lake = (prefix: string) => `arn:aws:s3:::shop-prod-lake/${prefix}/*`;
const produce = (topic: string): Statements => [
  allow(["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"], kafkaCluster),
  allow(["kafka-cluster:WriteData", "kafka-cluster:DescribeTopic"], kafka(topic)),
];
const consume = (topic: string, group: string): Statements => [
  allow(["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"], kafkaCluster),
  allow(["kafka-cluster:ReadData", "kafka-cluster:DescribeTopic"], kafka(topic)),
  allow(["kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"], kafkaGroup(group)),
];

const ireland: readonly (readonly [
  namespace: string,
  name: string,
  statements: Statements,
  attach?: readonly string[],
])[] = [
  [
    "search",
    "search-api",
    [allow(["es:ESHttpGet", "es:ESHttpPost"], `arn:aws:es:eu-west-1:${ACCOUNT}:domain/products/*`)],
  ],
  [
    "search",
    "search-indexer",
    [allow("es:ESHttp*", `arn:aws:es:eu-west-1:${ACCOUNT}:domain/products/*`), ...consume("catalogue", "indexer")],
  ],
  ["search", "suggestions", [allow("elasticache:Connect", "*"), allow("s3:GetObject", lake("suggestions"))]],
  ["search", "query-log", [allow(["kinesis:PutRecord", "kinesis:PutRecords"], stream("queries"))]],
  [
    "streaming",
    "clickstream-collector",
    [allow(["kinesis:PutRecord", "kinesis:PutRecords"], stream("clicks")), ...produce("clicks")],
  ],
  [
    "streaming",
    "sessioniser",
    [...consume("clicks", "sessioniser"), ...produce("sessions")],
    ["AmazonMSKReadOnlyAccess"],
  ],
  ["streaming", "order-events", [...consume("orders", "lake-writer"), allow("s3:PutObject", lake("orders"))]],
  ["streaming", "schema-registry", [allow(["glue:GetSchema", "glue:GetSchemaVersion", "glue:RegisterSchemaVersion"])]],
  [
    "streaming",
    "kafka-connect",
    [
      ...consume("*", "connect-*"),
      allow("s3:PutObject", lake("raw")),
      allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:connect/*`),
    ],
  ],
  [
    "analytics",
    "airflow-scheduler",
    [
      allow(
        ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
        ["arn:aws:s3:::shop-prod-airflow", "arn:aws:s3:::shop-prod-airflow/*"],
      ),
      allow("glue:StartJobRun"),
    ],
  ],
  [
    "analytics",
    "airflow-worker",
    [
      allow(["glue:*", "athena:*"]),
      allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-prod-lake/*"),
      allow("iam:PassRole", `arn:aws:iam::${ACCOUNT}:role/glue-*`),
    ],
    ["lake-read"],
  ],
  [
    "analytics",
    "dbt-runner",
    [
      allow(["redshift-data:ExecuteStatement", "redshift-data:GetStatementResult"]),
      allow("redshift:GetClusterCredentials", `arn:aws:redshift:eu-west-1:${ACCOUNT}:dbuser:warehouse/dbt`),
    ],
    ["lake-read"],
  ],
  [
    "analytics",
    "trino",
    [allow(["glue:GetTable", "glue:GetTables", "glue:GetPartitions", "glue:GetDatabase"])],
    ["lake-read", "AmazonS3ReadOnlyAccess"],
  ],
  [
    "analytics",
    "jupyterhub",
    [allow("s3:*", "arn:aws:s3:::shop-prod-notebooks*")],
    ["AmazonS3ReadOnlyAccess", "AmazonDynamoDBReadOnlyAccess"],
  ],
  ["analytics", "data-quality", [allow("cloudwatch:PutMetricData")], ["lake-read"]],
  [
    "analytics",
    "metabase",
    [
      allow("rds-db:connect", `arn:aws:rds-db:eu-west-1:${ACCOUNT}:dbuser:cluster-WAREHOUSEMETA01/metabase`),
      allow("athena:StartQueryExecution"),
    ],
  ],
  [
    "catalogue",
    "catalogue-api",
    [
      allow(["dynamodb:GetItem", "dynamodb:Query"], `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/catalogue`),
      ...produce("catalogue"),
    ],
  ],
  ["catalogue", "image-resizer", [allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-prod-images/*")]],
  [
    "catalogue",
    "feed-export",
    [
      allow("s3:PutObject", "arn:aws:s3:::shop-prod-partner-feeds/*"),
      allow("kms:GenerateDataKey", `arn:aws:kms:eu-west-1:${ACCOUNT}:key/feeds0000-1111-2222-3333-444455556666`),
    ],
  ],
  [
    "privacy",
    "erasure-worker",
    [
      allow(["s3:DeleteObject", "dynamodb:DeleteItem", "s3:GetObject"]),
      deny("s3:DeleteObject", "arn:aws:s3:::shop-prod-archive/*"),
    ],
  ],
];

/** Auto Mode: the agent is built in. */
function machineLearning(data: AccountBuilder, clusters: Clusters): void {
  const apps: readonly (readonly [string, string, Statements])[] = [
    [
      "training",
      "training-operator",
      [
        allow(
          ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
          ["arn:aws:s3:::shop-prod-models", "arn:aws:s3:::shop-prod-models/*"],
        ),
        allow("ecr:*"),
        allow(
          ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
          `arn:aws:ecr:eu-west-1:${ACCOUNTS.platform}:repository/base-images/*`,
        ),
      ],
    ],
    [
      "training",
      "feature-builder",
      [
        allow("s3:GetObject", lake("features")),
        allow(["dynamodb:BatchWriteItem", "dynamodb:PutItem"], `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/features`),
      ],
    ],
    ["training", "mlflow", [allow("s3:*", ["arn:aws:s3:::shop-prod-mlflow", "arn:aws:s3:::shop-prod-mlflow/*"])]],
    [
      "inference",
      "ranker",
      [
        allow("s3:GetObject", "arn:aws:s3:::shop-prod-models/ranker/*"),
        allow(["dynamodb:GetItem", "dynamodb:BatchGetItem"], `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/features`),
      ],
    ],
    [
      "inference",
      "assistant",
      [
        allow(
          ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
          "arn:aws:bedrock:*::foundation-model/*",
        ),
        allow("secretsmanager:GetSecretValue", `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:assistant/*`),
      ],
    ],
    [
      "inference",
      "embeddings",
      [allow("bedrock:InvokeModel", "arn:aws:bedrock:*::foundation-model/amazon.titan-embed*")],
    ],
  ];
  for (const [namespace, name, statements] of apps) {
    const role = data.role(`ml-${name}`, {
      path: "/data/ml/",
      trust: podIdentityTrust({
        StringEquals: {
          "aws:RequestTag/eks-cluster-name": "ml-prod-use1",
          "aws:RequestTag/kubernetes-namespace": namespace,
        },
      }),
      inline: { [name]: policy(...statements) },
      tags: { owner: "ml-platform" },
      usedDaysAgo: data.estate.ids.number(name, 0, 9),
      usedIn: "us-east-1",
    });
    clusters.machineLearning.associate(namespace, name, role.arn, { tags: { owner: "ml-platform" } });
  }
}

/** One role for the reports of all tenants; each association cuts it down by a session policy, for which tags are off. */
function tenantReports(data: AccountBuilder, clusters: Clusters): void {
  const role = data.role("tenant-reports", {
    trust: podIdentityTrust({
      StringEquals: { "aws:SourceAccount": data.id },
      ArnEquals: { "aws:SourceArn": clusters.dataIreland.arn },
    }),
    inline: {
      reports: policy(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-prod-tenant-reports/*"),
        allow("ses:SendEmail"),
      ),
    },
    usedDaysAgo: 1,
  });
  for (const tenant of ["acme", "globex", "initech", "umbrella"]) {
    clusters.dataIreland.associate(`tenant-${tenant}`, "reports", role.arn, {
      disableSessionTags: true,
      policy: policy(allow("s3:GetObject", `arn:aws:s3:::shop-prod-tenant-reports/${tenant}/*`)),
      tags: { owner: "reporting", tenant },
    });
  }
}

/** Cannot work: the trust demands a tag that this association does not send. */
function tagsDisabledButRequired(data: AccountBuilder, clusters: Clusters): void {
  const role = data.role("export-tags-required", {
    trust: scopedTrust({ namespace: "exports" }),
    inline: { exports: policy(allow("s3:PutObject", "arn:aws:s3:::shop-prod-exports/*")) },
  });
  clusters.dataIreland.associate("exports", "csv-export", role.arn, { disableSessionTags: true });
  clusters.dataIreland.associate("exports", "xml-export", role.arn);
}
