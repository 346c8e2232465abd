/** How long an estate takes at least behind the starting limits, whoever asks: the slowest bucket decides. */
import { type Estate, startingRates } from "@/lib/server/sandbox";
import { accountsInScope, clustersInScope } from "@/tests/integration/scan/expected";

/** Seconds, counting only waiting for tokens: a bucket gives its burst at once and then its rate. */
export function limitSeconds(estate: Estate): number {
  const rules = startingRates();
  let longest = 0;
  const bucket = (service: string, operation: string, calls: number) => {
    const rule = rules.find((one) => one.service === service && (one.operations?.includes(operation) ?? true));
    if (rule) longest = Math.max(longest, (calls - rule.burst) / rule.rate);
  };
  const perRegion = new Map<string, Map<string, number>>();
  const count = (place: string, operation: string, calls: number) => {
    const operations = perRegion.get(place) ?? new Map<string, number>();
    perRegion.set(place, operations.set(operation, (operations.get(operation) ?? 0) + calls));
  };
  for (const { account, region, cluster } of clustersInScope(estate)) {
    const place = `${account.id}|${region}`;
    count(place, "DescribeCluster", 1);
    if (cluster.connector !== null) continue;
    count(place, "ListPodIdentityAssociations", Math.max(1, Math.ceil(cluster.associations.size / 100)));
    count(place, "DescribePodIdentityAssociation", cluster.associations.size);
    count(place, "DescribeAddon", cluster.addons.size);
    count(place, "DescribeNodegroup", cluster.nodegroups.size);
    count(place, "DescribeAccessEntry", cluster.accessEntries.size);
  }
  for (const operations of perRegion.values())
    for (const [operation, calls] of operations) bucket("eks", operation, calls);
  for (const account of accountsInScope(estate)) {
    bucket("iam", "GetAccountAuthorizationDetails", Math.ceil((account.roles.size + account.policies.size) / 1000));
    bucket("iam", "GetOpenIDConnectProvider", account.oidcProviders.size);
  }
  const { organization } = estate;
  if (organization) {
    bucket("organizations", "ListAccounts", Math.ceil(organization.members.size / 20));
    bucket("organizations", "ListOrganizationalUnitsForParent", 1 + organization.units.size);
    bucket("organizations", "DescribePolicy", organization.policies.size);
  }
  return longest;
}
