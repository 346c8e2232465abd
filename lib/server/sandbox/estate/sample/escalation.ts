/** Workloads that can make themselves more than they are, and beside them those that only look like it. */
import { allow, deny, podIdentityTrust, policy, serviceTrust } from "../documents";
import type { Clusters } from "./clusters";
import type { Company } from "./company";

type Statements = Readonly<Record<string, unknown>>[];

export function escalationPaths(company: Company, clusters: Clusters): void {
  const { platform } = company;
  const cluster = clusters.platformFrankfurt;
  const everyCluster = `arn:aws:eks:*:${platform.id}:cluster/*`;
  const harmless = platform.role("status-page", {
    trust: podIdentityTrust(),
    inline: { status: policy(allow("s3:PutObject", "arn:aws:s3:::shop-status-page/*")) },
  });
  cluster.associate("status", "status-page", harmless.arn);
  const passTo = (resource: string, service: string) =>
    allow("iam:PassRole", resource, { StringEquals: { "iam:PassedToService": service } });
  const associate = allow(["eks:CreatePodIdentityAssociation", "eks:UpdatePodIdentityAssociation"], everyCluster);

  const workload = (name: string, statements: Statements, more: { boundary?: string } = {}) => {
    const role = platform.role(name, {
      path: "/operators/",
      trust: podIdentityTrust(),
      inline: { operate: policy(...statements) },
      usedDaysAgo: 7,
      ...more,
    });
    cluster.associate("operators", name, role.arn, { tags: { owner: "platform" } });
  };
  workload("association-operator", [associate, passTo(platform.arn("role/*"), "pods.eks.amazonaws.com")]);
  workload("access-entry-operator", [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"], "*")]);
  workload("nodegroup-operator", [
    allow("eks:CreateNodegroup", everyCluster),
    passTo(platform.arn("role/platform-node"), "ec2.amazonaws.com"),
  ]);
  workload("addon-operator", [
    allow(["eks:CreateAddon", "eks:UpdateAddon"], "*"),
    passTo(platform.arn("role/platform/*"), "pods.eks.amazonaws.com"),
  ]);
  workload("trust-editor", [allow("iam:UpdateAssumeRolePolicy", platform.arn("role/*"))]);
  workload("provider-editor", [allow(["iam:CreateOpenIDConnectProvider", "iam:UpdateAssumeRolePolicy"])]);
  workload("node-metadata-editor", [
    allow(["ec2:ModifyInstanceMetadataOptions", "ssm:StartSession", "ssm:SendCommand"]),
  ]);

  // Only the harmless role can be passed.
  workload("association-operator-harmless", [associate, passTo(harmless.arn, "pods.eks.amazonaws.com")]);
  // The service that it may be passed to never asks for it.
  workload("association-operator-wrong-service", [associate, passTo(platform.arn("role/*"), "lambda.amazonaws.com")]);
  // What one statement gives, another takes away.
  workload("association-operator-denied", [associate, allow("iam:PassRole"), deny("iam:*")]);
  // The boundary has no iam.
  const boundary = platform.policy("operators-boundary", policy(allow(["eks:*", "s3:*", "logs:*"])));
  workload("association-operator-bounded", [associate, allow("iam:PassRole")], { boundary: boundary.arn });

  opensToOthers(company, clusters);
}

/** Roles for pods that others can take too. */
function opensToOthers({ dev }: Company, clusters: Clusters): void {
  const pods = podIdentityTrust().Statement;
  const mixed = dev.role("pods-and-instances", {
    trust: policy(...pods, ...serviceTrust("ec2.amazonaws.com").Statement, {
      Effect: "Allow",
      Principal: { AWS: dev.arn("root") },
      Action: "sts:AssumeRole",
    }),
    attach: ["AmazonS3ReadOnlyAccess"],
    usedDaysAgo: 2,
  });
  clusters.devIreland.associate("default", "shared-with-instances", mixed.arn);
  const open = dev.role("open-to-everyone", {
    trust: policy(...pods, { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }),
    attach: ["AmazonSQSFullAccess"],
  });
  clusters.devIreland.associate("default", "open-to-everyone", open.arn);
  // The policies ask for tags that this association does not send.
  const abac = dev.roles.get("my-abac-role");
  if (abac !== undefined)
    clusters.devMixed.associate("linux", "abac-without-tags", abac.arn, { disableSessionTags: true });
}
