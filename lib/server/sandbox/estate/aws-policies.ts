/**
 * Managed policies of AWS that the estate attaches. Small ones grant what AWS's grant; of the huge ones (ReadOnlyAccess,
 * the drivers') this is a short form with the same character. Names, ARNs and version numbers are AWS's.
 */
import type { EstateBuilder } from "./builder";
import { allow, type Document, deny, policy } from "./documents";

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

/** Services and what their reads begin with: the shape of ReadOnlyAccess, at a tenth of its size. */
const READS: Readonly<Record<string, string>> = {
  "access-analyzer": "Get* List*",
  acm: "Describe* Get* List*",
  apigateway: "GET",
  "application-autoscaling": "Describe* List*",
  aps: "Describe* Get* List* Query*",
  athena: "Batch* Get* List*",
  autoscaling: "Describe* Get*",
  backup: "Describe* Get* List*",
  batch: "Describe* List*",
  bedrock: "Get* List*",
  cloudformation: "Describe* Detect* Estimate* Get* List*",
  cloudfront: "Describe* Get* List*",
  cloudtrail: "Describe* Get* List* LookupEvents",
  cloudwatch: "Describe* Get* List*",
  codebuild: "BatchGet* Describe* List*",
  cognito: "Get* List*",
  config: "BatchGet* Deliver* Describe* Get* List* Select*",
  dax: "BatchGetItem Describe* GetItem ListTags Query Scan",
  dms: "Describe* List* Test*",
  dynamodb: "BatchGet* Describe* Get* List* PartiQLSelect Query Scan",
  ebs: "GetSnapshotBlock List*",
  ec2: "Describe* Get* List* SearchLocalGatewayRoutes SearchTransitGatewayRoutes",
  ecr: "BatchCheck* BatchGet* Describe* Get* List*",
  ecs: "Describe* Get* List*",
  eks: "Describe* List* AccessKubernetesApi",
  elasticache: "Describe* List*",
  elasticfilesystem: "Describe* List*",
  elasticloadbalancing: "Describe*",
  elasticmapreduce: "Describe* Get* List* View*",
  es: "Describe* ESHttpGet ESHttpHead Get* List*",
  events: "Describe* List* Test*",
  firehose: "Describe* List*",
  fsx: "Describe* List*",
  glue: "BatchGet* Get* List* SearchTables",
  guardduty: "Describe* Get* List*",
  iam: "Generate* Get* List* Simulate*",
  inspector2: "BatchGet* Get* List*",
  kafka: "Describe* Get* List*",
  kinesis: "Describe* Get* List*",
  kms: "Describe* Get* List*",
  lambda: "Get* List*",
  lakeformation: "DescribeResource GetDataAccess Get* List*",
  logs: "Describe* FilterLogEvents Get* List* StartQuery StopQuery TestMetricFilter",
  memorydb: "Describe* List*",
  mq: "Describe* List*",
  "network-firewall": "Describe* List*",
  organizations: "Describe* List*",
  ram: "Get* List*",
  rds: "Describe* Download* List*",
  redshift: "Describe* GetReservedNodeExchangeOfferings View*",
  "resource-explorer-2": "Get* List* Search",
  "resource-groups": "Get* List* Search*",
  route53: "Get* List* Test*",
  route53domains: "Check* Get* List* View*",
  s3: "DescribeJob Get* List*",
  sagemaker: "Describe* GetSearchSuggestions List* Search",
  scheduler: "GetSchedule List*",
  schemas: "Describe* Get* List* Search*",
  secretsmanager: "Describe* GetResourcePolicy List*",
  securityhub: "BatchGet* Describe* Get* List*",
  ses: "Describe* Get* List*",
  shield: "Describe* Get* List*",
  sns: "Check* Get* List*",
  sqs: "Get* List* Receive*",
  ssm: "Describe* Get* List*",
  states: "Describe* GetExecutionHistory List*",
  storagegateway: "Describe* List*",
  sts: "GetAccessKeyInfo GetCallerIdentity GetSessionToken",
  tag: "Get*",
  timestream: "Describe* List*",
  transfer: "Describe* List* TestIdentityProvider",
  trustedadvisor: "Describe*",
  wafv2: "CheckCapacity Describe* Get* List*",
  workspaces: "Describe*",
  xray: "BatchGet* Get*",
};

export function addAwsPolicies(estate: EstateBuilder): void {
  for (const [name, [version, document]] of Object.entries(SMALL)) estate.awsPolicy(name, document, version);
  const actions = Object.entries(READS).flatMap(([service, names]) => verbs(service, ...names.split(" ")));
  const half = Math.ceil(actions.length / 2);
  estate.awsPolicy(
    "ReadOnlyAccess",
    policy(
      { Sid: "ReadOnlyActionsGroup1", ...allow(actions.slice(0, half)) },
      { Sid: "ReadOnlyActionsGroup2", ...allow(actions.slice(half)) },
    ),
    "v188",
  );
  estate.awsPolicy(
    "SecurityAudit",
    policy(allow(actions.filter((action) => /:(Describe|List)\*$/.test(action)))),
    "v92",
  );
}
