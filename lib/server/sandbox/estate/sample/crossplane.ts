/** An association made by Crossplane, with the names of its published example and the tags that its provider writes. */
import { allow, podIdentityTrust, policy, serviceTrust } from "../documents";
import type { Company } from "./company";

export function crossplaneExample(company: Company): void {
  const { platform } = company;
  const cluster = platform.cluster("eu-west-1", "your-cluster", {
    tags: {
      "crossplane-kind": "cluster.eks.aws.upbound.io",
      "crossplane-name": "your-cluster",
      "crossplane-providerconfig": "default",
    },
  });
  const node = platform.role("your-cluster-node", {
    trust: serviceTrust("ec2.amazonaws.com"),
    attach: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
    instanceProfile: true,
    usedDaysAgo: 0,
  });
  cluster.nodegroup("default", node);
  cluster.addon("eks-pod-identity-agent", "v1.3.10-eksbuild.2", {
    tags: {
      "crossplane-kind": "addon.eks.aws.upbound.io",
      "crossplane-name": "pod-identity-agent",
      "crossplane-providerconfig": "default",
    },
  });
  const role = platform.role("YourPodRole", {
    trust: podIdentityTrust(),
    attach: ["AmazonS3ReadOnlyAccess"],
    tags: {
      "crossplane-kind": "role.iam.aws.upbound.io",
      "crossplane-name": "your-pod-role",
      "crossplane-providerconfig": "default",
    },
    usedDaysAgo: 4,
  });
  cluster.associate("default", "pod-service-account", role.arn, {
    tags: {
      "crossplane-kind": "podidentityassociation.eks.aws.upbound.io",
      "crossplane-name": "pod-identity-association",
      "crossplane-providerconfig": "default",
    },
  });
  // Crossplane's own provider: makes roles and associations, and may pass any role.
  const provider = platform.role("crossplane-provider-aws", {
    trust: podIdentityTrust({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "crossplane-system" } }),
    inline: {
      compose: policy(
        allow([
          "eks:CreatePodIdentityAssociation",
          "eks:UpdatePodIdentityAssociation",
          "eks:DeletePodIdentityAssociation",
          "eks:Describe*",
          "eks:List*",
        ]),
        allow([
          "iam:CreateRole",
          "iam:AttachRolePolicy",
          "iam:PutRolePolicy",
          "iam:TagRole",
          "iam:PassRole",
          "iam:GetRole",
        ]),
      ),
    },
    usedDaysAgo: 0,
  });
  cluster.associate("crossplane-system", "provider-aws", provider.arn);
}
