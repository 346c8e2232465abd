/** What payments' roles name: a locked-down ledger, keys with and without delegation to the account, secrets, queues. */
import { allow, type Document, deny, policy } from "../documents";
import { ALL_BLOCKED } from "../resource-builder";
import { ACCOUNTS, type Company, ORGANIZATION_ID } from "./company";

const HOME = "eu-west-1";
const SECOND = "us-east-1";

export function paymentsResources({ payments, platform, dev }: Company): void {
  const { resources } = payments;
  const role = (name: string) => payments.arn(`role/payments/payments-${name}`);
  resources.publicAccessBlock = ALL_BLOCKED;
  for (const name of ["price-lists", "chargebacks", "settlement", "fraud-rules", "fraud-cases-eu", "storefront"])
    resources.bucket(`shop-prod-${name}`, HOME, { policy: tlsOnly(`shop-prod-${name}`) });
  // Reached through one VPC endpoint only: pods are, as far as anybody can tell from here.
  resources.bucket("shop-prod-bank-statements", HOME, {
    policy: policy(
      ...tlsOnly("shop-prod-bank-statements").Statement,
      denyAll("shop-prod-bank-statements", { StringNotEquals: { "aws:SourceVpce": "vpce-0ba5eba11ba5eba11" } }),
    ),
  });
  resources.bucket("shop-prod-invoices", HOME, {
    policy: policy(denyAll("shop-prod-invoices", { StringNotEquals: { "aws:PrincipalOrgID": ORGANIZATION_ID } })),
  });
  // The archive lets nobody delete, whatever identity policies say.
  resources.bucket("shop-prod-archive", HOME, {
    policy: policy({
      Sid: "WriteOnce",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutBucketPolicy"],
      Resource: ["arn:aws:s3:::shop-prod-archive", "arn:aws:s3:::shop-prod-archive/*"],
    }),
  });

  // The vault's key does not delegate to the account: only who is named may use it, and card-gateway is not.
  for (const region of [HOME, SECOND]) {
    resources.key(region, "11111111-2222-3333-4444-555555555555", {
      aliases: ["card-vault"],
      policy: policy(
        {
          Sid: "KeyAdministrators",
          Effect: "Allow",
          Principal: { AWS: payments.arn("role/payments-node") },
          Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
          Resource: "*",
        },
        {
          Sid: "CardVaultOnly",
          Effect: "Allow",
          Principal: { AWS: role("card-vault") },
          Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
          Resource: "*",
        },
      ),
      grants: [{ grantee: role("card-gateway"), operations: ["Encrypt", "GenerateDataKey"] }],
    });
  }
  const secretsKey = resources.key(HOME, "22222222-3333-4444-5555-666666666666", { aliases: ["payments-secrets"] });
  resources.key(HOME, "99999999-8888-7777-6666-555555555555", { aliases: ["aws/s3"], manager: "AWS" });

  for (const name of [
    "checkout/stripe",
    "checkout/session",
    "tax-provider-vertex",
    "acquirer/worldline",
    "banking/sepa",
  ])
    resources.secret(HOME, name, { kmsKeyId: secretsKey.arn });
  resources.secret(SECOND, "checkout/stripe");
  resources.secret(SECOND, "acquirer/first-data", {
    policy: policy({
      Sid: "OnlyTheGateway",
      Effect: "Deny",
      Principal: "*",
      Action: "secretsmanager:GetSecretValue",
      Resource: "*",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": role("card-gateway") } },
    }),
  });

  for (const region of [HOME, SECOND]) {
    for (const name of ["orders", "ledger-events", "refund-requests", "payouts"]) resources.queue(region, name);
    for (const name of ["carts", "prices", "vouchers", "card-vault", "wallets", "disputes", "subscriptions"])
      resources.table(region, name);
    resources.topic(region, "payment-events");
    resources.topic(region, "orders", crossAccountTopic(payments.id, region, [dev.id]));
    resources.table(region, "ledger-journal", {
      policy: policy({
        Sid: "WriterOnly",
        Effect: "Deny",
        Principal: "*",
        Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        Resource: `arn:aws:dynamodb:${region}:${payments.id}:table/ledger-journal`,
        Condition: { ArnNotEquals: { "aws:PrincipalArn": role("ledger-writer") } },
      }),
      stream: {},
    });
  }
  resources.queue("ap-southeast-2", "tills");
  resources.database(HOME, "ledger", "cluster-LEDGERPAYMENTS01", {
    engine: "aurora-postgresql",
    iamAuthentication: true,
  });

  platform.resources.repository(
    HOME,
    "base-images/node",
    policy({
      Sid: "PullFromTheOrganisation",
      Effect: "Allow",
      Principal: "*",
      Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Condition: { StringEquals: { "aws:PrincipalOrgID": ORGANIZATION_ID } },
    }),
  );
  dev.resources.bucket("shop-dev-batch", HOME, { block: null, ownership: "ObjectWriter" });
  for (const name of ["shop-dev-uploads", "shop-dev-scratch"]) dev.resources.bucket(name, HOME);
  dev.resources.bucket("shop-dev-partner-0001", HOME, {
    policy: policy({
      Effect: "Allow",
      Principal: { AWS: [`arn:aws:iam::${ACCOUNTS.acquired}:root`, "AIDAEXAMPLEGONE000001"] },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::shop-dev-partner-0001/in/*",
    }),
  });
}

/** The statement that security teams put on every bucket. */
export function tlsOnly(bucket: string): Document {
  return policy(denyAll(bucket, { Bool: { "aws:SecureTransport": "false" } }));
}

function denyAll(bucket: string, condition: Parameters<typeof deny>[2]): Record<string, unknown> {
  return {
    ...deny("s3:*", [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`], condition),
    Principal: "*",
  };
}

function crossAccountTopic(accountId: string, region: string, publishers: readonly string[]): Document {
  return policy({
    ...allow("sns:Publish", `arn:aws:sns:${region}:${accountId}:orders`),
    Principal: { AWS: publishers },
  });
}
