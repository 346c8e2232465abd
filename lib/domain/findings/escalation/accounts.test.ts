import { describe, expect, it } from "vitest";
import { allow, deny } from "@/tests/estates/access-estate";
import { ACCOUNT, policy } from "@/tests/estates/estate-builder";
import { type AccountGiven, account, escalations, found, policyArn, type RoleGiven } from "./testing/account";

const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const is = (key: string, value: string | readonly string[], operator = "StringEquals") => ({
  Condition: { [operator]: { [key]: value } },
});
const passTo = (service: string) => is("iam:PassedToService", `${service}.amazonaws.com`);
const strong = (service: string, more = {}) => ({ services: [`${service}.amazonaws.com`], can: [allow("*")], ...more });
const quiet = [allow(["logs:CreateLogStream", "logs:PutLogEvents", "cloudwatch:PutMetricData"])];
const lambda = ["lambda:CreateFunction", "lambda:InvokeFunction"];
const trusts = (arn: string, more = {}) =>
  policy({ Effect: "Allow", Principal: { AWS: arn }, Action: ["sts:AssumeRole", "sts:TagSession"], ...more });

type Case = readonly [name: string, given: AccountGiven, found: readonly string[]];

const OWN: readonly Case[] = [
  ["nothing to escalate with", { pod: [allow("s3:GetObject", "arn:aws:s3:::shop/*")] }, []],
  ["writes its own inline policy", { pod: [allow("iam:PutRolePolicy", role("pod"))] }, ["identity admin allowed"]],
  ["writes any role's inline policy", { pod: [allow("iam:PutRolePolicy")] }, ["identity admin allowed"]],
  [
    "writes another role's policy that it cannot assume",
    { pod: [allow("iam:PutRolePolicy", role("other"))], roles: { other: { can: quiet } } },
    [],
  ],
  ["wildcards in the action's name", { pod: [allow("iam:*RoleP*")] }, ["identity admin allowed"]],
  [
    "everything but reading of IAM",
    {
      pod: [{ Effect: "Allow", NotAction: ["s3:*", "ec2:*", "lambda:*", "sts:*", "iam:List*"], Resource: role("pod") }],
    },
    ["identity admin allowed"],
  ],
  ["denied in another policy", { pod: { can: [allow("iam:PutRolePolicy")], also: { guard: [deny("iam:Put*")] } } }, []],
  ["denied on itself only", { pod: [allow("iam:PutRolePolicy"), deny("iam:PutRolePolicy", role("pod"))] }, []],
  [
    "the boundary has no IAM",
    { pod: { can: [allow("iam:*")], boundary: "limit" }, policies: { limit: [allow(["s3:*", "sqs:*"])] } },
    [],
  ],
  [
    "the boundary leaves IAM and little else",
    {
      pod: { can: [allow("iam:PutRolePolicy")], boundary: "limit" },
      policies: { limit: [allow(["iam:PutRolePolicy", "s3:*"])] },
    },
    ["identity data allowed"],
  ],
  [
    "the boundary leaves just what it has",
    {
      pod: { can: [allow("iam:PutRolePolicy")], boundary: "limit" },
      policies: { limit: [allow("iam:PutRolePolicy")] },
    },
    [],
  ],
  [
    "lifts its own boundary",
    {
      pod: { can: [allow(["iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"])], boundary: "limit" },
      policies: { limit: [allow(["iam:*"])] },
    },
    ["identity admin allowed"],
  ],
  [
    "rewrites its own boundary",
    { pod: { can: [allow("*")], boundary: "limit" }, policies: { limit: [allow("iam:CreatePolicyVersion")] } },
    ["identity admin allowed"],
  ],
  [
    "takes away the policy that denies",
    {
      pod: {
        can: [allow("*")],
        also: { guard: [deny(["s3:*", "iam:Put*", "iam:Attach*", "iam:Create*", "iam:Update*"])] },
      },
    },
    ["identity admin allowed"],
  ],
  ["an SCP forbids it", { pod: [allow("iam:PutRolePolicy")], scp: [allow("*"), deny("iam:*")] }, []],
  [
    "an SCP forbids it to all but administrators",
    {
      pod: [allow("iam:PutRolePolicy")],
      scp: [allow("*"), deny("iam:*", "*", is("aws:PrincipalArn", "arn:aws:iam::*:role/admin", "ArnNotLike"))],
    },
    [],
  ],
  [
    "a condition on another principal never holds",
    { pod: [allow("iam:PutRolePolicy", "*", is("aws:PrincipalArn", role("other")))] },
    [],
  ],
  [
    "a condition of a device never holds for a pod",
    { pod: [allow("iam:PutRolePolicy", "*", is("aws:MultiFactorAuthPresent", "true", "Bool"))] },
    [],
  ],
  [
    "a condition of a date that is over",
    { pod: [allow("iam:PutRolePolicy", "*", is("aws:CurrentTime", "2020-01-01T00:00:00Z", "DateLessThan"))] },
    [],
  ],
  [
    "one key has to be two things",
    {
      pod: [
        allow("iam:PutRolePolicy", "*", {
          Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" }, StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
        }),
      ],
    },
    [],
  ],
  [
    "from one network only",
    { pod: [allow("iam:PutRolePolicy", "*", is("aws:SourceVpce", "vpce-1"))] },
    ["identity admin conditional"],
  ],
  ["attaches any policy to itself", { pod: [allow("iam:AttachRolePolicy", role("pod"))] }, ["identity admin allowed"]],
  [
    "attaches one harmless policy only",
    {
      pod: [allow("iam:AttachRolePolicy", "*", is("iam:PolicyARN", policyArn("harmless"), "ArnEquals"))],
      policies: { harmless: quiet },
    },
    [],
  ],
  [
    "attaches one policy only, which is everything",
    {
      pod: [allow("iam:AttachRolePolicy", "*", is("iam:PolicyARN", policyArn("ops"), "ArnEquals"))],
      policies: { ops: [allow("*")] },
    },
    ["identity admin allowed"],
  ],
  [
    "rewrites a policy that it has",
    { pod: { can: [allow("iam:CreatePolicyVersion", policyArn("app"))], attached: ["app"] }, policies: { app: quiet } },
    ["identity admin allowed"],
  ],
  [
    "rewrites a policy that nobody has",
    { pod: [allow("iam:CreatePolicyVersion", policyArn("app"))], policies: { app: quiet } },
    [],
  ],
  [
    "may rewrite AWS's policies, which nobody can",
    {
      pod: {
        can: [allow("iam:CreatePolicyVersion", "arn:aws:iam::aws:policy/*")],
        attached: ["arn:aws:iam::aws:policy/Some"],
      },
      policies: { "arn:aws:iam::aws:policy/Some": quiet },
    },
    [],
  ],
  ["the session policy takes it away", { pod: [allow("iam:PutRolePolicy")], session: [allow("s3:*")] }, []],
  [
    "two policies give what neither gives alone",
    { pod: { can: [allow("iam:CreateRole")], also: { more: [allow("iam:PutRolePolicy", role("ci-*"))] } } },
    ["identity admin allowed"],
  ],
  [
    "makes roles of one name and changes others",
    { pod: [allow("iam:CreateRole", role("a-*")), allow("iam:PutRolePolicy", role("b-*"))] },
    [],
  ],
  [
    "makes roles under a boundary only",
    {
      pod: [
        allow(
          ["iam:CreateRole", "iam:PutRolePolicy"],
          role("ci-*"),
          is("iam:PermissionsBoundary", policyArn("boundary")),
        ),
      ],
      policies: { boundary: [allow(["s3:*"])] },
    },
    ["identity data allowed"],
  ],
  [
    "makes roles under a boundary of what it has",
    {
      pod: [
        allow(
          ["iam:CreateRole", "iam:PutRolePolicy"],
          role("ci-*"),
          is("iam:PermissionsBoundary", policyArn("boundary")),
        ),
        allow("s3:*"),
      ],
      policies: { boundary: [allow(["s3:*"])] },
    },
    [],
  ],
  [
    "assumes a role that it can change",
    {
      pod: [allow("iam:PutRolePolicy", role("other")), allow(["sts:AssumeRole", "sts:TagSession"], role("other"))],
      roles: { other: { trust: trusts(role("pod")), can: quiet } },
    },
    ["identity admin allowed"],
  ],
  [
    "rewrites the trust of a strong role",
    { pod: [allow("iam:UpdateAssumeRolePolicy", role("strong"))], roles: { strong: strong("ec2") } },
    ["identity admin allowed"],
  ],
  [
    "rewrites the trust of a harmless role",
    {
      pod: [allow("iam:UpdateAssumeRolePolicy", role("weak"))],
      roles: { weak: { services: ["ec2.amazonaws.com"], can: quiet } },
    },
    [],
  ],
  [
    "rewrites trusts below a path where there is no role",
    { pod: [allow("iam:UpdateAssumeRolePolicy", role("teams/*"))], roles: { strong: strong("ec2") } },
    [],
  ],
  [
    "rewrites trusts below a path where the strong role is",
    { pod: [allow("iam:UpdateAssumeRolePolicy", role("teams/*"))], roles: { "teams/strong": strong("ec2") } },
    ["identity admin allowed"],
  ],
  [
    "rewrites a trust and is denied to assume anything",
    { pod: [allow("iam:UpdateAssumeRolePolicy"), deny("sts:*")], roles: { strong: strong("ec2") } },
    [],
  ],
  [
    "roles of AWS itself cannot be changed",
    {
      pod: [allow("iam:UpdateAssumeRolePolicy", role("aws-reserved/*"))],
      roles: { "aws-reserved/sso": strong("ec2") },
    },
    [],
  ],
  [
    "keys of a user are unknown",
    { pod: [allow("iam:CreateAccessKey", `arn:aws:iam::${ACCOUNT}:user/*`)] },
    ["identity admin unknown"],
  ],
  [
    "a new user with any policy",
    { pod: [allow(["iam:CreateUser", "iam:AttachUserPolicy", "iam:CreateAccessKey"])] },
    ["identity admin allowed"],
  ],
  ["a user without credentials", { pod: [allow(["iam:CreateUser", "iam:AttachUserPolicy"])] }, []],
  [
    "groups are of no use to a role",
    { pod: [allow(["iam:AddUserToGroup", "iam:AttachGroupPolicy", "iam:PutGroupPolicy"])] },
    [],
  ],
];

const PASS: readonly Case[] = [
  [
    "a strong role to a function",
    { pod: [allow("iam:PassRole"), allow(lambda)], roles: { strong: strong("lambda") } },
    ["pass-role admin allowed"],
  ],
  ["no such service is trusted", { pod: [allow("iam:PassRole"), allow(lambda)], roles: { strong: strong("ec2") } }, []],
  [
    "the role is not passable",
    {
      pod: [allow("iam:PassRole", role("weak")), allow(lambda)],
      roles: { strong: strong("lambda"), weak: { services: ["lambda.amazonaws.com"], can: quiet } },
    },
    [],
  ],
  [
    "passed to another service only",
    { pod: [allow("iam:PassRole", "*", passTo("ecs-tasks")), allow(lambda)], roles: { strong: strong("lambda") } },
    [],
  ],
  [
    "passed to that service only",
    { pod: [allow("iam:PassRole", "*", passTo("lambda")), allow(lambda)], roles: { strong: strong("lambda") } },
    ["pass-role admin allowed"],
  ],
  [
    "the role can do no more",
    {
      pod: [allow("iam:PassRole"), allow(lambda), allow("s3:*")],
      roles: { same: { services: ["lambda.amazonaws.com"], can: [allow("s3:GetObject")] } },
    },
    [],
  ],
  [
    "the role's boundary leaves nothing",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: { strong: strong("lambda", { boundary: "limit" }) },
      policies: { limit: quiet },
    },
    [],
  ],
  [
    "no function can be made",
    { pod: [allow("iam:PassRole"), allow("lambda:Invoke*")], roles: { strong: strong("lambda") } },
    [],
  ],
  [
    "functions of its own name, called by an event",
    {
      pod: [
        allow("iam:PassRole"),
        allow(["lambda:CreateFunction", "lambda:AddPermission"], "arn:aws:lambda:*:*:function:shop-*"),
      ],
      roles: { strong: strong("lambda") },
    },
    ["pass-role admin allowed"],
  ],
  [
    "the trust is for another account's functions",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: {
        strong: {
          can: [allow("*")],
          trust: policy({
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
            ...is("aws:SourceAccount", "999988887777"),
          }),
        },
      },
    },
    [],
  ],
  [
    "the role is chosen by a tag that it has not",
    {
      pod: [allow("iam:PassRole", "*", is("iam:ResourceTag/team", "shop")), allow(lambda)],
      roles: { strong: strong("lambda", { tags: { team: "ops" } }) },
    },
    [],
  ],
  [
    "the role is chosen by a tag that it has",
    {
      pod: [allow("iam:PassRole", "*", is("iam:ResourceTag/team", "shop")), allow(lambda)],
      roles: { strong: strong("lambda", { tags: { team: "shop" } }) },
    },
    ["pass-role admin allowed"],
  ],
  [
    "an instance without an instance profile",
    { pod: [allow("iam:PassRole"), allow("ec2:RunInstances")], roles: { strong: strong("ec2") } },
    [],
  ],
  [
    "an instance with the role's instance profile",
    {
      pod: [allow("iam:PassRole"), allow("ec2:RunInstances")],
      roles: { strong: strong("ec2", { instanceProfile: true }) },
    },
    ["pass-role admin allowed"],
  ],
  [
    "instances in no subnet",
    {
      pod: [allow("iam:PassRole"), allow("ec2:RunInstances", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*::image/*"])],
      roles: { strong: strong("ec2", { instanceProfile: true }) },
    },
    [],
  ],
  [
    "an instance profile of its own making",
    {
      pod: [allow(["iam:PassRole", "iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile", "ec2:RunInstances"])],
      roles: { strong: strong("ec2") },
    },
    ["pass-role admin allowed"],
  ],
  [
    "a task in a cluster of its own",
    {
      pod: [allow("iam:PassRole"), allow(["ecs:CreateCluster", "ecs:RegisterTaskDefinition", "ecs:RunTask"])],
      roles: { strong: strong("ecs-tasks") },
    },
    ["pass-role admin allowed"],
  ],
  [
    "a task, if there is a cluster",
    {
      pod: [allow("iam:PassRole"), allow(["ecs:RegisterTaskDefinition", "ecs:RunTask"])],
      roles: { strong: strong("ecs-tasks") },
    },
    ["pass-role admin conditional"],
  ],
  [
    "a stack",
    {
      pod: [allow("iam:PassRole", role("deploy")), allow("cloudformation:CreateStack")],
      roles: { deploy: strong("cloudformation") },
    },
    ["pass-role admin allowed"],
  ],
  [
    "a role that itself can escalate",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: { middle: { services: ["lambda.amazonaws.com"], can: [allow("iam:PutRolePolicy", role("middle"))] } },
    },
    ["pass-role admin allowed"],
  ],
  [
    "a role that may read all secrets",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: { reader: { services: ["lambda.amazonaws.com"], can: [allow("secretsmanager:GetSecretValue")] } },
    },
    ["pass-role data allowed"],
  ],
  [
    "denied on the strong one",
    {
      pod: [allow("iam:PassRole"), deny("iam:PassRole", role("strong")), allow(lambda)],
      roles: { strong: strong("lambda") },
    },
    [],
  ],
  [
    "the service is denied by an SCP",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: { strong: strong("lambda") },
      scp: [allow("*"), deny("lambda:*")],
    },
    [],
  ],
  [
    "a region that is closed, and one that is open",
    {
      pod: [allow("iam:PassRole"), allow(lambda)],
      roles: { strong: strong("lambda") },
      scp: [
        allow("*"),
        {
          Effect: "Deny",
          NotAction: ["iam:*", "sts:*"],
          Resource: "*",
          ...is("aws:RequestedRegion", "eu-west-1", "StringNotEquals"),
        },
      ],
    },
    ["pass-role admin allowed"],
  ],
];

const COMPUTE: readonly Case[] = [
  [
    "code of functions, with a strong role about",
    { pod: [allow("lambda:UpdateFunctionCode")], roles: { strong: strong("lambda") } },
    ["compute admin conditional"],
  ],
  [
    "code of functions, and no role for functions does more",
    { pod: [allow("lambda:UpdateFunctionCode")], roles: { weak: { services: ["lambda.amazonaws.com"], can: quiet } } },
    [],
  ],
  [
    "code of functions, and no role for functions at all",
    { pod: [allow("lambda:*")], roles: { strong: strong("ec2") } },
    [],
  ],
  [
    "commands on instances",
    { pod: [allow("ssm:SendCommand")], roles: { strong: strong("ec2", { instanceProfile: true }) } },
    ["compute admin conditional"],
  ],
  [
    "commands by a document that runs nothing",
    {
      pod: [allow("ssm:SendCommand", ["arn:aws:ec2:*:*:instance/*", "arn:aws:ssm:*:*:document/AWS-UpdateSSMAgent"])],
      roles: { strong: strong("ec2", { instanceProfile: true }) },
    },
    [],
  ],
  [
    "sessions on instances with a tag",
    {
      pod: [allow("ssm:StartSession", "arn:aws:ec2:*:*:instance/*", is("ssm:resourceTag/team", "shop"))],
      roles: { strong: strong("ec2", { instanceProfile: true }) },
    },
    ["compute admin conditional"],
  ],
  [
    "a build of a project",
    { pod: [allow("codebuild:StartBuild")], roles: { strong: strong("codebuild") } },
    ["compute admin conditional"],
  ],
];

const ASSUME: readonly Case[] = [
  [
    "a strong role that trusts it",
    {
      pod: [allow(["sts:AssumeRole", "sts:TagSession"])],
      roles: { strong: { trust: trusts(role("pod")), can: [allow("*")] } },
    },
    ["assume admin allowed"],
  ],
  [
    "a strong role that does not",
    {
      pod: [allow(["sts:AssumeRole", "sts:TagSession"])],
      roles: { strong: { trust: trusts(role("other")), can: [allow("*")] } },
    },
    [],
  ],
  [
    "a strong role that wants an external id",
    {
      pod: [allow(["sts:AssumeRole", "sts:TagSession"])],
      roles: { strong: { trust: trusts(role("pod"), is("sts:ExternalId", "x")), can: [allow("*")] } },
    },
    ["assume admin conditional"],
  ],
  [
    "a role of some use, as is meant",
    {
      pod: [allow(["sts:AssumeRole", "sts:TagSession"])],
      roles: { data: { trust: trusts(role("pod")), can: [allow("s3:GetObject", "arn:aws:s3:::data/*")] } },
    },
    [],
  ],
];

const CLUSTER: readonly Case[] = [
  [
    "its own association gets a strong role",
    { pod: [allow(["eks:UpdatePodIdentityAssociation", "iam:PassRole"])], roles: { strong: { can: [allow("*")] } } },
    ["cluster admin allowed"],
  ],
  [
    "its own association, and no role for pods does more",
    {
      pod: [allow(["eks:UpdatePodIdentityAssociation", "iam:PassRole"])],
      roles: { strong: strong("ec2"), weak: { can: quiet } },
    },
    [],
  ],
  [
    "the strong role is for another namespace",
    {
      pod: [allow(["eks:UpdatePodIdentityAssociation", "iam:PassRole"])],
      roles: {
        strong: {
          can: [allow("*")],
          trust: policy({
            Effect: "Allow",
            Principal: { Service: "pods.eks.amazonaws.com" },
            Action: ["sts:AssumeRole", "sts:TagSession"],
            ...is("aws:RequestTag/kubernetes-namespace", "ops"),
          }),
        },
      },
    },
    [],
  ],
  [
    "a new association",
    { pod: [allow(["eks:CreatePodIdentityAssociation", "iam:PassRole"])], roles: { strong: { can: [allow("*")] } } },
    ["cluster admin conditional"],
  ],
  [
    "a new association, without PassRole",
    { pod: [allow("eks:CreatePodIdentityAssociation")], roles: { strong: { can: [allow("*")] } } },
    [],
  ],
  [
    "takes off its session policy",
    { pod: { can: [allow("*")] }, session: [allow("eks:UpdatePodIdentityAssociation")] },
    ["cluster admin allowed"],
  ],
  [
    "an access entry of the cluster",
    {
      pod: [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"])],
      roles: { strong: { can: [allow("*")] } },
      more: (b, c) => b.associate(c, "ops/admin", role("strong")),
    },
    ["cluster admin allowed"],
  ],
  [
    "an access entry with a policy that only reads",
    {
      pod: [
        allow("eks:CreateAccessEntry"),
        allow(
          "eks:AssociateAccessPolicy",
          "*",
          is("eks:policyArn", "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"),
        ),
      ],
      roles: { strong: { can: [allow("*")] } },
      more: (b, c) => b.associate(c, "ops/admin", role("strong")).part("rbac-grants", c, []),
    },
    [],
  ],
  [
    "an access entry, and no pod has more",
    {
      pod: [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"])],
      roles: { weak: { can: quiet } },
      more: (b, c) => b.associate(c, "ops/metrics", role("weak")),
    },
    [],
  ],
  [
    "access entries do not count in the cluster",
    {
      pod: [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"])],
      cluster: { authenticationMode: "CONFIG_MAP" },
      roles: { strong: { can: [allow("*")] } },
      more: (b, c) => b.associate(c, "ops/admin", role("strong")),
    },
    [],
  ],
  [
    "it makes access entries count",
    {
      pod: [allow(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy", "eks:UpdateClusterConfig"])],
      cluster: { authenticationMode: "CONFIG_MAP" },
      roles: { strong: { can: [allow("*")] } },
      more: (b, c) => b.associate(c, "ops/admin", role("strong")),
    },
    ["cluster admin allowed"],
  ],
  [
    "the token of another pod",
    {
      pod: [allow("eks-auth:AssumeRoleForPodIdentity")],
      roles: { strong: { can: [allow("*")] } },
      more: (b, c) => b.associate(c, "ops/admin", role("strong")),
    },
    ["cluster admin conditional"],
  ],
  [
    "new nodes",
    {
      pod: [allow(["eks:CreateNodegroup", "iam:PassRole"])],
      roles: { strong: strong("ec2", { instanceProfile: true }) },
    },
    ["cluster admin conditional"],
  ],
  [
    "an add-on",
    { pod: [allow(["eks:CreateAddon", "iam:PassRole"])], roles: { strong: { can: [allow("*")] } } },
    ["cluster admin conditional"],
  ],
  [
    "a capability",
    { pod: [allow(["eks:CreateCapability", "iam:PassRole"])], roles: { strong: strong("capabilities.eks") } },
    ["cluster admin conditional"],
  ],
];

const ECR = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"];
const withAdmin: AccountGiven["more"] = (b, c) => b.associate(c, "ops/admin", role("strong"));
const everything = { strong: { can: [allow("*")] } };

const MORE: readonly Case[] = [
  [
    "a policy of the target was not read",
    { pod: [allow(["iam:PassRole", ...lambda])], roles: { strong: strong("lambda", { attached: ["unread"] }) } },
    ["pass-role admin unknown"],
  ],
  [
    "a policy of its own was not read, and could deny",
    { pod: { can: [allow("iam:PutRolePolicy")], attached: ["unread"] } },
    ["identity admin unknown"],
  ],
  [
    "its boundary was not read",
    { pod: { can: [allow("iam:PutRolePolicy")], boundary: "unread" } },
    ["identity admin unknown"],
  ],
  [
    "pushes into every repository",
    { pod: [allow(ECR)], roles: everything, more: withAdmin },
    ["cluster admin conditional"],
  ],
  [
    "pushes into its own repository",
    { pod: [allow(ECR, `arn:aws:ecr:*:${ACCOUNT}:repository/shop`)], roles: everything, more: withAdmin },
    [],
  ],
  [
    "an entry of the cluster that starts pods",
    {
      pod: [allow("sqs:*")],
      roles: everything,
      more: (b, c) => {
        b.associate(c, "ops/admin", role("strong"));
        b.part("access-entries", c, [
          {
            principalArn: role("pod"),
            type: "STANDARD",
            username: role("pod"),
            kubernetesGroups: [],
            accessPolicies: [
              {
                policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
                scopeType: "cluster",
                namespaces: [],
              },
            ],
            tags: {},
            described: true,
          },
        ]);
      },
    },
    ["cluster admin allowed"],
  ],
  [
    "an entry of the cluster that reads",
    {
      pod: [allow("sqs:*")],
      roles: everything,
      more: (b, c) => {
        b.associate(c, "ops/admin", role("strong"));
        b.part("access-entries", c, [
          {
            principalArn: role("pod"),
            type: "STANDARD",
            username: role("pod"),
            kubernetesGroups: [],
            accessPolicies: [
              {
                policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                scopeType: "cluster",
                namespaces: [],
              },
            ],
            tags: {},
            described: true,
          },
        ]);
      },
    },
    [],
  ],
  [
    "opens its node to pods",
    {
      pod: [allow("ec2:ModifyInstanceMetadataOptions")],
      roles: { node: strong("ec2", { instanceProfile: true }) },
      more: (b, c) =>
        b.part("nodegroups", c, [
          {
            name: "n",
            arn: null,
            status: "ACTIVE",
            nodeRoleArn: role("node"),
            amiType: null,
            launchTemplate: null,
            tags: {},
            described: true,
          },
        ]),
    },
    ["cluster admin allowed"],
  ],
  [
    "opens nodes with a tag",
    {
      pod: [allow("ec2:ModifyInstanceMetadataOptions", "*", is("aws:ResourceTag/team", "shop"))],
      roles: { node: strong("ec2", { instanceProfile: true }) },
      more: (b, c) =>
        b.part("nodegroups", c, [
          {
            name: "n",
            arn: null,
            status: "ACTIVE",
            nodeRoleArn: role("node"),
            amiType: null,
            launchTemplate: null,
            tags: {},
            described: true,
          },
        ]),
    },
    ["cluster admin conditional"],
  ],
  [
    "three steps, one after the other",
    {
      pod: [allow(["iam:PassRole", ...lambda])],
      roles: {
        first: {
          services: ["lambda.amazonaws.com"],
          can: [allow(["iam:PassRole", "codebuild:CreateProject", "codebuild:StartBuild"])],
        },
        second: { services: ["codebuild.amazonaws.com"], can: [allow("iam:AttachRolePolicy", role("second"))] },
      },
    },
    ["pass-role admin allowed"],
  ],
  [
    "a ring of roles that ends nowhere",
    {
      pod: [allow(["iam:PassRole", ...lambda])],
      roles: {
        a: { services: ["lambda.amazonaws.com"], can: [allow(["sts:AssumeRole"], role("b"))] },
        b: { trust: trusts(role("a")), can: [allow(["sts:AssumeRole"], role("a"))] },
      },
    },
    [],
  ],
  [
    "an older version of its policy",
    {
      pod: { can: [allow("iam:SetDefaultPolicyVersion")], attached: ["app"] },
      policies: { app: quiet },
      more: () => undefined,
    },
    [],
  ],
  ["actions that no table knows", { pod: [allow("iam:BecomeAdministrator"), allow("future:*")] }, []],
  [
    "the account's own administrators are not told of again",
    { pod: [allow("*")], roles: { strong: strong("lambda") } },
    [],
  ],
];

describe.each([
  ["its own permissions and other identities", OWN],
  ["passing a role", PASS],
  ["what runs already", COMPUTE],
  ["assuming roles", ASSUME],
  ["through EKS", CLUSTER],
  ["further", MORE],
])("escalation: %s", (_name, cases) => {
  it.each(cases)("%s", (_case, given, expected) => {
    expect(escalations(account(given))).toEqual(expected);
  });
});

/** The account with the policies of all remedies attached. */
function mended(given: AccountGiven): AccountGiven {
  const { pod, roles = {}, ...rest } = given;
  const all = new Map<string, RoleGiven>(Object.entries(roles));
  all.set("pod", Array.isArray(pod) ? { can: pod } : (pod as RoleGiven));
  found(account(given)).forEach(({ cause, remediation }, i) => {
    const name = cause.slice(cause.indexOf("role/") + 5, cause.indexOf("|"));
    const text = remediation.find(({ format }) => format === "policy")?.text;
    const role = all.get(name);
    if (!text || !role) return;
    all.set(name, { ...role, also: { ...role.also, [`mended-${i}`]: JSON.parse(text).Statement } });
  });
  const { pod: own, ...others } = Object.fromEntries(all);
  return { ...rest, pod: own!, roles: others };
}

describe("remedies of escalation", () => {
  /** Access to a cluster is no action that a policy could deny. */
  const byHand = ["an entry of the cluster that starts pods"];
  const cases = [...OWN, ...PASS, ...COMPUTE, ...ASSUME, ...CLUSTER, ...MORE].filter(
    ([name, , expected]) => expected.length > 0 && !byHand.includes(name),
  );
  it.each(cases)("%s: gone", (_name, given) => {
    expect(escalations(account(mended(given)))).toEqual([]);
  });
});
