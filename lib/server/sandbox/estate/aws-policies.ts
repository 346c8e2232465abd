/**
 * Managed policies of AWS that the estate attaches. Small ones grant what AWS's grant; of the huge ones (ReadOnlyAccess,
 * the drivers') this is a short form with the same character. Names, ARNs and version numbers are AWS's.
 */
import type { EstateBuilder } from "./builder";
import { allow, type Document, deny, policy } from "./documents";
import { READ_ACTIONS } from "./read-actions";

const verbs = (service: string, ...names: string[]) => names.map((name) => `${service}:${name}`);

const SMALL: Readonly<Record<string, readonly [version: string, document: Document]>> = {
  AdministratorAccess: ["v1", policy(allow("*"))],
  PowerUserAccess: [
    "v5",
    policy(
      { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
      allow([
        "account:GetAccountInformation",
        "account:GetPrimaryEmail",
        "account:ListRegions",
        "iam:CreateServiceLinkedRole",
        "iam:DeleteServiceLinkedRole",
        "iam:ListRoles",
        "organizations:DescribeOrganization",
      ]),
    ),
  ],
  AmazonS3ReadOnlyAccess: [
    "v3",
    policy(allow([...verbs("s3", "Get*", "List*", "Describe*"), ...verbs("s3-object-lambda", "Get*", "List*")])),
  ],
  AmazonS3FullAccess: ["v2", policy(allow(["s3:*", "s3-object-lambda:*"]))],
  AmazonSQSFullAccess: ["v1", policy(allow("sqs:*"))],
  AmazonDynamoDBReadOnlyAccess: [
    "v15",
    policy(
      allow([
        ...verbs(
          "dynamodb",
          "BatchGetItem",
          "Describe*",
          "List*",
          "GetItem",
          "GetResourcePolicy",
          "Query",
          "Scan",
          "PartiQLSelect",
        ),
        ...verbs("dax", "Describe*", "List*", "GetItem", "BatchGetItem", "Query", "Scan"),
        ...verbs("cloudwatch", "DescribeAlarms", "GetMetricStatistics", "GetMetricData", "ListMetrics"),
        ...verbs("kms", "DescribeKey", "ListAliases"),
      ]),
    ),
  ],
  AmazonMSKReadOnlyAccess: [
    "v1",
    policy(
      allow([
        ...verbs("kafka", "Describe*", "List*", "Get*"),
        ...verbs("ec2", "DescribeSubnets", "DescribeVpcs"),
        "kms:DescribeKey",
      ]),
    ),
  ],
  AmazonSSMManagedInstanceCore: [
    "v2",
    policy(
      allow(
        verbs(
          "ssm",
          "DescribeAssociation",
          "GetDocument",
          "GetParameter",
          "GetParameters",
          "PutInventory",
          "UpdateInstanceInformation",
        ),
      ),
      allow(verbs("ssmmessages", "CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")),
      allow(verbs("ec2messages", "AcknowledgeMessage", "GetEndpoint", "GetMessages", "SendReply")),
    ),
  ],
  AmazonEKSWorkerNodePolicy: [
    "v3",
    policy({
      Sid: "WorkerNodePermissions",
      ...allow([
        ...verbs("ec2", "DescribeInstances", "DescribeInstanceTypes", "DescribeRouteTables", "DescribeSecurityGroups"),
        ...verbs("ec2", "DescribeSubnets", "DescribeVolumes", "DescribeVolumesModifications", "DescribeVpcs"),
        "eks:DescribeCluster",
        "eks-auth:AssumeRoleForPodIdentity",
      ]),
    }),
  ],
  AmazonEKSWorkerNodeMinimalPolicy: [
    "v1",
    policy({ Sid: "WorkerNodePermissions", ...allow(["eks-auth:AssumeRoleForPodIdentity"]) }),
  ],
  AmazonEKS_CNI_Policy: [
    "v6",
    policy(
      {
        Sid: "AmazonEKSCNIPolicy",
        ...allow([
          ...verbs(
            "ec2",
            "AssignPrivateIpAddresses",
            "AttachNetworkInterface",
            "CreateNetworkInterface",
            "DeleteNetworkInterface",
          ),
          ...verbs(
            "ec2",
            "DescribeInstances",
            "DescribeTags",
            "DescribeNetworkInterfaces",
            "DescribeSubnets",
            "DetachNetworkInterface",
          ),
          ...verbs("ec2", "ModifyNetworkInterfaceAttribute", "UnassignPrivateIpAddresses"),
        ]),
      },
      { Sid: "AmazonEKSCNIPolicyENITag", ...allow(["ec2:CreateTags"], ["arn:aws:ec2:*:*:network-interface/*"]) },
    ),
  ],
  AmazonEC2ContainerRegistryReadOnly: [
    "v3",
    policy(
      allow([
        ...verbs(
          "ecr",
          "GetAuthorizationToken",
          "BatchCheckLayerAvailability",
          "GetDownloadUrlForLayer",
          "BatchGetImage",
        ),
        ...verbs(
          "ecr",
          "GetRepositoryPolicy",
          "DescribeRepositories",
          "ListImages",
          "DescribeImages",
          "DescribeImageScanFindings",
        ),
      ]),
    ),
  ],
  AmazonEC2ContainerRegistryPullOnly: [
    "v1",
    policy(
      allow(
        verbs("ecr", "GetAuthorizationToken", "BatchGetImage", "GetDownloadUrlForLayer", "BatchImportUpstreamImage"),
      ),
    ),
  ],
  AmazonEKSClusterPolicy: [
    "v10",
    policy(
      allow([
        ...verbs("autoscaling", "DescribeAutoScalingGroups", "UpdateAutoScalingGroup"),
        ...verbs(
          "ec2",
          "AttachVolume",
          "AuthorizeSecurityGroupIngress",
          "CreateRoute",
          "CreateSecurityGroup",
          "CreateTags",
          "Describe*",
        ),
        ...verbs(
          "elasticloadbalancing",
          "CreateListener",
          "CreateLoadBalancer",
          "DeleteLoadBalancer",
          "DescribeLoadBalancers",
        ),
        "kms:DescribeKey",
      ]),
    ),
  ],
  AmazonEKSFargatePodExecutionRolePolicy: [
    "v1",
    policy(
      allow(
        verbs("ecr", "GetAuthorizationToken", "BatchCheckLayerAvailability", "GetDownloadUrlForLayer", "BatchGetImage"),
      ),
    ),
  ],
  AmazonPrometheusRemoteWriteAccess: ["v1", policy(allow("aps:RemoteWrite"))],
  AWSXRayDaemonWriteAccess: [
    "v2",
    policy(allow(verbs("xray", "PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"))),
  ],
  CloudWatchAgentServerPolicy: [
    "v3",
    policy(
      allow([
        "cloudwatch:PutMetricData",
        ...verbs("ec2", "DescribeVolumes", "DescribeTags"),
        ...verbs(
          "logs",
          "PutLogEvents",
          "PutRetentionPolicy",
          "DescribeLogStreams",
          "DescribeLogGroups",
          "CreateLogStream",
          "CreateLogGroup",
        ),
        ...verbs("xray", "PutTraceSegments", "PutTelemetryRecords", "GetSamplingRules", "GetSamplingTargets"),
      ]),
      allow("ssm:GetParameter", "arn:aws:ssm:*:*:parameter/AmazonCloudWatch-*"),
    ),
  ],
  "service-role/AmazonEBSCSIDriverPolicy": [
    "v15",
    policy(
      allow(
        verbs(
          "ec2",
          "DescribeAvailabilityZones",
          "DescribeInstances",
          "DescribeSnapshots",
          "DescribeTags",
          "DescribeVolumes",
        ),
      ),
      allow(verbs("ec2", "AttachVolume", "DetachVolume", "ModifyVolume", "CreateSnapshot"), "arn:aws:ec2:*:*:volume/*"),
      allow("ec2:CreateVolume", "arn:aws:ec2:*:*:volume/*", {
        StringLike: { "aws:RequestTag/ebs.csi.aws.com/cluster": "true" },
      }),
      allow("ec2:DeleteVolume", "arn:aws:ec2:*:*:volume/*", {
        StringLike: { "ec2:ResourceTag/ebs.csi.aws.com/cluster": "true" },
      }),
    ),
  ],
  "service-role/AmazonEFSCSIDriverPolicy": [
    "v1",
    policy(
      allow(verbs("elasticfilesystem", "DescribeAccessPoints", "DescribeFileSystems", "DescribeMountTargets")),
      allow("elasticfilesystem:CreateAccessPoint", "*", {
        Null: { "aws:RequestTag/efs.csi.aws.com/cluster": "false" },
        "ForAllValues:StringEquals": { "aws:TagKeys": "efs.csi.aws.com/cluster" },
      }),
      allow("elasticfilesystem:DeleteAccessPoint", "*", {
        Null: { "aws:ResourceTag/efs.csi.aws.com/cluster": "false" },
      }),
    ),
  ],
  AWSDenyAll: ["v1", policy({ Sid: "DenyAll", ...deny("*") })],
};

export function addAwsPolicies(estate: EstateBuilder): void {
  for (const [name, [version, document]] of Object.entries(SMALL)) estate.awsPolicy(name, document, version);
  const half = Math.ceil(READ_ACTIONS.length / 2);
  estate.awsPolicy(
    "ReadOnlyAccess",
    policy(
      { Sid: "ReadOnlyActionsGroup1", ...allow(READ_ACTIONS.slice(0, half)) },
      { Sid: "ReadOnlyActionsGroup2", ...allow(READ_ACTIONS.slice(half)) },
    ),
    "v188",
  );
  estate.awsPolicy(
    "SecurityAudit",
    policy(allow(READ_ACTIONS.filter((action) => /:(Describe|List)\*$/.test(action)))),
    "v92",
  );
}
