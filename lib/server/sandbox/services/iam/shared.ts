/** Pages, errors and the XML that several IAM operations share. */
import type {
  AttachedPolicy,
  InstanceProfile,
  ManagedPolicy,
  PolicyVersion,
  Principal,
  Role,
} from "../../estate/model";
import type { Tags } from "../../estate/tags";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";
import { element, encodeDocument, list, wrap, xmlTime } from "../../protocol/xml";

export function noSuchEntity(message: string): ServiceError {
  return new ServiceError("NoSuchEntity", 404, message);
}

export function validation(message: string): ServiceError {
  return new ServiceError("ValidationError", 400, message);
}

/** MaxItems 1–1000, default 100. */
export function iamPage<T>(call: Call, all: readonly T[], selection = ""): { items: readonly T[]; trailer: string } {
  const size = call.parameters.integer("MaxItems") ?? 100;
  if (!(size >= 1 && size <= 1000)) {
    const text = `1 validation error detected: Value '${size}' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000`;
    throw validation(text);
  }
  const { items, nextToken } = page(all, {
    operation: call.operation,
    listing: `${call.operation}|${call.account.id}|${selection}`,
    token: call.parameters.text("Marker"),
    size,
    behaviour: call.pages,
    invalidToken: () => validation("Invalid Marker."),
  });
  return { items, trailer: element("IsTruncated", nextToken !== null) + element("Marker", nextToken) };
}

export function roleNamed(call: Call): Role {
  const name = call.parameters.text("RoleName") ?? "";
  const role = call.account.roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

/** Resource of the permission for calls on a role by name: with its path where the role exists. */
export function roleResource(call: Call): string {
  const name = call.parameters.text("RoleName") ?? "";
  return call.account.roles.get(name)?.arn ?? `arn:${call.estate.partition}:iam::${call.account.id}:role/${name}`;
}

export function tagsXml(tags: Tags): string {
  const entries = Object.entries(tags);
  return entries.length === 0
    ? ""
    : list("Tags", entries, ([key, value]) => element("Key", key) + element("Value", value));
}

/** What a principal has in every representation. */
export function principalXml(principal: Principal, kind: "User" | "Role"): string {
  return (
    element("Path", principal.path) +
    element(`${kind}Name`, principal.name) +
    element(`${kind}Id`, principal.id) +
    element("Arn", principal.arn) +
    element("CreateDate", xmlTime(principal.createdAt))
  );
}

export function boundaryXml(principal: Principal): string {
  if (principal.boundaryArn === null) return "";
  const type = element("PermissionsBoundaryType", "PermissionsBoundaryPolicy");
  return wrap("PermissionsBoundary", type + element("PermissionsBoundaryArn", principal.boundaryArn));
}

export function attachedXml(name: string, attached: readonly AttachedPolicy[]): string {
  return list(name, attached, (one) => element("PolicyName", one.name) + element("PolicyArn", one.arn));
}

export function inlineXml(name: string, principal: Principal): string {
  return list(
    name,
    principal.inline,
    (one) => element("PolicyName", one.name) + element("PolicyDocument", encodeDocument(one.document)),
  );
}

export function lastUsedXml(role: Role): string {
  const used = role.lastUsed;
  return wrap(
    "RoleLastUsed",
    used === null ? "" : element("LastUsedDate", xmlTime(used.at)) + element("Region", used.region),
  );
}

export function instanceProfileXml(profile: InstanceProfile, role: Role): string {
  return (
    element("InstanceProfileName", profile.name) +
    element("InstanceProfileId", profile.id) +
    element("Arn", profile.arn) +
    element("Path", "/") +
    element("CreateDate", xmlTime(profile.createdAt)) +
    list(
      "Roles",
      [role],
      (one) => principalXml(one, "Role") + element("AssumeRolePolicyDocument", encodeDocument(one.trust)),
    )
  );
}

export function policyXml(policy: ManagedPolicy, attachments: { attached: number; boundary: number }): string {
  return (
    element("PolicyName", policy.name) +
    element("PolicyId", policy.id) +
    element("Arn", policy.arn) +
    element("Path", policy.path) +
    element("DefaultVersionId", policy.defaultVersionId) +
    element("AttachmentCount", attachments.attached) +
    element("PermissionsBoundaryUsageCount", attachments.boundary) +
    element("IsAttachable", true) +
    element("CreateDate", xmlTime(policy.createdAt)) +
    element("UpdateDate", xmlTime(policy.updatedAt))
  );
}

export function versionXml(policy: ManagedPolicy, version: PolicyVersion, withDocument: boolean): string {
  return (
    (withDocument ? element("Document", encodeDocument(version.document)) : "") +
    element("VersionId", version.id) +
    element("IsDefaultVersion", version.id === policy.defaultVersionId) +
    element("CreateDate", xmlTime(version.createdAt))
  );
}
