/** Development: copies of production's applications with less care, and what only grows in such accounts. */
import { allow, podIdentityTrust, policy, serviceTrust } from "../documents";
import type { Clusters } from "./clusters";
import type { Company } from "./company";

export function devApplications(company: Company, clusters: Clusters): void {
  const { dev, payments } = company;
  const shared = dev.role("dev-shared", {
    trust: podIdentityTrust(),
    attach: ["PowerUserAccess", "ReadOnlyAccess"],
    description: "For everyone, until we find the time",
    tags: { env: "dev" },
    usedDaysAgo: 0,
  });
  for (const name of ["checkout-api", "cart", "wallet", "refunds", "search-api", "catalogue-api", "mailer", "web"]) {
    clusters.devIreland.associate(`pr-${dev.estate.ids.number(name, 1000, 9999)}`, name, shared.arn, { daysAgo: 9 });
    clusters.devIreland.associate("staging", name, shared.arn);
  }
  // The default service account of a namespace: every pod that names none.
  clusters.devIreland.associate("default", "default", shared.arn);

  const admin = dev.role("dev-cluster-admin", {
    trust: podIdentityTrust(),
    attach: ["AdministratorAccess"],
    usedDaysAgo: 400,
  });
  clusters.devIreland.associate("debug", "toolbox", admin.arn, { tags: { owner: "nobody" } });

  // Whoever runs this may make itself any role that Pod Identity trusts.
  const onboarding = dev.role("tenant-onboarding", {
    trust: podIdentityTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "onboarding" } }),
    inline: {
      associate: policy(
        allow(
          ["eks:CreatePodIdentityAssociation", "eks:DeletePodIdentityAssociation"],
          `arn:aws:eks:eu-west-1:${dev.id}:cluster/dev-euw1`,
        ),
        allow("iam:PassRole", dev.arn("role/*"), { StringEquals: { "iam:PassedToService": "pods.eks.amazonaws.com" } }),
      ),
    },
    usedDaysAgo: 2,
  });
  clusters.devIreland.associate("onboarding", "onboarder", onboarding.arn);

  // Fargate and Windows: associations that reach no pod.
  const batch = dev.role("dev-batch", {
    trust: podIdentityTrust(),
    inline: { batch: policy(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::shop-dev-batch/*")) },
  });
  clusters.devMixed.associate("batch", "nightly", batch.arn);
  clusters.devMixed.associate("reports", "pdf", batch.arn);
  clusters.devMixed.associate("windows", "label-printer", batch.arn);
  clusters.devMixed.associate("linux", "worker", batch.arn);

  legacyStores(payments, clusters);
}

/** The stores' cluster is too old for Pod Identity, and its pods live on the node's role. */
function legacyStores(payments: Company["payments"], clusters: Clusters): void {
  const role = payments.role("pos-till", {
    trust: podIdentityTrust(),
    inline: { tills: policy(allow(["sqs:SendMessage"], `arn:aws:sqs:ap-southeast-2:${payments.id}:tills`)) },
  });
  clusters.legacySydney.associate("stores", "till", role.arn);
  clusters.legacySydney.associate("stores", "price-tags", role.arn);
  payments.role("kube2iam-target", {
    trust: policy(...serviceTrust("ec2.amazonaws.com").Statement, {
      Effect: "Allow",
      Principal: { AWS: payments.arn("role/payments-node") },
      Action: "sts:AssumeRole",
    }),
    attach: ["AmazonDynamoDBReadOnlyAccess"],
    description: "Handed out by kube2iam",
    usedDaysAgo: 15,
  });
}
