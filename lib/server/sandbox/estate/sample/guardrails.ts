/** The organisation with its service control and resource control policies. */
import { allow, type Document, deny, policy } from "../documents";
import type { Organization, OrganizationPolicy } from "../organization-model";
import {
  ACCOUNTS,
  type Company,
  ORGANIZATION_ID,
  organizationMembers,
  organizationUnits,
  ROOT_ID,
  UNITS,
} from "./company";

type Type = OrganizationPolicy["type"];

export function describeOrganization(company: Company): Organization {
  const units = organizationUnits();
  const members = organizationMembers(company);
  const everywhere = [ROOT_ID, ...units.keys(), ...members.keys()];
  const policies: OrganizationPolicy[] = [
    awsManaged("p-FullAWSAccess", "FullAWSAccess", "SERVICE_CONTROL_POLICY", policy(allow("*")), everywhere),
    awsManaged(
      "p-RCPFullAWSAccess",
      "RCPFullAWSAccess",
      "RESOURCE_CONTROL_POLICY",
      policy({ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }),
      everywhere,
    ),
    own("p-regions01", "approved-regions", "SERVICE_CONTROL_POLICY", [UNITS.workloads], approvedRegions),
    own("p-guard0001", "protect-the-guards", "SERVICE_CONTROL_POLICY", [ROOT_ID], protectTheGuards),
    own("p-cardata01", "no-keys-in-regulated", "SERVICE_CONTROL_POLICY", [UNITS.regulated], noKeysInRegulated),
    own("p-devlimit1", "dev-limits", "SERVICE_CONTROL_POLICY", [UNITS.development], devLimits),
    own("p-perimeter", "identity-perimeter", "RESOURCE_CONTROL_POLICY", [UNITS.production], identityPerimeter),
    own("p-irsaonly1", "known-oidc-issuers", "RESOURCE_CONTROL_POLICY", [ACCOUNTS.data], knownIssuers),
    own("p-unused001", "quarantine", "SERVICE_CONTROL_POLICY", [], policy(deny("*"))),
  ];
  return {
    id: ORGANIZATION_ID,
    managementAccountId: ACCOUNTS.management,
    delegatedAdministrators: [ACCOUNTS.security],
    featureSet: "ALL",
    rootId: ROOT_ID,
    policyTypes: ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"],
    units,
    members,
    policies: new Map(policies.map((one) => [one.id, one])),
  };
}

/** Regions outside Europe and us-east-1 are closed, but for global services. */
const approvedRegions = policy({
  Sid: "DenyOtherRegions",
  Effect: "Deny",
  NotAction: [
    "iam:*",
    "sts:*",
    "organizations:*",
    "route53:*",
    "cloudfront:*",
    "support:*",
    "eks:List*",
    "eks:Describe*",
  ],
  Resource: "*",
  Condition: {
    StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1", "us-east-1", "ap-southeast-2"] },
  },
});

const protectTheGuards = policy(
  {
    Sid: "KeepTheTrail",
    ...deny(["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors"]),
  },
  { Sid: "StayInside", ...deny("organizations:LeaveOrganization") },
  {
    Sid: "KeepTheReader",
    Effect: "Deny",
    Action: ["iam:DeleteRole", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
    Resource: "arn:aws:iam::*:role/PodlensReader",
    Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/OrganizationAccountAccessRole" } },
  },
);

const noKeysInRegulated = policy(
  { Sid: "NoUserKeys", ...deny(["iam:CreateAccessKey", "iam:CreateUser"]) },
  { Sid: "NoKeyDeletion", ...deny(["kms:ScheduleKeyDeletion", "kms:DisableKey"]) },
  {
    Sid: "TlsOnly",
    ...deny("s3:*", "*", { BoolIfExists: { "aws:SecureTransport": "false" } }),
  },
);

const devLimits = policy(
  {
    Sid: "NoBigMachines",
    ...deny("ec2:RunInstances", "arn:aws:ec2:*:*:instance/*", {
      StringLike: { "ec2:InstanceType": ["p*", "u-*", "*.metal"] },
    }),
  },
  { Sid: "NoProductionData", ...deny("s3:GetObject", "arn:aws:s3:::shop-prod-*/*") },
);

/** Only the organisation's own principals and AWS services may use these resources. */
const identityPerimeter = policy({
  Sid: "OrganisationOnly",
  Effect: "Deny",
  Principal: "*",
  Action: ["s3:*", "sqs:*", "kms:*", "secretsmanager:*", "sts:AssumeRole"],
  Resource: "*",
  Condition: {
    StringNotEqualsIfExists: { "aws:PrincipalOrgID": ORGANIZATION_ID },
    BoolIfExists: { "aws:PrincipalIsAWSService": "false" },
  },
});

/** Web identities only through EKS: the issuer is written in the key, so this names the audience key of GitHub's. */
const knownIssuers = policy({
  Sid: "NoForeignIssuers",
  Effect: "Deny",
  Principal: "*",
  Action: "sts:AssumeRoleWithWebIdentity",
  Resource: "*",
  Condition: { Null: { "token.actions.githubusercontent.com:aud": "false" } },
});

function own(id: string, name: string, type: Type, targets: readonly string[], document: Document): OrganizationPolicy {
  const kind = type.toLowerCase();
  return {
    id,
    name,
    type,
    targets,
    arn: `arn:aws:organizations::${ACCOUNTS.management}:policy/${ORGANIZATION_ID}/${kind}/${id}`,
    description: "",
    awsManaged: false,
    document: JSON.stringify(document),
  };
}

function awsManaged(
  id: string,
  name: string,
  type: Type,
  document: Document,
  targets: readonly string[],
): OrganizationPolicy {
  return {
    id,
    name,
    type,
    targets,
    arn: `arn:aws:organizations::aws:policy/${type.toLowerCase()}/${id}`,
    description: "Allows access to every operation",
    awsManaged: true,
    document: JSON.stringify(document),
  };
}
