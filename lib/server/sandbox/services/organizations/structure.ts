/** Roots, units and accounts. */
import type { Organization, OrganizationalUnit, OrganizationMember } from "../../estate/organization-model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { notFound, organizationArn, organizationOf, organizationsPage } from "./shared";

export const structureOperations: Readonly<Record<string, Operation>> = {
  DescribeOrganization: {
    run(call) {
      const organization = organizationOf(call);
      const { managementAccountId: id } = organization;
      return JSON.stringify({
        Organization: {
          Id: organization.id,
          Arn: organizationArn(call, "organization", ""),
          FeatureSet: organization.featureSet,
          MasterAccountArn: organizationArn(call, "account", `/${id}`),
          MasterAccountId: id,
          MasterAccountEmail: organization.members.get(id)?.email,
          AvailablePolicyTypes: organization.policyTypes.map((Type) => ({ Type, Status: "ENABLED" })),
        },
      });
    },
  },
  ListRoots: {
    run(call) {
      const organization = organizationOf(call);
      const PolicyTypes = organization.policyTypes.map((Type) => ({ Type, Status: "ENABLED" }));
      const root = {
        Id: organization.rootId,
        Arn: organizationArn(call, "root", `/${organization.rootId}`),
        Name: "Root",
        PolicyTypes,
      };
      return organizationsPage(call, "Roots", [root], "");
    },
  },
  ListAccounts: {
    run: (call) =>
      organizationsPage(
        call,
        "Accounts",
        [...organizationOf(call).members.values()].map((one) => accountOf(call, one)),
        "",
      ),
  },
  ListAccountsForParent: {
    resource: parentResource,
    run(call) {
      const parent = parentId(call);
      const members = [...organizationOf(call).members.values()].filter((one) => one.parentId === parent);
      return organizationsPage(
        call,
        "Accounts",
        members.map((one) => accountOf(call, one)),
        parent,
      );
    },
  },
  ListOrganizationalUnitsForParent: {
    resource: parentResource,
    run(call) {
      const parent = parentId(call);
      const units = [...organizationOf(call).units.values()].filter((one) => one.parentId === parent);
      return organizationsPage(
        call,
        "OrganizationalUnits",
        units.map((one) => unitOf(call, one)),
        parent,
      );
    },
  },
  ListParents: {
    run(call) {
      const organization = organizationOf(call);
      const child = call.parameters.text("ChildId") ?? "";
      const parent = organization.members.get(child)?.parentId ?? organization.units.get(child)?.parentId;
      if (parent === undefined) throw notFound("ChildNotFoundException", "You specified a child that doesn't exist.");
      const Type = parent === organization.rootId ? "ROOT" : "ORGANIZATIONAL_UNIT";
      return organizationsPage(call, "Parents", [{ Id: parent, Type }], child);
    },
  },
};

function parentId(call: Call): string {
  const organization = organizationOf(call);
  const id = call.parameters.text("ParentId") ?? "";
  if (id !== organization.rootId && !organization.units.has(id)) {
    throw notFound("ParentNotFoundException", "You specified parent that doesn't exist.");
  }
  return id;
}

function parentResource(call: Call): string {
  const id = call.parameters.text("ParentId") ?? "";
  return call.estate.organization === null ? "*" : organizationArn(call, id.startsWith("r-") ? "root" : "ou", `/${id}`);
}

function accountOf(call: Call, member: OrganizationMember): Record<string, unknown> {
  const organization = organizationOf(call);
  return {
    Id: member.id,
    Arn: organizationArn(call, "account", `/${member.id}`),
    Email: member.email,
    Name: member.name,
    State: member.state,
    ...(organization.withoutPaths ? {} : { Paths: [`${pathOf(organization, member.parentId)}${member.id}/`] }),
    JoinedMethod: member.joinedMethod,
    JoinedTimestamp: member.joinedAt,
  };
}

function unitOf(call: Call, unit: OrganizationalUnit): Record<string, unknown> {
  return {
    Id: unit.id,
    Arn: organizationArn(call, "ou", `/${unit.id}`),
    Name: unit.name,
    Path: pathOf(organizationOf(call), unit.id),
  };
}

/** "o-x/r-x/ou-x/…/" of a root or unit. */
function pathOf(organization: Organization, id: string): string {
  const chain: string[] = [];
  for (
    let at: string | undefined = id;
    at !== undefined && chain.length < 10;
    at = organization.units.get(at)?.parentId
  )
    chain.unshift(at);
  return `${organization.id}/${chain.join("/")}/`;
}
