import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import { operationsOf, scan } from "./harness";
import { actionsOf, usedActions } from "./policy-file";

let sandbox: Sandbox;
const management = () => sandbox.estate.organization?.managementAccountId ?? "";
const organizationOf = (more: object = {}) => ({
  scope: {
    organization: { roleName: sandbox.estate.reader.roleName, externalId: sandbox.estate.reader.externalId, ...more },
    regions: ["eu-west-1"],
  },
});
/** Accounts below a unit, the unit's units included. */
function below(unit: string): string[] {
  const { units, members } = sandbox.estate.organization as NonNullable<typeof sandbox.estate.organization>;
  const under = (parent: string): boolean =>
    parent === unit || (units.has(parent) && under(units.get(parent)?.parentId ?? ""));
  return [...members.values()]
    .filter(({ parentId, state }) => state === "ACTIVE" && under(parentId))
    .map(({ id }) => id);
}

beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["organization"] });
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

describe("accounts by organisation", () => {
  it("are all active ones, and the one without a reader role is a gap", async () => {
    const { summary, store } = await scan(sandbox, { config: organizationOf() });
    const active = [...(sandbox.estate.organization?.members.values() ?? [])]
      .filter(({ state }) => state === "ACTIVE")
      .map(({ id }) => id);
    expect(
      store
        .facts("account")
        .map(({ accountId }) => accountId)
        .sort(),
    ).toEqual(active.sort());
    expect(summary.gaps.map(({ accountId, operation }) => [accountId, operation]).sort()).toEqual(
      sandbox.estate.reader.accountsWithoutReader.map((id) => [id, "AssumeRole"]),
    );
    expect(store.facts("account").find(({ accountId }) => accountId === management())?.managementAccount).toBe(true);
  });

  it("are those of the chosen units, without the excluded ones", async () => {
    const [unit] = [...(sandbox.estate.organization?.units.keys() ?? [])].filter((id) => below(id).length > 1);
    const chosen = below(unit ?? "");
    const [excluded = ""] = chosen;
    const { store } = await scan(sandbox, {
      config: organizationOf({ organizationalUnits: [unit], exclude: [excluded] }),
    });
    expect(
      store
        .facts("account")
        .map(({ accountId }) => accountId)
        .sort(),
    ).toEqual(chosen.filter((id) => id !== excluded).sort());
    for (const account of store.facts("account")) expect(account.organizationPath).toContain(`/${unit}/`);
  });

  it("can be read through a role of the management account", async () => {
    const roleArn = `arn:aws:iam::${management()}:role/${sandbox.estate.reader.roleName}`;
    sandbox.calls.reset();
    const { store } = await scan(sandbox, { config: organizationOf({ roleArn }) });
    expect(store.facts("organization")).toHaveLength(1);
    expect(
      new Set(
        sandbox.calls.records.filter(({ service }) => service === "organizations").map(({ accountId }) => accountId),
      ),
    ).toEqual(new Set([management()]));
    // One session serves the organisation and the account that its role is in.
    expect(
      sandbox.calls.records.filter(({ operation, resource }) => operation === "AssumeRole" && resource === roleArn),
    ).toHaveLength(1);
  });

  it("are found by parent where the service does not tell paths, with every action of the optional policy and no other", async () => {
    const { estate } = sandbox;
    const organization = estate.organization as NonNullable<typeof estate.organization>;
    const old = await startSandbox({ estate: { ...estate, organization: { ...organization, withoutPaths: true } } });
    try {
      const { store } = await scan(old, { config: organizationOf({ exclude: [...organization.members.keys()] }) });
      const [found] = store.facts("organization");
      expect(found?.accounts.length).toBe(organization.members.size);
      for (const account of found?.accounts ?? []) {
        expect(account.parentId).toBe(organization.members.get(account.id)?.parentId);
        expect(account.path?.startsWith(`${organization.id}/r-`)).toBe(true);
        expect(account.path?.endsWith(`/${account.id}/`)).toBe(true);
      }
      expect(usedActions(old, "organizations")).toEqual(actionsOf("organization"));
      expect(old.calls.repeated()).toEqual([]);
    } finally {
      await old.close();
    }
  });

  it("are in nested units, and some of them are not active", () => {
    const { units, members } = sandbox.estate.organization as NonNullable<typeof sandbox.estate.organization>;
    expect([...units.values()].some(({ parentId }) => units.has(parentId))).toBe(true);
    expect([...members.values()].some(({ state }) => state !== "ACTIVE")).toBe(true);
  });
});

describe("what of the organisation is denied", () => {
  it.each([
    "DescribeOrganization",
    "ListRoots",
    "ListOrganizationalUnitsForParent",
    "ListAccounts",
    "ListPolicies",
    "DescribePolicy",
    "ListTargetsForPolicy",
  ])("is a gap where the configuration asks for the organisation (%s)", async (operation) => {
    sandbox.faults.set([{ kind: "deny", service: "organizations", operation }]);
    // One account is enough to see that accounts are read all the same.
    const members = [...(sandbox.estate.organization?.members.keys() ?? [])];
    const exclude = members.filter((id) => id !== management());
    const { summary, store } = await scan(sandbox, { config: organizationOf({ exclude }) });
    const own = summary.gaps.filter(({ service }) => service === "organizations");
    expect([...new Set(own.map((gap) => gap.operation))]).toEqual([operation]);
    for (const gap of own) expect(gap.missingPermission).toBe(`organizations:${operation}`);
    expect(store.facts("account").length).toBeGreaterThan(0);
  });

  it("is none where it does not", async () => {
    sandbox.faults.set([{ kind: "deny", service: "organizations" }]);
    const { summary, store } = await scan(sandbox);
    expect(operationsOf(summary)).toEqual([]);
    expect(store.facts("organization-policies")).toEqual([]);
  });
});
