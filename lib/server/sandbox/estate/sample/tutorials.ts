/** Mistakes and examples that tutorials and AWS's own documentation have spread. */
import type { ClusterBuilder } from "../cluster-builder";
import { allow, podIdentityTrust, policy, serviceTrust, webIdentityTrust } from "../documents";
import type { Clusters } from "./clusters";
import { type Company, ORGANIZATION_ID } from "./company";

export function tutorialCases(company: Company, clusters: Clusters): void {
  const { dev } = company;
  const demo = demoCluster(company);
  const provider = demo.oidcProvider();

  // The subject pattern stands under :aud.
  dev.role("eks-demo-role", {
    trust: webIdentityTrust(provider.arn, { StringLike: { ":aud": "system:serviceaccount:demo-namespace:*" } }),
    attach: ["AmazonS3ReadOnlyAccess"],
    description: "Role for demo-namespace/demo-sa",
  });
  // "Select EKS as the trusted entity": that is the service of the control plane.
  const wrongService = dev.role("eks-pod-role-wrong-service", {
    trust: serviceTrust("eks.amazonaws.com"),
    attach: ["AmazonS3ReadOnlyAccess"],
  });
  demo.associate("demo-namespace", "wrong-service", wrongService.arn);
  // sts:TagSession forgotten, session tags on.
  const untagged = dev.role("eks-pod-role-without-tag-session", {
    trust: policy({ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" }),
    attach: ["AmazonS3ReadOnlyAccess"],
  });
  demo.associate("demo-namespace", "no-tag-session", untagged.arn);
  demo.associate("demo-namespace", "no-tag-session-tags-off", untagged.arn, { disableSessionTags: true });
  // An association's ARN under aws:SourceArn, where EKS sends the cluster's.
  const sourceArn = dev.role("eks-pod-role-association-source-arn", {
    trust: podIdentityTrust({
      ArnLike: { "aws:SourceArn": `arn:aws:eks:eu-west-1:${dev.id}:podidentityassociation/eks-demo/*` },
    }),
    attach: ["AmazonS3ReadOnlyAccess"],
  });
  demo.associate("demo-namespace", "association-source-arn", sourceArn.arn);

  bestPractices(company, demo);
  userGuide(company, clusters);
}

function demoCluster({ dev }: Company): ClusterBuilder {
  const cluster = dev.cluster("eu-west-1", "eks-demo", { version: "1.33", publicEndpoint: true });
  const node = dev.role("eks-demo-node", {
    trust: serviceTrust("ec2.amazonaws.com"),
    attach: [
      "AmazonEKSWorkerNodePolicy",
      "AmazonEKS_CNI_Policy",
      "AmazonEC2ContainerRegistryReadOnly",
      "AmazonS3FullAccess",
    ],
    instanceProfile: true,
    usedDaysAgo: 3,
  });
  cluster.nodegroup("demo", node, { instanceTypes: ["t3.medium"] });
  cluster.addon("eks-pod-identity-agent", "v1.3.8-eksbuild.2");
  return cluster;
}

/** The trusts that the EKS Best Practices Guide recommends. */
function bestPractices({ dev }: Company, demo: ClusterBuilder): void {
  const organisation = dev.role("best-practice-organisation", {
    trust: podIdentityTrust({ StringEquals: { "aws:SourceOrgId": "$" + "{aws:ResourceOrgId}" } }),
    attach: ["AmazonS3ReadOnlyAccess"],
    usedDaysAgo: 1,
  });
  demo.associate("best-practice", "organisation", organisation.arn);
  const tags = dev.role("best-practice-request-tags", {
    trust: podIdentityTrust({
      StringEquals: {
        "aws:SourceOrgId": ORGANIZATION_ID,
        "aws:RequestTag/kubernetes-namespace": "best-practice",
        "aws:RequestTag/kubernetes-service-account": "request-tags",
        "aws:RequestTag/eks-cluster-name": "eks-demo",
      },
    }),
    attach: ["AmazonS3ReadOnlyAccess"],
    usedDaysAgo: 1,
  });
  demo.associate("best-practice", "request-tags", tags.arn);
  const sourceArn = dev.role("best-practice-source-arn", {
    trust: podIdentityTrust({
      StringEquals: { "aws:SourceAccount": dev.id },
      ArnEquals: { "aws:SourceArn": demo.arn },
    }),
    attach: ["AmazonS3ReadOnlyAccess"],
    usedDaysAgo: 1,
  });
  demo.associate("best-practice", "source-arn", sourceArn.arn);
}

/** The user guide's examples: my-role for my-service-account, and the ABAC policy on a secret's tag. */
function userGuide({ dev }: Company, clusters: Clusters): void {
  dev.policy("my-policy", policy(allow("s3:GetObject", "arn:aws:s3:::my-pod-secrets-bucket/*")));
  const role = dev.role("my-role", { trust: podIdentityTrust(), attach: ["my-policy"], usedDaysAgo: 6 });
  clusters.devIreland.associate("default", "my-service-account", role.arn);
  const abac = dev.role("my-abac-role", {
    trust: podIdentityTrust(),
    inline: {
      abac: policy(
        allow("s3:GetObjectTagging", "*"),
        allow("s3:GetObject", "*", {
          StringEquals: { "s3:ExistingObjectTag/eks-cluster-name": "$" + "{aws:PrincipalTag/eks-cluster-name}" },
        }),
      ),
    },
  });
  clusters.devIreland.associate("default", "my-abac-service-account", abac.arn);
}
