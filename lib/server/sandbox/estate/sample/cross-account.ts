/**
 * Target roles: the pod's first role is in the cluster's account, its credentials are another role's. To S3 and DynamoDB
 * in another account, within one account, into an account that nobody can read, and chains that break.
 */
import { allow, type Document, podIdentityTrust, policy } from "../documents";
import type { Clusters } from "./clusters";
import { ACCOUNTS, type Company } from "./company";

export function crossAccountChains(company: Company, clusters: Clusters): void {
  const { payments, data } = company;
  const cluster = clusters.paymentsIreland;
  const externalId = (namespace: string, name: string) =>
    `${cluster.region}/${payments.id}/${cluster.cluster.name}/${namespace}/${name}`;
  const source = (name: string, targets: readonly string[], actions = ["sts:AssumeRole", "sts:TagSession"]) =>
    payments.role(name, {
      path: "/payments/",
      trust: podIdentityTrust({ StringEquals: { "aws:SourceAccount": payments.id } }),
      inline: { chain: policy(allow(actions, targets)) },
      tags: { owner: "payments" },
      usedDaysAgo: 0,
    });
  const targetArn = (name: string, account: string = data.id) => `arn:aws:iam::${account}:role/${name}`;

  const reader = source("lake-export-source", [targetArn("lake-export-target")]);
  data.role("lake-export-target", {
    trust: targetTrust(reader.arn, externalId("ledger", "lake-export")),
    inline: {
      "lake-and-table": policy(
        allow(
          ["s3:PutObject", "s3:GetObject", "s3:ListBucket"],
          ["arn:aws:s3:::shop-prod-lake", "arn:aws:s3:::shop-prod-lake/ledger/*"],
        ),
        allow(
          ["dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:Query"],
          `arn:aws:dynamodb:eu-west-1:${data.id}:table/ledger-exports`,
        ),
      ),
    },
    tags: { owner: "data-platform" },
    usedDaysAgo: 0,
  });
  cluster.associate("ledger", "lake-export", reader.arn, {
    target: targetArn("lake-export-target"),
    tags: { owner: "payments" },
  });

  // The target's trust holds the external id of another service account.
  const wrong = source("statement-export-source", [targetArn("statement-export-target")]);
  data.role("statement-export-target", {
    trust: targetTrust(wrong.arn, externalId("ledger", "statement-exporter-old")),
    inline: { bucket: policy(allow("s3:PutObject", "arn:aws:s3:::shop-prod-lake/statements/*")) },
  });
  cluster.associate("ledger", "statement-export", wrong.arn, {
    target: targetArn("statement-export-target"),
    disableSessionTags: true,
  });

  // The source may assume, but not tag, and tags are on.
  const untagged = source("audit-export-source", [targetArn("audit-export-target")], ["sts:AssumeRole"]);
  data.role("audit-export-target", {
    trust: policy({ Effect: "Allow", Principal: { AWS: untagged.arn }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    inline: { bucket: policy(allow("s3:PutObject", "arn:aws:s3:::shop-prod-lake/audit/*")) },
  });
  cluster.associate("ledger", "audit-export", untagged.arn, { target: targetArn("audit-export-target") });

  // Within one account a trust that names the source needs no statement on the source's side.
  const same = source("vault-rotation-source", ["arn:aws:s3:::nothing-to-assume"], ["s3:ListBucket"]);
  const rotation = payments.role("vault-rotation-target", {
    path: "/payments/",
    trust: policy({ Effect: "Allow", Principal: { AWS: same.arn }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
    inline: {
      rotate: policy(
        allow(
          ["secretsmanager:RotateSecret", "secretsmanager:PutSecretValue"],
          `arn:aws:secretsmanager:*:${payments.id}:secret:acquirer/*`,
        ),
      ),
    },
    usedDaysAgo: 30,
  });
  cluster.associate("payments", "vault-rotation", same.arn, { target: rotation.arn });

  // Into the account that was bought lately and has no reader role: not broken, unknown.
  const mobile = source("mobile-sync-source", [targetArn("mobile-sync", ACCOUNTS.acquired)]);
  cluster.associate("wallet-sync", "mobile-sync", mobile.arn, { target: targetArn("mobile-sync", ACCOUNTS.acquired) });

  // Tag-bound target: the source's tags arrive as request tags, with a session policy that limits the target only.
  const tagged = source("search-feed-source", [targetArn("search-feed-target")]);
  data.role("search-feed-target", {
    trust: policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${payments.id}:root` },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        ArnEquals: { "aws:PrincipalArn": tagged.arn },
        StringEquals: { "aws:RequestTag/kubernetes-namespace": "checkout" },
      },
    }),
    inline: { queue: policy(allow("sqs:SendMessage", `arn:aws:sqs:eu-west-1:${data.id}:search-feed`)) },
    usedDaysAgo: 2,
  });
  cluster.associate("checkout", "search-feed", tagged.arn, { target: targetArn("search-feed-target") });
}

function targetTrust(sourceArn: string, externalId: string): Document {
  return policy(
    {
      Effect: "Allow",
      Principal: { AWS: sourceArn },
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": externalId } },
    },
    { Effect: "Allow", Principal: { AWS: sourceArn }, Action: "sts:TagSession" },
  );
}
