/** Roles that no pod is meant to have: people's, the pipeline's, AWS's own; and what access they have to clusters. */
import type { AccountBuilder } from "../account-builder";
import type { ClusterBuilder } from "../cluster-builder";
import { allow, policy, serviceTrust } from "../documents";
import type { Clusters } from "./clusters";
import { ACCOUNTS, type Company } from "./company";

const CLUSTER_ADMIN = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";
const NAMESPACE_EDIT = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy";

export function peopleAndPipelines(company: Company, clusters: Clusters): void {
  const { security, payments, data, platform, dev } = company;
  for (const account of [security, payments, data, platform, dev]) {
    account.role("OrganizationAccountAccessRole", {
      trust: policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNTS.management}:root` },
        Action: "sts:AssumeRole",
      }),
      attach: ["AdministratorAccess"],
      usedDaysAgo: 90,
    });
    account.role("AWSServiceRoleForAmazonEKS", {
      path: "/aws-service-role/eks.amazonaws.com/",
      trust: serviceTrust("eks.amazonaws.com"),
      inline: {
        network: policy(allow(["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeVpcs"])),
      },
      usedDaysAgo: 0,
    });
  }
  const engineers = new Map(
    [payments, data, platform, dev].map((account) => [
      account.id,
      singleSignOn(account, "Engineers", "ReadOnlyAccess"),
    ]),
  );
  const admins = new Map(
    [payments, data, platform, dev].map((account) => [
      account.id,
      singleSignOn(account, "PlatformAdmins", "AdministratorAccess"),
    ]),
  );
  for (const cluster of Object.values(clusters) as ClusterBuilder[]) {
    if (cluster.cluster.authenticationMode === "CONFIG_MAP") continue;
    grant(cluster, admins.get(cluster.account.id), CLUSTER_ADMIN, []);
    if (cluster.account === dev) grant(cluster, engineers.get(dev.id), NAMESPACE_EDIT, ["staging", "default"]);
  }
  deployers(company, clusters);
  pipeline(company);
}

function singleSignOn(account: AccountBuilder, set: string, attach: string): string {
  const suffix = account.estate.ids.hex("sso", `${account.id}${set}`, 16);
  const role = account.role(`AWSReservedSSO_${set}_${suffix}`, {
    path: "/aws-reserved/sso.amazonaws.com/eu-west-1/",
    trust: policy({
      Effect: "Allow",
      Principal: { Federated: account.arn("saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE") },
      Action: ["sts:AssumeRoleWithSAML", "sts:TagSession"],
      Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
    }),
    attach: [attach],
    maxSessionDuration: 28_800,
    usedDaysAgo: 1,
  });
  return role.arn;
}

function grant(
  cluster: ClusterBuilder,
  principalArn: string | undefined,
  policyArn: string,
  namespaces: readonly string[],
): void {
  if (principalArn === undefined) return;
  const { estate } = cluster.account;
  const scope = namespaces.length === 0 ? "cluster" : "namespace";
  cluster.accessEntry(principalArn, {
    policies: [{ policyArn, scope, namespaces, associatedAt: estate.daysAgo(100) }],
  });
}

/** What Argo CD of the platform account assumes in the others: administrator of their clusters. */
function deployers({ payments, data, dev, platform }: Company, clusters: Clusters): void {
  for (const account of [payments, data, dev]) {
    const deployer = account.role("argocd-deployer", {
      trust: policy({
        Effect: "Allow",
        Principal: { AWS: platform.arn("role/platform/argocd-controller") },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      }),
      inline: { describe: policy(allow(["eks:DescribeCluster"])) },
      usedDaysAgo: 0,
    });
    for (const cluster of Object.values(clusters) as ClusterBuilder[]) {
      if (cluster.account === account && cluster.cluster.authenticationMode !== "CONFIG_MAP")
        grant(cluster, deployer.arn, CLUSTER_ADMIN, []);
    }
  }
}

/** GitHub's issuer: a web identity that is no pod's. */
function pipeline({ platform }: Company): void {
  const provider = platform.oidcProvider("https://token.actions.githubusercontent.com");
  platform.role("github-deploy", {
    trust: policy({
      Effect: "Allow",
      Principal: { Federated: provider.arn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
        StringLike: { "token.actions.githubusercontent.com:sub": "repo:shop-example/*:ref:refs/heads/main" },
      },
    }),
    inline: {
      push: policy(
        allow([
          "ecr:PutImage",
          "ecr:InitiateLayerUpload",
          "ecr:UploadLayerPart",
          "ecr:CompleteLayerUpload",
          "ecr:GetAuthorizationToken",
        ]),
      ),
    },
    usedDaysAgo: 0,
  });
}
