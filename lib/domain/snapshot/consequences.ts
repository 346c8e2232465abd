/** What a call that failed hides, in plain words: the `consequence` of a gap. One entry an operation that a scan uses. */

const CONSEQUENCES: Readonly<Record<string, string>> = {
  "sts:AssumeRole": "Nothing of this account was read: its clusters, associations and roles are unknown.",
  "account:ListRegions": "Which regions the account uses was asked of EC2 instead; nothing is hidden if that worked.",
  "ec2:DescribeRegions":
    "Which regions the account has enabled is unknown: only those that every account has were read.",
  "ec2:DescribeInstances":
    "How far pods reach their node's role is unknown, and nodes that no node group knows of may be missing.",
  "ec2:DescribeLaunchTemplateVersions":
    "Whether pods of node groups without a running instance would reach the node's role is unknown.",
  "eks:ListClusters": "Clusters of this region, and every pod in them, are unknown.",
  "eks:DescribeCluster":
    "The cluster's issuer, version and compute are unknown, so roles cannot be matched to it through IRSA.",
  "eks:ListPodIdentityAssociations":
    "Which service accounts of the cluster get a role through Pod Identity is unknown.",
  "eks:DescribePodIdentityAssociation": "Which role the service account gets, and under which limits, is unknown.",
  "eks:ListAddons":
    "Whether the Pod Identity agent is installed as an add-on, and which roles add-ons use, is unknown.",
  "eks:DescribeAddon": "The add-on's state and the role it uses are unknown.",
  "eks:ListNodegroups": "Node groups and their roles are unknown, so what pods can get from their node is unknown.",
  "eks:DescribeNodegroup":
    "The node group's role and image are unknown, so what pods can get from their node is unknown.",
  "eks:ListFargateProfiles": "Which pods run on Fargate, where Pod Identity does not work, is unknown.",
  "eks:DescribeFargateProfile":
    "Which namespaces the profile takes is unknown, so some pods may run on Fargate unseen.",
  "eks:ListAccessEntries":
    "Which IAM principals reach the cluster, and the roles of its self-managed nodes, are unknown.",
  "eks:DescribeAccessEntry":
    "What this IAM principal is in the cluster, a node or a user and in which groups, is unknown.",
  "eks:ListAssociatedAccessPolicies": "Which EKS access policies this IAM principal has in the cluster is unknown.",
  "eks:ListCapabilities": "Which EKS capabilities run for the cluster, and with which roles, is unknown.",
  "eks:DescribeCapability": "Which role the capability uses is unknown.",
  "iam:GetAccountAuthorizationDetails":
    "Roles and their policies are unknown as far as they could not be read one by one.",
  "iam:ListRoles": "Roles that no cluster refers to are unknown, and with them every IRSA trust that they hold.",
  "iam:GetRole": "The role's permissions boundary, tags and last use are unknown, or whether it exists at all.",
  "iam:ListRolePolicies": "The role's inline policies are unknown, so it may be allowed more than is shown.",
  "iam:GetRolePolicy": "What the inline policy allows is unknown, so the role may be allowed more than is shown.",
  "iam:ListAttachedRolePolicies": "The role's managed policies are unknown, so it may be allowed more than is shown.",
  "iam:GenerateServiceLastAccessedDetails":
    "Which services roles accessed in the last 400 days is unknown; use is told from recorded events alone.",
  "iam:GetServiceLastAccessedDetails":
    "Which services roles accessed in the last 400 days is unknown; use is told from recorded events alone.",
  "iam:ListInstanceProfiles": "Which roles EC2 instances can use is unknown.",
  "iam:GetPolicy":
    "What the managed policy allows is unknown, so roles that have it may be allowed more than is shown.",
  "iam:GetPolicyVersion":
    "What the managed policy allows is unknown, so roles that have it may be allowed more than is shown.",
  "iam:ListOpenIDConnectProviders":
    "Which issuers the account trusts is unknown, so whether an IRSA trust can work is unknown.",
  "iam:GetOpenIDConnectProvider":
    "The audiences of the provider are unknown, so whether an IRSA trust can work is unknown.",
  "organizations:DescribeOrganization": "The organisation is unknown: limits by SCP and RCP cannot be stated.",
  "organizations:ListRoots": "The organisation's structure is unknown: limits by SCP and RCP cannot be stated.",
  "organizations:ListOrganizationalUnitsForParent":
    "Units below are unknown, and with them their accounts, SCPs and RCPs.",
  "organizations:ListAccounts": "Accounts of the organisation are unknown; only the configured ones were read.",
  "organizations:ListAccountsForParent": "Which accounts are in the unit is unknown.",
  "organizations:ListPolicies": "SCPs or RCPs are unknown: every permission may be limited further than is shown.",
  "organizations:DescribePolicy":
    "What the policy limits is unknown: permissions under it may be limited further than is shown.",
  "organizations:ListTargetsForPolicy": "Which accounts the policy limits is unknown.",
  "iam:SimulatePrincipalPolicy":
    "Own decisions on roles of this account were not compared with IAM's policy simulator.",
  "s3:ListBuckets":
    "Whose the buckets are that grants name, and what their policies limit or open, is unknown for this account.",
  "s3:GetBucketPolicy": "The bucket's policy is unknown: it may deny what grants say, or let other accounts in.",
  "s3:GetPublicAccessBlock": "Whether public policies of the bucket count for other accounts is unknown.",
  "s3:GetBucketOwnershipControls": "Whether ACLs give access to the bucket besides policies is unknown.",
  "s3:GetAccountPublicAccessBlock": "Whether public bucket policies count for other accounts is unknown.",
  "kms:ListKeys": "Keys that grants name by pattern or alias are unknown, and whether their policies let anybody in.",
  "kms:ListAliases": "Which aliases keys have is unknown, so grants that name an alias lead to no key.",
  "kms:DescribeKey": "Who manages the key, and whether it is enabled, is unknown.",
  "kms:GetKeyPolicy":
    "The key's policy is unknown, and without it nobody can be said to use the key: identity policies count only if it says so.",
  "kms:ListGrants": "The key's grants are unknown: more principals may use the key than its policy names.",
  "sqs:ListQueues": "Queues that grants name by pattern are unknown, and with them what their policies limit or open.",
  "sqs:GetQueueAttributes": "The queue's policy is unknown: it may deny what grants say, or let other accounts in.",
  "sns:ListTopics": "Topics that grants name by pattern are unknown, and with them what their policies limit or open.",
  "sns:GetTopicAttributes": "The topic's policy is unknown: it may deny what grants say, or let other accounts in.",
  "secretsmanager:ListSecrets":
    "Secrets that grants name are unknown, and with them what their policies limit or open.",
  "secretsmanager:GetResourcePolicy":
    "The secret's policy is unknown: it may deny what grants say, or let other accounts in.",
  "dynamodb:ListTables":
    "Tables that grants name by pattern are unknown, and with them what their policies limit or open.",
  "dynamodb:DescribeTable": "Whether the table has a stream is unknown, and with it that stream's policy.",
  "dynamodb:GetResourcePolicy":
    "The policy of the table (or of its stream) is unknown: it may deny what grants say, or let other accounts in.",
  "ecr:DescribeRepositories":
    "Repositories that grants name by pattern are unknown, and with them what their policies limit or open.",
  "ecr:GetRepositoryPolicy":
    "The repository's policy is unknown: it may deny what grants say, or let other accounts in.",
  "rds:DescribeDBInstances":
    "Which database instance a resource id stands for, and whether it takes IAM authentication, is unknown.",
  "rds:DescribeDBClusters":
    "Which database cluster a resource id stands for, and whether it takes IAM authentication, is unknown.",
};

/** Operations whose IAM action has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  "s3:ListBuckets": "s3:ListAllMyBuckets",
  "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
};

/** Plain words for what is not known because `operation` failed. */
export function consequenceOf(service: string, operation: string): string {
  const key = `${service}:${operation}`;
  return (Object.hasOwn(CONSEQUENCES, key) ? CONSEQUENCES[key] : undefined) ?? `What ${operation} tells is unknown.`;
}

/** The IAM action that allows an operation: of its own name but for a few. */
export function permissionFor(service: string, operation: string): string {
  const key = `${service}:${operation}`;
  return (Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined) ?? key;
}
