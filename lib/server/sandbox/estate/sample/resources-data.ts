/** What data's, CARTO's and the platform's roles name: the lake with its guests, databases with and without IAM, a public bucket. */
import { policy } from "../documents";
import { NOTHING_BLOCKED } from "../resource-builder";
import type { Company } from "./company";
import { tlsOnly } from "./resources-payments";

const HOME = "eu-west-1";

export function dataResources({ data, payments, platform }: Company): void {
  const { resources } = data;
  // The lake: TLS for all; the bank's exporter comes by its target role, payments' storefront straight from its account.
  resources.bucket("shop-prod-lake", HOME, {
    policy: policy(...tlsOnly("shop-prod-lake").Statement, {
      Sid: "CrossAccountReaders",
      Effect: "Allow",
      Principal: { AWS: payments.arn("role/payments/payments-reconciliation") },
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: ["arn:aws:s3:::shop-prod-lake", "arn:aws:s3:::shop-prod-lake/statements/*"],
    }),
  });
  for (const name of ["airflow", "notebooks-eu", "notebooks-archive", "mlflow", "models", "tenant-reports", "exports"])
    resources.bucket(`shop-prod-${name}`, HOME, { policy: tlsOnly(`shop-prod-${name}`) });
  resources.bucket("shop-prod-images", HOME);
  // Public by policy, and its block does not keep strangers out.
  resources.bucket("shop-prod-partner-feeds", HOME, {
    block: NOTHING_BLOCKED,
    ownership: "BucketOwnerPreferred",
    policy: policy({
      Sid: "PublicRead",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::shop-prod-partner-feeds/public/*",
    }),
  });
  // Public by policy, too, but the block takes that back.
  resources.bucket("shop-prod-static", HOME, {
    policy: policy({
      Sid: "PublicReadThatIsBlocked",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::shop-prod-static/*",
    }),
  });
  for (const name of ["import", "thumbnails", "export"]) resources.bucket(`shop-carto-${name}`, HOME);

  resources.key(HOME, "feeds0000-1111-2222-3333-444455556666", {
    aliases: ["partner-feeds"],
    grants: [
      {
        grantee: data.arn("role/data/data-feed-export"),
        operations: ["GenerateDataKey", "Decrypt"],
        contextSubset: { purpose: "partner-feeds" },
      },
    ],
  });
  resources.secret(HOME, "connect/registry");
  resources.secret("us-east-1", "assistant/model-endpoint");
  resources.table(HOME, "catalogue", { stream: {} });
  resources.table("us-east-1", "features");
  resources.table(HOME, "ledger-exports", {
    policy: policy({
      Sid: "ExporterFromPayments",
      Effect: "Allow",
      Principal: { AWS: payments.arn("role/payments/lake-export-source") },
      Action: ["dynamodb:PutItem", "dynamodb:GetItem"],
      Resource: `arn:aws:dynamodb:${HOME}:${data.id}:table/ledger-exports`,
    }),
  });
  resources.queue(
    HOME,
    "search-feed",
    policy({
      Sid: "FromThePaymentsAccount",
      Effect: "Allow",
      Principal: { AWS: payments.id },
      Action: "sqs:SendMessage",
      Resource: `arn:aws:sqs:${HOME}:${data.id}:search-feed`,
    }),
  );
  resources.database(HOME, "carto-metadata", "db-CARTOMETADATA0EXAMPLE00001", { iamAuthentication: true });
  // Grants name it, and yet nobody can connect: IAM authentication is off.
  resources.database(HOME, "warehouse-meta", "cluster-WAREHOUSEMETA01", {
    engine: "aurora-postgresql",
    iamAuthentication: false,
  });

  platform.resources.bucket("shop-status-page", HOME, {
    block: NOTHING_BLOCKED,
    policy: policy({
      Sid: "PublicRead",
      Effect: "Allow",
      Principal: { AWS: "*" },
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::shop-status-page/*",
    }),
  });
  platform.resources.bucket("my-pod-secrets-bucket", HOME, { policy: tlsOnly("my-pod-secrets-bucket") });
  platform.resources.queue(HOME, "karpenter-interruptions");
}
