/** Organizations, from the management account or a delegated administrator. */
import {
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListPoliciesCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
} from "@aws-sdk/client-organizations";
import type { OrganizationSource } from "@/lib/server/usecases/scan/ports";
import type { AccountSession } from "../account-session";
import { malformed } from "../credentials";
import { orNull, present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";

const FILTERS = { SCP: "SERVICE_CONTROL_POLICY", RCP: "RESOURCE_CONTROL_POLICY" } as const;

export function organizationSource(session: AccountSession, homeRegion: string): Omit<OrganizationSource, "open"> {
  const organizations = session.sender("organizations", homeRegion);
  return {
    describe: () =>
      organizations.send("DescribeOrganization", async (client) => {
        const { Organization } = await client.send(new DescribeOrganizationCommand({}));
        if (!Organization?.Id) throw malformed("no organisation");
        return {
          id: Organization.Id,
          managementAccountId: Organization.MasterAccountId ?? "",
          featureSet: orNull(Organization.FeatureSet),
        };
      }),
    roots: () =>
      pages(
        (NextToken) => organizations.send("ListRoots", (client) => client.send(new ListRootsCommand({ NextToken }))),
        (page) => ({
          items: present(page.Roots).flatMap(({ Id, PolicyTypes }) =>
            Id === undefined
              ? []
              : [
                  {
                    id: Id,
                    policyTypes: present(PolicyTypes).flatMap(({ Type, Status }) =>
                      Type && Status === "ENABLED" ? [Type] : [],
                    ),
                  },
                ],
          ),
          next: page.NextToken,
        }),
        repeatedToken("organizations", "ListRoots"),
      ),
    units: (ParentId) =>
      pages(
        (NextToken) =>
          organizations.send("ListOrganizationalUnitsForParent", (client) =>
            client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, MaxResults: 20, NextToken })),
          ),
        (page) => ({
          items: present(page.OrganizationalUnits).flatMap(({ Id, Name }) =>
            Id === undefined ? [] : [{ id: Id, name: orNull(Name) }],
          ),
          next: page.NextToken,
        }),
        repeatedToken("organizations", "ListOrganizationalUnitsForParent"),
      ),
    accounts: () =>
      pages(
        (NextToken) =>
          organizations.send("ListAccounts", (client) =>
            client.send(new ListAccountsCommand({ MaxResults: 20, NextToken })),
          ),
        (page) => ({
          items: present(page.Accounts).flatMap(({ Id, Name, State, Status, Paths }) =>
            Id === undefined
              ? []
              : [{ id: Id, name: orNull(Name), state: State ?? Status ?? null, path: orNull(Paths?.[0]) }],
          ),
          next: page.NextToken,
        }),
        repeatedToken("organizations", "ListAccounts"),
      ),
    accountIdsOf: (ParentId) =>
      pages(
        (NextToken) =>
          organizations.send("ListAccountsForParent", (client) =>
            client.send(new ListAccountsForParentCommand({ ParentId, MaxResults: 20, NextToken })),
          ),
        (page) => ({ items: present(present(page.Accounts).map(({ Id }) => Id)), next: page.NextToken }),
        repeatedToken("organizations", "ListAccountsForParent"),
      ),
    policies: (type) =>
      pages(
        (NextToken) =>
          organizations.send("ListPolicies", (client) =>
            client.send(new ListPoliciesCommand({ Filter: FILTERS[type], MaxResults: 20, NextToken })),
          ),
        (page) => ({
          items: present(page.Policies).flatMap(({ Id, Arn, Name, AwsManaged }) =>
            Id === undefined ? [] : [{ id: Id, arn: orNull(Arn), name: orNull(Name), awsManaged: AwsManaged === true }],
          ),
          next: page.NextToken,
        }),
        repeatedToken("organizations", "ListPolicies"),
      ),
    policyDocument: (PolicyId) =>
      organizations.send("DescribePolicy", async (client) => {
        const { Policy } = await client.send(new DescribePolicyCommand({ PolicyId }));
        if (Policy?.Content === undefined) throw malformed("no policy content");
        return Policy.Content;
      }),
    policyTargets: (PolicyId) =>
      pages(
        (NextToken) =>
          organizations.send("ListTargetsForPolicy", (client) =>
            client.send(new ListTargetsForPolicyCommand({ PolicyId, MaxResults: 20, NextToken })),
          ),
        (page) => ({ items: present(present(page.Targets).map(({ TargetId }) => TargetId)), next: page.NextToken }),
        repeatedToken("organizations", "ListTargetsForPolicy"),
      ),
  };
}
