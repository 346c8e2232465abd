/**
 * Service and resource control policies as they bear on one account: one list a level, root first.
 * Source: Organizations User Guide, "SCP evaluation" and "Resource control policies".
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { OrganizationPolicyFacts } from "@/lib/domain/snapshot/facts";

export type OrganizationLevels =
  /** One list of policies a level, root first, the account last. */
  | { readonly kind: "levels"; readonly levels: readonly (readonly OrganizationPolicyFacts[])[] }
  /** No such policy can apply: management account, policy type not enabled, or only consolidated billing. */
  | { readonly kind: "exempt"; readonly why: string }
  /** They may exist and were not read. */
  | { readonly kind: "not-read" };

/** Which SCPs (for its principals) or RCPs (for its resources) bind an account. */
export function organizationLevels(estate: Estate, accountId: string, type: "SCP" | "RCP"): OrganizationLevels {
  const { organization, organizationPolicies } = estate;
  if (!organization) return { kind: "not-read" };
  if (organization.managementAccountId === accountId) {
    return { kind: "exempt", why: `${type}s do not apply in the management account` };
  }
  if (organization.featureSet !== null && organization.featureSet !== "ALL") {
    return { kind: "exempt", why: `the organisation has consolidated billing only, so no ${type}s` };
  }
  const wanted = type === "SCP" ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
  const roots = organization.roots;
  if (roots.length > 0 && roots.every((root) => !root.policyTypes.includes(wanted))) {
    return { kind: "exempt", why: `${type}s are not enabled in the organisation` };
  }
  const chain = unitChain(estate, accountId);
  if (chain === null) return { kind: "not-read" };
  const policies = organizationPolicies?.filter((policy) => policy.type === type);
  if (!policies || policies.length === 0 || policies.some((policy) => policy.targets === null))
    return { kind: "not-read" };
  return {
    kind: "levels",
    levels: chain.map((target) => policies.filter((policy) => policy.targets?.includes(target))),
  };
}

/** Root, units, account; null for an account that the organisation (as read) does not list, or a broken chain. */
function unitChain(estate: Estate, accountId: string): readonly string[] | null {
  const organization = estate.organization;
  const account = organization?.accounts.find((each) => each.id === accountId);
  if (!organization || !account) return null;
  if (account.path) {
    const [, ...steps] = account.path.split("/").filter((step) => step !== "");
    return steps.at(-1) === accountId ? steps : [...steps, accountId];
  }
  const chain: string[] = [accountId];
  const roots = new Set(organization.roots.map((root) => root.id));
  const parents = new Map(organization.units.map((unit) => [unit.id, unit.parentId]));
  let at = account.parentId;
  // A cycle cannot be in Organizations, but the file is not to be trusted: depth is at most 5 units and a root.
  for (let depth = 0; depth < 16 && at; depth++) {
    chain.unshift(at);
    if (roots.has(at)) return chain;
    at = parents.get(at) ?? null;
  }
  return null;
}
