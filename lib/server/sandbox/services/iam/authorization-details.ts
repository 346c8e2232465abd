/** GetAccountAuthorizationDetails: users, groups, roles and policies of an account with all their documents, in pages. */
import type { Account, ManagedPolicy, Role, User } from "../../estate/model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { element, encodeDocument, list } from "../../protocol/xml";
import {
  attachedXml,
  boundaryXml,
  iamPage,
  inlineXml,
  instanceProfileXml,
  lastUsedXml,
  policyXml,
  principalXml,
  tagsXml,
  validation,
  versionXml,
} from "./shared";
import { policiesInUse, policyUsage } from "./usage";

type Entity =
  | { readonly kind: "user"; readonly value: User }
  | { readonly kind: "role"; readonly value: Role }
  | { readonly kind: "policy"; readonly value: ManagedPolicy };

const FILTERS = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"];

export const authorizationDetails: Operation = {
  run(call) {
    const filter = call.parameters.texts("Filter");
    const unknown = filter.find((name) => !FILTERS.includes(name));
    if (unknown !== undefined) throw validation(`Value '[${unknown}]' at 'filter' failed to satisfy constraint`);
    // The estate has no groups: that list is always there and always empty.
    const { items, trailer } = iamPage(call, entities(call, filter), filter.join());
    const users = items.filter((entity) => entity.kind === "user");
    const roles = items.filter((entity) => entity.kind === "role");
    const policies = items.filter((entity) => entity.kind === "policy");
    return (
      trailer +
      list("UserDetailList", users, (entity) => userXml(entity.value)) +
      list("GroupDetailList", [], () => "") +
      list("RoleDetailList", roles, (entity) => roleXml(entity.value)) +
      list("Policies", policies, (entity) => policyDetailXml(call.account, entity.value))
    );
  },
};

const selections = new WeakMap<Account, Map<string, readonly Entity[]>>();

function entities(call: Call, filter: readonly string[]): readonly Entity[] {
  const { account, estate } = call;
  const known = selections.get(account) ?? new Map<string, readonly Entity[]>();
  selections.set(account, known);
  const cached = known.get(filter.join());
  if (cached !== undefined) return cached;
  const wants = (name: string) => filter.length === 0 || filter.includes(name);
  const selected: Entity[] = [];
  if (wants("User")) for (const value of account.users.values()) selected.push({ kind: "user", value });
  if (wants("Role")) for (const value of account.roles.values()) selected.push({ kind: "role", value });
  if (wants("LocalManagedPolicy"))
    for (const value of account.policies.values()) selected.push({ kind: "policy", value });
  if (wants("AWSManagedPolicy")) {
    for (const arn of policiesInUse(account)) {
      const value = estate.awsPolicies.get(arn);
      if (value !== undefined) selected.push({ kind: "policy", value });
    }
  }
  known.set(filter.join(), selected);
  return selected;
}

function userXml(user: User): string {
  return (
    principalXml(user, "User") +
    inlineXml("UserPolicyList", user) +
    list("GroupList", [], () => "") +
    attachedXml("AttachedManagedPolicies", user.attached) +
    boundaryXml(user) +
    tagsXml(user.tags)
  );
}

function roleXml(role: Role): string {
  return (
    principalXml(role, "Role") +
    element("AssumeRolePolicyDocument", encodeDocument(role.trust)) +
    list("InstanceProfileList", role.instanceProfiles, (profile) => instanceProfileXml(profile, role)) +
    inlineXml("RolePolicyList", role) +
    attachedXml("AttachedManagedPolicies", role.attached) +
    boundaryXml(role) +
    tagsXml(role.tags) +
    lastUsedXml(role)
  );
}

function policyDetailXml(account: Account, policy: ManagedPolicy): string {
  return (
    policyXml(policy, policyUsage(account, policy.arn)) +
    element("Description", policy.description) +
    list("PolicyVersionList", policy.versions, (version) => versionXml(policy, version, true))
  );
}
