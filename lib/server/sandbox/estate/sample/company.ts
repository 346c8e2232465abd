/** The accounts of the sample company, an online shop, and how they hang together. */
import type { AccountBuilder } from "../account-builder";
import { addAwsPolicies } from "../aws-policies";
import type { EstateBuilder } from "../builder";
import type { OrganizationalUnit, OrganizationMember } from "../organization-model";

export interface Company {
  readonly estate: EstateBuilder;
  readonly management: AccountBuilder;
  /** Where Podlens runs; delegated administrator of the organisation. */
  readonly security: AccountBuilder;
  readonly payments: AccountBuilder;
  readonly data: AccountBuilder;
  readonly platform: AccountBuilder;
  readonly dev: AccountBuilder;
  /** Bought lately: a member of the organisation that has no reader role yet. */
  readonly acquired: AccountBuilder;
}

export const ORGANIZATION_ID = "o-shopfront42";
export const ROOT_ID = "r-sh0p";
export const UNITS = {
  security: "ou-sh0p-sec00001",
  workloads: "ou-sh0p-wrk00001",
  production: "ou-sh0p-prd00001",
  regulated: "ou-sh0p-reg00001",
  development: "ou-sh0p-dev00001",
  acquisitions: "ou-sh0p-acq00001",
} as const;

export const ACCOUNTS = {
  management: "111111111111",
  security: "222222222222",
  payments: "333333333333",
  data: "444455556666",
  dev: "555566667777",
  platform: "666677778888",
  acquired: "777788889999",
} as const;

export function companyAccounts(estate: EstateBuilder): Company {
  addAwsPolicies(estate);
  return {
    estate,
    management: estate.account(ACCOUNTS.management, "shop-management"),
    security: estate.account(ACCOUNTS.security, "shop-security"),
    payments: estate.account(ACCOUNTS.payments, "payments-prod"),
    data: estate.account(ACCOUNTS.data, "data-prod"),
    dev: estate.account(ACCOUNTS.dev, "shop-dev", ["eu-south-1"]),
    platform: estate.account(ACCOUNTS.platform, "platform-shared"),
    acquired: estate.account(ACCOUNTS.acquired, "acquired-mobile"),
  };
}

/** Root → workloads → production → regulated: four levels, so that guard rails meet on the way. */
export function organizationUnits(): Map<string, OrganizationalUnit> {
  const unit = (id: string, name: string, parentId: string): [string, OrganizationalUnit] => [
    id,
    { id, name, parentId },
  ];
  return new Map([
    unit(UNITS.security, "Security", ROOT_ID),
    unit(UNITS.workloads, "Workloads", ROOT_ID),
    unit(UNITS.production, "Production", UNITS.workloads),
    unit(UNITS.regulated, "Regulated", UNITS.production),
    unit(UNITS.development, "Development", UNITS.workloads),
    unit(UNITS.acquisitions, "Acquisitions", ROOT_ID),
  ]);
}

export function organizationMembers(company: Company): Map<string, OrganizationMember> {
  const member = (account: AccountBuilder, parentId: string, joinedDaysAgo: number): [string, OrganizationMember] => [
    account.id,
    {
      id: account.id,
      name: account.name,
      email: `aws+${account.name}@shop.example`,
      parentId,
      state: "ACTIVE",
      joinedAt: company.estate.daysAgo(joinedDaysAgo),
      joinedMethod: parentId === UNITS.acquisitions ? "INVITED" : "CREATED",
    },
  ];
  const closed: OrganizationMember = {
    id: "888899990000",
    name: "shop-hackathon-2024",
    email: "aws+hackathon@shop.example",
    parentId: UNITS.development,
    state: "SUSPENDED",
    joinedAt: company.estate.daysAgo(900),
    joinedMethod: "CREATED",
  };
  return new Map([
    member(company.management, ROOT_ID, 1900),
    member(company.security, UNITS.security, 1890),
    member(company.payments, UNITS.regulated, 1500),
    member(company.data, UNITS.production, 1400),
    member(company.platform, UNITS.workloads, 1600),
    member(company.dev, UNITS.development, 1550),
    member(company.acquired, UNITS.acquisitions, 60),
    [closed.id, closed],
  ]);
}
