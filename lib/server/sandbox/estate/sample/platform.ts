/** Add-ons of the platform team: on every production cluster the same ones, each with a role of its account. */
import type { AccountBuilder } from "../account-builder";
import type { ClusterBuilder } from "../cluster-builder";
import { allow, type Document, podIdentityTrust, policy } from "../documents";
import type { Role } from "../model";
import type { Clusters } from "./clusters";
import { type Company, ORGANIZATION_ID } from "./company";

export function platformAddons(company: Company, clusters: Clusters): void {
  const full = [
    clusters.paymentsIreland,
    clusters.paymentsVirginia,
    clusters.dataIreland,
    clusters.platformFrankfurt,
    clusters.devIreland,
  ];
  for (const cluster of full) addonsOf(cluster, cluster === clusters.devIreland ? "karpenter" : "cluster-autoscaler");
  // Auto Mode brings its own load balancing, storage and scaling.
  for (const name of ["external-dns", "external-secrets", "cert-manager", "fluent-bit", "adot-collector"])
    install(clusters.machineLearning, name);
  for (const name of ["external-dns", "fluent-bit"]) install(clusters.devMixed, name);
  install(clusters.legacySydney, "fluent-bit");
  deployments(company, clusters);
}

interface PlatformApp {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly attach?: readonly string[];
  readonly document?: (cluster: ClusterBuilder) => Document;
  /** EKS add-ons bring their association themselves. */
  readonly addonVersion?: string;
}

const APPS: Readonly<Record<string, PlatformApp>> = {
  "external-dns": { namespace: "external-dns", serviceAccount: "external-dns", document: externalDns },
  "aws-load-balancer-controller": {
    namespace: "kube-system",
    serviceAccount: "aws-load-balancer-controller",
    document: loadBalancers,
  },
  "cluster-autoscaler": { namespace: "kube-system", serviceAccount: "cluster-autoscaler", document: autoscaler },
  karpenter: { namespace: "karpenter", serviceAccount: "karpenter", document: karpenter },
  "aws-ebs-csi-driver": {
    namespace: "kube-system",
    serviceAccount: "ebs-csi-controller-sa",
    attach: ["service-role/AmazonEBSCSIDriverPolicy"],
    addonVersion: "v1.51.0-eksbuild.1",
  },
  "aws-efs-csi-driver": {
    namespace: "kube-system",
    serviceAccount: "efs-csi-controller-sa",
    attach: ["service-role/AmazonEFSCSIDriverPolicy"],
    addonVersion: "v2.1.11-eksbuild.1",
  },
  "external-secrets": { namespace: "external-secrets", serviceAccount: "external-secrets", document: externalSecrets },
  "cert-manager": { namespace: "cert-manager", serviceAccount: "cert-manager", document: certManager },
  "fluent-bit": { namespace: "observability", serviceAccount: "fluent-bit", document: fluentBit },
  "adot-collector": {
    namespace: "observability",
    serviceAccount: "adot-collector",
    attach: ["AmazonPrometheusRemoteWriteAccess", "AWSXRayDaemonWriteAccess", "CloudWatchAgentServerPolicy"],
  },
  velero: { namespace: "velero", serviceAccount: "velero-server", document: velero },
};

function addonsOf(cluster: ClusterBuilder, scaler: "karpenter" | "cluster-autoscaler"): void {
  for (const name of Object.keys(APPS)) {
    if (name === "karpenter" || name === "cluster-autoscaler" ? name === scaler : true) install(cluster, name);
  }
}

function install(cluster: ClusterBuilder, name: string): void {
  const app = APPS[name];
  if (app === undefined) throw new Error(`no platform app ${name}`);
  const role = platformRole(cluster.account, name, app, cluster);
  if (app.addonVersion !== undefined) {
    cluster.addonWithIdentity(name, app.addonVersion, app.namespace, app.serviceAccount, role.arn);
  } else {
    cluster.associate(app.namespace, app.serviceAccount, role.arn, {
      tags: { owner: "platform", "managed-by": "terraform" },
    });
  }
}

/** One role an account for all its clusters; AWS's best-practice trust by organisation. */
function platformRole(account: AccountBuilder, name: string, app: PlatformApp, cluster: ClusterBuilder): Role {
  const roleName = `platform-${name}`;
  const known = account.roles.get(roleName);
  if (known !== undefined) return known;
  return account.role(roleName, {
    path: "/platform/",
    trust: podIdentityTrust({
      StringEquals: { "aws:SourceOrgId": "$" + "{aws:ResourceOrgId}" },
    }),
    attach: app.attach ?? [],
    inline: app.document === undefined ? {} : { [name]: app.document(cluster) },
    tags: { owner: "platform", "managed-by": "terraform" },
    usedDaysAgo: account.estate.ids.number(`${account.id}${name}`, 0, 3),
    usedIn: cluster.region,
  });
}

function externalDns(): Document {
  return policy(
    allow(
      ["route53:ChangeResourceRecordSets"],
      ["arn:aws:route53:::hostedzone/Z0SHOPEXAMPLE0001", "arn:aws:route53:::hostedzone/Z0SHOPEXAMPLE0002"],
    ),
    allow(["route53:ListHostedZones", "route53:ListResourceRecordSets", "route53:ListTagsForResources"]),
  );
}

function loadBalancers(): Document {
  return policy(
    allow("iam:CreateServiceLinkedRole", "*", {
      StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" },
    }),
    allow([
      "ec2:Describe*",
      "ec2:GetCoipPoolUsage",
      "elasticloadbalancing:Describe*",
      "acm:ListCertificates",
      "wafv2:GetWebACL",
    ]),
    allow(["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:CreateSecurityGroup"]),
    allow(["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"], "*", {
      Null: { "aws:RequestTag/elbv2.k8s.aws/cluster": "false" },
    }),
    allow(["elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:DeleteLoadBalancer"], "*", {
      Null: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "false" },
    }),
  );
}

function autoscaler(): Document {
  return policy(
    allow([
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeScalingActivities",
      "ec2:DescribeInstanceTypes",
      "eks:DescribeNodegroup",
    ]),
    allow(["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"], "*", {
      StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled": "true" },
    }),
  );
}

function karpenter(cluster: ClusterBuilder): Document {
  const { account, region } = cluster;
  return policy(
    allow(["ec2:CreateFleet", "ec2:RunInstances", "ec2:CreateLaunchTemplate", "ec2:CreateTags"], "*", {
      StringEquals: { "aws:RequestedRegion": region },
    }),
    allow(["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"], "*", {
      StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
    }),
    allow("iam:PassRole", account.arn("role/*"), { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } }),
    allow(["ec2:Describe*", "pricing:GetProducts", "ssm:GetParameter", "eks:DescribeCluster"]),
    allow(["sqs:ReceiveMessage", "sqs:DeleteMessage"], `arn:aws:sqs:${region}:${account.id}:karpenter-interruptions`),
  );
}

function externalSecrets({ account }: ClusterBuilder): Document {
  return policy(
    allow(
      ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
      `arn:aws:secretsmanager:*:${account.id}:secret:k8s/*`,
    ),
    allow(["ssm:GetParameter", "ssm:GetParametersByPath"], `arn:aws:ssm:*:${account.id}:parameter/k8s/*`),
    allow("kms:Decrypt", `arn:aws:kms:*:${account.id}:key/*`, {
      StringLike: { "kms:ViaService": ["secretsmanager.*.amazonaws.com", "ssm.*.amazonaws.com"] },
    }),
  );
}

function certManager(): Document {
  return policy(
    allow("route53:GetChange", "arn:aws:route53:::change/*"),
    allow(["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"], "arn:aws:route53:::hostedzone/*", {
      "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": "TXT" },
    }),
    allow("route53:ListHostedZonesByName"),
  );
}

function fluentBit({ account }: ClusterBuilder): Document {
  return policy(
    allow(
      ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      `arn:aws:logs:*:${account.id}:log-group:/eks/*`,
    ),
    allow("firehose:PutRecordBatch", `arn:aws:firehose:*:${account.id}:deliverystream/eks-logs`),
  );
}

function velero({ account }: ClusterBuilder): Document {
  const bucket = `arn:aws:s3:::shop-backups-${account.id}`;
  return policy(
    allow(
      ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      `${bucket}/*`,
    ),
    allow("s3:ListBucket", bucket),
    allow([
      "ec2:DescribeVolumes",
      "ec2:DescribeSnapshots",
      "ec2:CreateTags",
      "ec2:CreateVolume",
      "ec2:CreateSnapshot",
      "ec2:DeleteSnapshot",
    ]),
  );
}

/** Argo CD in the platform account deploys to all clusters; CI runners; Grafana; the managed capabilities. */
function deployments(company: Company, clusters: Clusters): void {
  const { platform } = company;
  const cluster = clusters.platformFrankfurt;
  const argo = platform.role("argocd-controller", {
    path: "/platform/",
    trust: podIdentityTrust({
      StringEquals: { "aws:RequestTag/kubernetes-namespace": "argocd", "aws:SourceAccount": platform.id },
    }),
    inline: {
      "assume-deployers": policy(
        allow(["sts:AssumeRole", "sts:TagSession"], ["arn:aws:iam::*:role/argocd-deployer"], {
          StringEquals: { "aws:ResourceOrgID": ORGANIZATION_ID },
        }),
      ),
    },
    tags: { owner: "platform" },
    usedDaysAgo: 0,
    usedIn: cluster.region,
  });
  for (const name of ["argocd-application-controller", "argocd-server", "argocd-applicationset-controller"]) {
    cluster.associate("argocd", name, argo.arn, { tags: { owner: "platform" } });
  }
  const runners = platform.role("github-runners", {
    trust: podIdentityTrust(),
    attach: ["PowerUserAccess"],
    description: "Builds and pushes everything",
    tags: { owner: "developer-experience" },
    usedDaysAgo: 0,
    usedIn: cluster.region,
  });
  cluster.associate("ci", "github-runner", runners.arn, { tags: { owner: "developer-experience" } });
  cluster.associate("ci", "github-runner-large", runners.arn, { tags: { owner: "developer-experience" } });
  const grafana = platform.role("grafana", {
    trust: podIdentityTrust({ StringEquals: { "aws:RequestTag/kubernetes-service-account": "grafana" } }),
    inline: {
      read: policy(
        allow([
          "aps:QueryMetrics",
          "aps:GetLabels",
          "cloudwatch:GetMetricData",
          "cloudwatch:ListMetrics",
          "logs:StartQuery",
          "logs:GetQueryResults",
        ]),
      ),
    },
    tags: { owner: "observability" },
    usedDaysAgo: 1,
    usedIn: cluster.region,
  });
  cluster.associate("observability", "grafana", grafana.arn, { tags: { owner: "observability" } });
  const ack = platform.role("eks-capability-ack", {
    trust: policy({
      Effect: "Allow",
      Principal: { Service: "capabilities.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    }),
    attach: ["AdministratorAccess"],
    usedDaysAgo: 1,
  });
  cluster.capability("ack", "ACK", ack.arn);
  cluster.accessEntry(argo.arn, {
    kubernetesGroups: [],
    policies: [
      {
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        scope: "cluster",
        namespaces: [],
        associatedAt: company.estate.daysAgo(200),
      },
    ],
  });
}
