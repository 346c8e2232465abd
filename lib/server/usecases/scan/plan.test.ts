import { describe, expect, it } from "vitest";
import { configSchema } from "@/lib/contracts/config";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import { planAccounts } from "./plan";

const caller = {
  accountId: "111111111111",
  arn: "arn:aws-cn:iam::111111111111:user/u",
  partition: "aws-cn",
  homeRegion: "cn-north-1",
};
const scopeOf = (scope: unknown) => configSchema.parse({ scope }).scope;
const ids = (scope: unknown, organization: OrganizationFacts | null = null) =>
  planAccounts(scopeOf(scope), caller, organization).map(({ accountId }) => accountId);

const account = (id: string, path: string | null, parentId: string | null, state: string | null = "ACTIVE") => ({
  id,
  name: `n${id[0]}`,
  state,
  path,
  parentId,
});
const organization: OrganizationFacts = {
  id: "o-1",
  managementAccountId: "222222222222",
  featureSet: "ALL",
  roots: [{ id: "r-1", policyTypes: [] }],
  units: [
    { id: "ou-ab12-aaaaaaaa", name: "a", parentId: "r-1" },
    { id: "ou-ab12-bbbbbbbb", name: "b", parentId: "ou-ab12-aaaaaaaa" },
  ],
  accounts: [
    account("111111111111", "o-1/r-1/111111111111/", "r-1"),
    account("222222222222", "o-1/r-1/222222222222/", "r-1"),
    account("333333333333", "o-1/r-1/ou-ab12-aaaaaaaa/ou-ab12-bbbbbbbb/333333333333/", "ou-ab12-bbbbbbbb"),
    account("444444444444", null, "ou-ab12-bbbbbbbb"),
    account("555555555555", "o-1/r-1/555555555555/", "r-1", "SUSPENDED"),
    account("666666666666", "o-1/r-1/666666666666/", "r-1", null),
  ],
};

describe("which accounts are read", () => {
  it("the caller's own where nothing is configured, with its own credentials", () => {
    expect(planAccounts(scopeOf({}), caller, null)).toEqual([
      { accountId: "111111111111", name: null, role: null, orCaller: false, unreachable: false },
    ]);
  });

  it("the configured ones and the caller's own", () => {
    const scope = {
      accounts: [
        { id: "777777777777", name: "seven", roleArn: "arn:aws-cn:iam::777777777777:role/R", externalId: "xx" },
        { id: "888888888888" },
      ],
    };
    expect(planAccounts(scopeOf(scope), caller, null)).toMatchObject([
      {
        accountId: "777777777777",
        name: "seven",
        role: { arn: "arn:aws-cn:iam::777777777777:role/R", externalId: "xx" },
        unreachable: false,
      },
      { accountId: "888888888888", role: null, unreachable: true },
      { accountId: "111111111111", role: null },
    ]);
    expect(ids({ ...scope, includeCaller: false })).toEqual(["777777777777", "888888888888"]);
  });

  it("the caller's own once, by the role that is configured for it", () => {
    const scope = {
      accounts: [{ id: "111111111111", roleArn: "arn:aws-cn:iam::111111111111:role/R" }],
      includeCaller: false,
    };
    expect(planAccounts(scopeOf(scope), caller, null)).toMatchObject([
      { accountId: "111111111111", role: { arn: expect.stringContaining("role/R") as string } },
    ]);
  });

  it("all active ones of the organisation, with a role in the caller's partition", () => {
    const plan = planAccounts(
      scopeOf({ organization: { roleName: "/path/Reader", externalId: "xx" } }),
      caller,
      organization,
    );
    expect(plan.map(({ accountId }) => accountId)).toEqual([
      "111111111111",
      "222222222222",
      "333333333333",
      "444444444444",
      "666666666666",
    ]);
    expect(plan[2]).toMatchObject({
      name: "n3",
      role: { arn: "arn:aws-cn:iam::333333333333:role/path/Reader", externalId: "xx" },
      orCaller: false,
    });
    expect(plan[0]?.orCaller).toBe(true);
  });

  it("those below the chosen units, by path or by parent, without the excluded", () => {
    const under = (unit: string, exclude: string[] = []) =>
      ids({ organization: { roleName: "R", organizationalUnits: [unit], exclude } }, organization);
    expect(under("ou-ab12-aaaaaaaa")).toEqual(["333333333333", "444444444444"]);
    expect(under("ou-ab12-aaaaaaaa", ["333333333333"])).toEqual(["444444444444"]);
    expect(under("r-1abc")).toEqual([]);
    expect(ids({ organization: { roleName: "R", exclude: ["111111111111"] } }, organization)).not.toContain(
      "111111111111",
    );
  });

  it("the caller's own where the organisation could not be read", () => {
    expect(ids({ organization: { roleName: "R" } }, null)).toEqual(["111111111111"]);
  });
});
