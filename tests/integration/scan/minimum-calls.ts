/** How many calls an estate needs at least, call by call, with pages as large as AWS allows. */
import type { Estate } from "@/lib/server/sandbox";
import { accountsInScope, clustersInScope } from "./expected";

const WITHOUT_ACCESS_POLICIES = ["EC2_LINUX", "EC2_WINDOWS", "FARGATE_LINUX", "HYBRID_LINUX", "HYPERPOD_LINUX"];

/** "service:Operation" → calls, for the sandbox's own configuration with the organisation readable. */
export function minimumCalls(estate: Estate): Record<string, number> {
  const calls: Record<string, number> = {};
  const add = (name: string, count: number) => {
    if (count > 0) calls[name] = (calls[name] ?? 0) + count;
  };
  const pages = (items: number, size: number) => Math.max(1, Math.ceil(items / size));

  add("sts:GetCallerIdentity", 1);
  const awsPolicies = new Set<string>();
  const roleArns = new Set<string>();
  const referred = new Set<string>();
  for (const account of accountsInScope(estate)) {
    add("sts:AssumeRole", account.id === estate.reader.hubAccountId ? 0 : 1);
    add("account:ListRegions", pages(account.regions.size, 50));
    add("eks:ListClusters", [...account.regions.values()].filter((status) => status.startsWith("ENABLED")).length);
    add("iam:GetAccountAuthorizationDetails", pages(account.roles.size + account.policies.size, 1000));
    add("iam:ListOpenIDConnectProviders", 1);
    add("iam:GetOpenIDConnectProvider", account.oidcProviders.size);
    for (const role of account.roles.values()) {
      roleArns.add(role.arn);
      for (const arn of [...role.attached.map((policy) => policy.arn), role.boundaryArn ?? ""]) {
        if (arn.includes(":iam::aws:policy/")) awsPolicies.add(arn);
      }
    }
  }
  add("iam:GetPolicy", awsPolicies.size);
  add("iam:GetPolicyVersion", awsPolicies.size);

  for (const { cluster } of clustersInScope(estate)) {
    add("eks:DescribeCluster", 1);
    if (cluster.connector !== null) continue;
    const kinds = [
      ["ListPodIdentityAssociations", "DescribePodIdentityAssociation", cluster.associations],
      ["ListAddons", "DescribeAddon", cluster.addons],
      ["ListNodegroups", "DescribeNodegroup", cluster.nodegroups],
      ["ListFargateProfiles", "DescribeFargateProfile", cluster.fargateProfiles],
      ["ListAccessEntries", "DescribeAccessEntry", cluster.accessEntries],
      ["ListCapabilities", "DescribeCapability", cluster.capabilities],
    ] as const;
    for (const [list, describe, items] of kinds) {
      add(`eks:${list}`, pages(items.size, 100));
      add(`eks:${describe}`, items.size);
    }
    add(
      "eks:ListAssociatedAccessPolicies",
      [...cluster.accessEntries.values()].filter(({ type }) => !WITHOUT_ACCESS_POLICIES.includes(type)).length,
    );
    for (const { roleArn, targetRoleArn } of cluster.associations.values())
      for (const arn of [roleArn, targetRoleArn]) if (arn !== null) referred.add(arn);
    for (const { nodeRoleArn } of cluster.nodegroups.values()) referred.add(nodeRoleArn);
    if (cluster.autoMode?.nodeRoleArn) referred.add(cluster.autoMode.nodeRoleArn);
  }
  // A role that is named and not there is asked for before it is said to be gone.
  const inScope = new Set(accountsInScope(estate).map(({ id }) => id));
  add("iam:GetRole", [...referred].filter((arn) => inScope.has(arn.split(":")[4] ?? "") && !roleArns.has(arn)).length);

  const { organization } = estate;
  if (organization) {
    add("organizations:DescribeOrganization", 1);
    add("organizations:ListRoots", 1);
    add("organizations:ListOrganizationalUnitsForParent", 1 + organization.units.size);
    add("organizations:ListAccounts", pages(organization.members.size, 20));
    for (const type of ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]) {
      const policies = [...organization.policies.values()].filter((policy) => policy.type === type);
      add("organizations:ListPolicies", pages(policies.length, 20));
      add("organizations:DescribePolicy", policies.length);
      for (const policy of policies) add("organizations:ListTargetsForPolicy", pages(policy.targets.length, 20));
    }
  }
  return calls;
}
