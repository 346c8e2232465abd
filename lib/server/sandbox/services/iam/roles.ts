/** The role operations one by one, for readers that may not use GetAccountAuthorizationDetails. */
import type { Role } from "../../estate/model";
import type { Operation } from "../../protocol/service";
import { element, encodeDocument, list, wrap } from "../../protocol/xml";
import {
  attachedXml,
  boundaryXml,
  iamPage,
  lastUsedXml,
  noSuchEntity,
  principalXml,
  roleNamed,
  roleResource,
  tagsXml,
} from "./shared";

export const roleOperations: Readonly<Record<string, Operation>> = {
  ListRoles: {
    resource: (call) => `arn:${call.estate.partition}:iam::${call.account.id}:role/`,
    run(call) {
      const prefix = call.parameters.text("PathPrefix") ?? "/";
      const roles = [...call.account.roles.values()].filter((role) => role.path.startsWith(prefix));
      const { items, trailer } = iamPage(call, roles, prefix);
      // Boundary, tags and last use are left out of listings.
      return trailer + list("Roles", items, roleCoreXml);
    },
  },
  GetRole: {
    resource: roleResource,
    run(call) {
      const role = roleNamed(call);
      return wrap("Role", roleCoreXml(role) + boundaryXml(role) + tagsXml(role.tags) + lastUsedXml(role));
    },
  },
  ListRolePolicies: {
    resource: roleResource,
    run(call) {
      const role = roleNamed(call);
      const { items, trailer } = iamPage(call, role.inline, role.name);
      const names = items.map((policy) => element("member", policy.name)).join("");
      return trailer + wrap("PolicyNames", names);
    },
  },
  GetRolePolicy: {
    resource: roleResource,
    run(call) {
      const role = roleNamed(call);
      const name = call.parameters.text("PolicyName") ?? "";
      const policy = role.inline.find((one) => one.name === name);
      if (policy === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      return (
        element("RoleName", role.name) +
        element("PolicyName", policy.name) +
        element("PolicyDocument", encodeDocument(policy.document))
      );
    },
  },
  ListAttachedRolePolicies: {
    resource: roleResource,
    run(call) {
      const role = roleNamed(call);
      const { items, trailer } = iamPage(call, role.attached, role.name);
      return trailer + attachedXml("AttachedPolicies", items);
    },
  },
};

function roleCoreXml(role: Role): string {
  return (
    principalXml(role, "Role") +
    element("AssumeRolePolicyDocument", encodeDocument(role.trust)) +
    element("Description", role.description) +
    element("MaxSessionDuration", role.maxSessionDuration)
  );
}
