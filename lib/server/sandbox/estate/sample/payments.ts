/** Payments: the regulated part of the shop, active in Ireland and Virginia with one role for each application. */
import type { AccountBuilder } from "../account-builder";
import { allow, type Document, podIdentityTrust, policy } from "../documents";
import type { Clusters } from "./clusters";
import { type Company, ORGANIZATION_ID } from "./company";

interface Application {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly attach?: readonly string[];
  readonly statements: Readonly<Record<string, unknown>>[];
  readonly usedDaysAgo?: number;
  readonly irelandOnly?: boolean;
}

export function paymentsApplications(company: Company, clusters: Clusters): void {
  const { payments } = company;
  const boundary = payments.policy("payments-boundary", boundaryV1(), boundaryDocument(payments));
  payments.policy(
    "ledger-read",
    policy(allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"], table("ledger-*"))),
  );
  payments.policy(
    "card-vault-decrypt",
    policy(allow(["kms:Decrypt", "kms:DescribeKey"], key("11111111-2222-3333-4444-555555555555"))),
  );
  for (const app of applications(payments)) {
    const role = payments.role(`payments-${app.serviceAccount}`, {
      path: "/payments/",
      trust: podIdentityTrust({
        StringEquals: {
          "aws:SourceAccount": payments.id,
          "aws:RequestTag/kubernetes-namespace": app.namespace,
          "aws:RequestTag/kubernetes-service-account": app.serviceAccount,
        },
        ArnLike: { "aws:SourceArn": `arn:aws:eks:*:${payments.id}:cluster/payments-prod-*` },
      }),
      inline: { [app.serviceAccount]: policy(...app.statements) },
      attach: app.attach ?? [],
      boundary: boundary.arn,
      tags: { owner: "payments", "cost-center": "4711", env: "prod" },
      ...(app.usedDaysAgo === undefined ? {} : { usedDaysAgo: app.usedDaysAgo }),
    });
    const spec = { tags: { owner: "payments", env: "prod" } };
    clusters.paymentsIreland.associate(app.namespace, app.serviceAccount, role.arn, spec);
    if (app.irelandOnly !== true)
      clusters.paymentsVirginia.associate(app.namespace, app.serviceAccount, role.arn, spec);
  }
  storefront(company, clusters);
}

const ANY_ACCOUNT = "333333333333";
const queue = (name: string) => `arn:aws:sqs:*:${ANY_ACCOUNT}:${name}`;
const topic = (name: string) => `arn:aws:sns:*:${ANY_ACCOUNT}:${name}`;
const table = (name: string) => `arn:aws:dynamodb:*:${ANY_ACCOUNT}:table/${name}`;
const secret = (name: string) => `arn:aws:secretsmanager:*:${ANY_ACCOUNT}:secret:${name}`;
const key = (id: string) => `arn:aws:kms:*:${ANY_ACCOUNT}:key/${id}`;
const database = (user: string) => `arn:aws:rds-db:eu-west-1:${ANY_ACCOUNT}:dbuser:cluster-LEDGERPAYMENTS01/${user}`;

const send = ["sqs:SendMessage", "sqs:GetQueueUrl"];
const consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes"];
const readWrite = [
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:Query",
  "dynamodb:TransactWriteItems",
];

function applications(payments: AccountBuilder): Application[] {
  const app = (
    namespace: string,
    serviceAccount: string,
    statements: Application["statements"],
    rest: Partial<Application> = {},
  ): Application => ({
    namespace,
    serviceAccount,
    statements,
    usedDaysAgo: payments.estate.ids.number(serviceAccount, 0, 5),
    ...rest,
  });
  return [
    app("checkout", "checkout-api", [
      allow(send, queue("orders")),
      allow(readWrite, table("carts")),
      allow("secretsmanager:GetSecretValue", secret("checkout/*")),
    ]),
    app("checkout", "cart", [allow(readWrite, [table("carts"), `${table("carts")}/index/*`])]),
    app("checkout", "pricing", [
      allow(["dynamodb:GetItem", "dynamodb:BatchGetItem"], table("prices")),
      allow("s3:GetObject", "arn:aws:s3:::shop-prod-price-lists/*"),
    ]),
    app("checkout", "tax", [
      allow("secretsmanager:GetSecretValue", secret("tax-provider-*")),
      allow("kms:Decrypt", key("*"), { StringEquals: { "kms:ViaService": "secretsmanager.eu-west-1.amazonaws.com" } }),
    ]),
    app("checkout", "vouchers", [allow(readWrite, table("vouchers"))]),
    app(
      "ledger",
      "ledger-api",
      [
        allow("rds-db:connect", [database("ledger_api"), database("ledger_readonly")]),
        allow(send, queue("ledger-events")),
      ],
      { attach: ["ledger-read"] },
    ),
    app("ledger", "ledger-writer", [
      allow("rds-db:connect", database("ledger_writer")),
      allow(consume, queue("ledger-events")),
      allow(readWrite, table("ledger-journal")),
      allow(["dynamodb:DescribeStream", "dynamodb:GetRecords"], `${table("ledger-journal")}/stream/*`),
    ]),
    app(
      "ledger",
      "reconciliation",
      [
        allow(
          ["s3:GetObject", "s3:ListBucket"],
          ["arn:aws:s3:::shop-prod-bank-statements", "arn:aws:s3:::shop-prod-bank-statements/*"],
        ),
        allow("athena:StartQueryExecution", `arn:aws:athena:*:${ANY_ACCOUNT}:workgroup/finance`),
      ],
      { attach: ["ledger-read"], usedDaysAgo: 12 },
    ),
    app(
      "payments",
      "card-gateway",
      [
        allow(["kms:Encrypt", "kms:GenerateDataKey"], key("11111111-2222-3333-4444-555555555555")),
        allow("secretsmanager:GetSecretValue", secret("acquirer/*")),
        allow("sns:Publish", topic("payment-events")),
      ],
      { attach: ["card-vault-decrypt"] },
    ),
    app(
      "payments",
      "card-vault",
      [
        allow(readWrite, table("card-vault")),
        allow(["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"], key("11111111-2222-3333-4444-555555555555")),
      ],
      { attach: ["card-vault-decrypt"] },
    ),
    app("payments", "wallet", [allow(readWrite, table("wallets")), allow("sns:Publish", topic("payment-events"))]),
    app("payments", "refunds", [
      allow(consume, queue("refund-requests")),
      allow(send, queue("ledger-events")),
      allow(["states:StartExecution"], `arn:aws:states:*:${ANY_ACCOUNT}:stateMachine:refund`),
    ]),
    app(
      "payments",
      "payouts",
      [
        allow(consume, queue("payouts")),
        allow("secretsmanager:GetSecretValue", secret("banking/*")),
        allow(["transfer:StartFileTransfer"], "*"),
      ],
      { usedDaysAgo: 1 },
    ),
    app("payments", "chargebacks", [
      allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::shop-prod-chargebacks/*"),
      allow(readWrite, table("disputes")),
    ]),
    app("payments", "subscriptions", [
      allow(readWrite, table("subscriptions")),
      allow(
        ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"],
        `arn:aws:scheduler:*:${ANY_ACCOUNT}:schedule/subscriptions/*`,
      ),
    ]),
    app("payments", "invoice-printer", [
      allow(["s3:PutObject"], "arn:aws:s3:::shop-prod-invoices/*", {
        StringEquals: { "s3:x-amz-server-side-encryption": "aws:kms" },
      }),
      allow("ses:SendRawEmail", "*", { StringLike: { "ses:FromAddress": "*@shop.example" } }),
    ]),
    app("fraud", "fraud-scorer", [
      allow("sagemaker:InvokeEndpoint", `arn:aws:sagemaker:*:${ANY_ACCOUNT}:endpoint/fraud-*`),
      allow(
        ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream"],
        `arn:aws:kinesis:*:${ANY_ACCOUNT}:stream/transactions`,
      ),
    ]),
    app("fraud", "fraud-rules", [
      allow(["s3:GetObject"], "arn:aws:s3:::shop-prod-fraud-rules/*"),
      allow("appconfig:GetLatestConfiguration", "*"),
    ]),
    app(
      "fraud",
      "case-management",
      [allow("rds-db:connect", database("cases")), allow("s3:*", "arn:aws:s3:::shop-prod-fraud-cases*")],
      { usedDaysAgo: 3 },
    ),
    app(
      "settlement",
      "settlement-batch",
      [
        allow(["batch:SubmitJob", "batch:DescribeJobs"], "*"),
        allow(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::shop-prod-settlement/*"),
      ],
      { irelandOnly: true },
    ),
    app(
      "settlement",
      "sepa-export",
      [allow("s3:PutObject", "arn:aws:s3:::shop-prod-settlement/sepa/*"), allow("kms:Sign", key("*"))],
      { irelandOnly: true, usedDaysAgo: 40 },
    ),
    app(
      "settlement",
      "archive",
      [allow(["s3:PutObject", "s3:PutObjectRetention"], "arn:aws:s3:::shop-prod-archive/*"), allow("glacier:*")],
      { irelandOnly: true },
    ),
  ];
}

function boundaryV1(): Document {
  return policy(allow(["s3:*", "dynamodb:*"]));
}

/** What no payments role may exceed. Note: no iam, no sts, and S3 only for production buckets. */
function boundaryDocument(payments: AccountBuilder): Document {
  return policy(
    allow([
      "dynamodb:*",
      "sqs:*",
      "sns:Publish",
      "kinesis:*",
      "rds-db:connect",
      "sagemaker:InvokeEndpoint",
      "states:StartExecution",
      "athena:*",
    ]),
    allow(
      ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      `arn:aws:secretsmanager:*:${payments.id}:secret:*`,
    ),
    allow(
      ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:Sign"],
      `arn:aws:kms:*:${payments.id}:key/*`,
    ),
    allow("s3:*", ["arn:aws:s3:::shop-prod-*", "arn:aws:s3:::shop-prod-*/*"]),
    allow(["ses:SendRawEmail", "batch:SubmitJob", "scheduler:*", "appconfig:GetLatestConfiguration"]),
    {
      Sid: "NoTableDeletion",
      Effect: "Deny",
      Action: ["dynamodb:DeleteTable", "dynamodb:DeleteBackup"],
      Resource: "*",
    },
  );
}

/** One role, tag-based: three teams' service accounts see three different prefixes of one bucket and one secret path. */
function storefront(company: Company, clusters: Clusters): void {
  const { payments } = company;
  const namespace = "$" + "{aws:PrincipalTag/kubernetes-namespace}";
  const account = "$" + "{aws:PrincipalTag/kubernetes-service-account}";
  const role = payments.role("storefront-shared-abac", {
    trust: podIdentityTrust({ StringEquals: { "aws:SourceOrgId": ORGANIZATION_ID } }),
    inline: {
      "own-prefix": policy(
        allow(["s3:GetObject", "s3:PutObject"], `arn:aws:s3:::shop-prod-storefront/${namespace}/${account}/*`),
        allow("s3:ListBucket", "arn:aws:s3:::shop-prod-storefront", { StringLike: { "s3:prefix": `${namespace}/*` } }),
        allow("secretsmanager:GetSecretValue", "*", {
          StringEquals: { "secretsmanager:ResourceTag/namespace": namespace },
        }),
        allow("sns:Publish", topic("orders"), {
          StringEquals: { "aws:PrincipalTag/kubernetes-service-account": "web" },
        }),
      ),
    },
    tags: { owner: "storefront", env: "prod" },
    usedDaysAgo: 0,
  });
  for (const [namespaceName, name] of [
    ["storefront", "web"],
    ["storefront", "recommendations"],
    ["marketing", "campaigns"],
  ] as const) {
    for (const cluster of [clusters.paymentsIreland, clusters.paymentsVirginia]) {
      cluster.associate(namespaceName, name, role.arn, { tags: { owner: "storefront" } });
    }
  }
}
