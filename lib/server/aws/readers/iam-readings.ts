/** IAM shapes → readings, with documents decoded. An entry without an ARN cannot be referred to and is left out. */
import type { AttachedPolicy, ManagedPolicyDetail, Role, RoleDetail, Tag } from "@aws-sdk/client-iam";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { PolicyReading, RoleReading } from "@/lib/server/usecases/scan/ports";
import { decodeDocument, isoTime, orNull, present, tagList } from "../normalise";

interface CommonRole {
  readonly Arn?: string | undefined;
  readonly RoleId?: string | undefined;
  readonly RoleName?: string | undefined;
  readonly Path?: string | undefined;
  readonly CreateDate?: Date | undefined;
  readonly AssumeRolePolicyDocument?: string | undefined;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
  readonly Tags?: Tag[] | undefined;
  readonly RoleLastUsed?:
    | { readonly LastUsedDate?: Date | undefined; readonly Region?: string | undefined }
    | undefined;
}

function common(role: CommonRole, arn: string) {
  const parsed = parseRoleArn(arn);
  return {
    arn,
    roleId: orNull(role.RoleId),
    name: role.RoleName ?? parsed?.name ?? "",
    path: role.Path ?? parsed?.path ?? "/",
    createdAt: isoTime(role.CreateDate),
    trustPolicy: decodeDocument(role.AssumeRolePolicyDocument),
    permissionsBoundaryArn: orNull(role.PermissionsBoundary?.PermissionsBoundaryArn),
    tags: tagList(role.Tags),
    lastUsedAt: isoTime(role.RoleLastUsed?.LastUsedDate),
    lastUsedRegion: orNull(role.RoleLastUsed?.Region),
  };
}

/** GetAccountAuthorizationDetails: a list that is absent is an empty one. */
export function roleDetailReading(role: RoleDetail): RoleReading[] {
  if (role.Arn === undefined) return [];
  return [
    {
      ...common(role, role.Arn),
      inlinePolicies: present(role.RolePolicyList).map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName ?? "",
        document: decodeDocument(PolicyDocument),
      })),
      attachedPolicies: attachedPolicies(role.AttachedManagedPolicies),
      instanceProfileArns: present(present(role.InstanceProfileList).map(({ Arn }) => Arn)),
    },
  ];
}

/** ListRoles and GetRole: policies are asked for apart. */
export function roleReading(role: Role): RoleReading[] {
  if (role.Arn === undefined) return [];
  return [{ ...common(role, role.Arn), inlinePolicies: null, attachedPolicies: null, instanceProfileArns: [] }];
}

export function attachedPolicies(
  policies: readonly AttachedPolicy[] | undefined,
): { name: string | null; arn: string }[] {
  return present(policies).flatMap(({ PolicyArn, PolicyName }) =>
    PolicyArn === undefined ? [] : [{ name: orNull(PolicyName), arn: PolicyArn }],
  );
}

export function policyReading(policy: ManagedPolicyDetail): PolicyReading[] {
  if (policy.Arn === undefined) return [];
  const versions = present(policy.PolicyVersionList);
  const version =
    versions.find((each) => each.VersionId === policy.DefaultVersionId) ??
    versions.find((each) => each.IsDefaultVersion);
  return [
    {
      arn: policy.Arn,
      name: policy.PolicyName ?? policy.Arn.slice(policy.Arn.lastIndexOf("/") + 1),
      defaultVersionId: policy.DefaultVersionId ?? version?.VersionId ?? null,
      document: decodeDocument(version?.Document),
    },
  ];
}
