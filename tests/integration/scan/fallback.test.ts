import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import { expectedPolicies, expectedRoles, expectedUsage } from "./expected";
import { operationsOf, type ScanOutcome, scan } from "./harness";
import { actionsOf, usedActions } from "./policy-file";

let sandbox: Sandbox;
let whole: ScanOutcome;

beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["organization", "per-role-fallback"] });
  whole = await scan(sandbox);
  sandbox.calls.reset();
});
afterEach(() => {
  sandbox.faults.clear();
  sandbox.calls.reset();
});
afterAll(() => sandbox.close());

const DETAILS = { kind: "deny", operation: "GetAccountAuthorizationDetails" } as const;
const roles = (outcome: ScanOutcome) => outcome.store.facts("roles").flat();
const named = (items: readonly { readonly arn: string }[]) => items.map(({ arn }) => arn).sort();

describe("an account where GetAccountAuthorizationDetails is denied", () => {
  it("is read role by role, with the same result and every action of the optional policy", async () => {
    sandbox.faults.set([DETAILS, { kind: "deny", operation: "ListRegions" }]);
    const outcome = await scan(sandbox);
    expect(operationsOf(outcome.summary)).toEqual(["account:ListRegions", "iam:GetAccountAuthorizationDetails"]);
    for (const gap of outcome.summary.gaps) expect(gap.consequence).toMatch(/one by one|EC2 told/);
    // Some calls of the fallback are in the reader's own policy as well.
    const asked = usedActions(sandbox).filter((action) => !action.startsWith("organizations:"));
    const spared = ["account:ListRegions", "iam:GetAccountAuthorizationDetails"];
    const allowed = [
      ...actionsOf("reader").filter((action) => !spared.includes(action)),
      ...actionsOf("per-role-fallback"),
    ];
    expect(asked).toEqual([...new Set(allowed)].sort());
    const found = roles(outcome).map(({ unread, instanceProfileArns, ...role }) => {
      expect(unread).toEqual(["instance-profiles"]);
      expect(instanceProfileArns).toEqual([]);
      return role;
    });
    const wanted = expectedRoles(sandbox.estate).map(({ instanceProfileArns: _, ...role }) => role);
    expect(found).toHaveLength(wanted.length);
    for (const role of wanted) expect(found).toContainEqual(role);
    for (const usage of expectedUsage(sandbox.estate))
      expect(outcome.store.facts("role-usage").flat()).toContainEqual(usage);
    // Customer-managed policies that no role has or is bounded by are out of sight this way.
    const used = new Set(
      expectedRoles(sandbox.estate).flatMap((role) => [
        ...role.attachedPolicies.map(({ arn }) => arn),
        role.permissionsBoundaryArn ?? "",
      ]),
    );
    const policies = outcome.store.facts("managed-policies").flat();
    expect(named(policies)).toEqual(named(expectedPolicies(sandbox.estate).filter(({ arn }) => used.has(arn))));
    for (const policy of expectedPolicies(sandbox.estate).filter(({ arn }) => used.has(arn)))
      expect(policies).toContainEqual(policy);
    expect(sandbox.calls.repeated()).toEqual([]);
  });

  it("reads only the roles that clusters refer to where the list is denied too", async () => {
    sandbox.faults.set([DETAILS, { kind: "deny", operation: "ListRoles" }]);
    const outcome = await scan(sandbox);
    expect(operationsOf(outcome.summary)).toEqual(["iam:GetAccountAuthorizationDetails", "iam:ListRoles"]);
    const known = new Set(named(expectedRoles(sandbox.estate)));
    const referred = new Set(
      [
        ...outcome.store
          .facts("associations")
          .flat()
          .map(({ clusterArn, roleArn }) => [clusterArn, roleArn]),
        ...outcome.store
          .facts("nodegroups")
          .flat()
          .map(({ clusterArn, nodeRoleArn }) => [clusterArn, nodeRoleArn]),
      ].flatMap(([clusterArn, arn]) =>
        arn && known.has(arn) && clusterArn?.split(":")[4] === arn.split(":")[4] ? [arn] : [],
      ),
    );
    const found = named(roles(outcome));
    for (const arn of referred) expect(found).toContain(arn);
    expect(found.length).toBeLessThan(known.size);
  });

  const aspects: [operation: string, blank: (role: RoleFacts) => Partial<RoleFacts>][] = [
    ["ListRolePolicies", () => ({ inlinePolicies: [], unread: ["instance-profiles", "inline-policies"] })],
    ["ListAttachedRolePolicies", () => ({ attachedPolicies: null })],
    [
      "GetRolePolicy",
      (role) => ({ inlinePolicies: role.inlinePolicies.map(({ name }) => ({ name, document: null })) }),
    ],
  ];
  it.each(aspects)("keeps what it can where %s is denied as well", async (operation, blank) => {
    sandbox.faults.set([DETAILS, { kind: "deny", operation }]);
    const outcome = await scan(sandbox);
    expect(operationsOf(outcome.summary)).toEqual(["iam:GetAccountAuthorizationDetails", `iam:${operation}`]);
    for (const role of roles(whole)) {
      expect(roles(outcome)).toContainEqual({
        ...role,
        instanceProfileArns: [],
        unread: ["instance-profiles"],
        ...blank(role),
      });
    }
  });

  it("says of each role that its details are unread where GetRole is denied as well", async () => {
    sandbox.faults.set([DETAILS, { kind: "deny", operation: "GetRole" }]);
    const outcome = await scan(sandbox);
    expect(operationsOf(outcome.summary)).toEqual(["iam:GetAccountAuthorizationDetails", "iam:GetRole"]);
    expect(named(roles(outcome))).toEqual(named(roles(whole)));
    for (const role of roles(outcome)) expect(role.unread).toContain("details");
  });
});

describe("an account whose roles break off on a later page", () => {
  it("keeps the pages before, and says that the rest is unknown", async () => {
    const paged = await startSandbox({
      estate: sandbox.estate,
      pages: { sizes: { GetAccountAuthorizationDetails: 10 } },
      faults: [{ kind: "fail", operation: "GetAccountAuthorizationDetails", account: "333333333333", after: 2 }],
    });
    try {
      const outcome = await scan(paged);
      expect(outcome.summary.gaps).toMatchObject([
        { accountId: "333333333333", operation: "GetAccountAuthorizationDetails", missingPermission: null },
      ]);
      const kept = roles(outcome).filter(({ accountId }) => accountId === "333333333333");
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThanOrEqual(20);
      expect(paged.calls.counts()["iam:GetRole"] ?? 0).toBe(sandbox.calls.counts()["iam:GetRole"] ?? 1);
    } finally {
      await paged.close();
    }
  });
});

describe("documents of AWS-managed policies", () => {
  const owners = (outcome: ScanOutcome) =>
    outcome.store
      .facts("managed-policies")
      .flat()
      .filter(({ kind }) => kind === "aws");

  it("are read with another account's reader where one may not", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "GetPolicy", account: "333333333333" }]);
    const outcome = await scan(sandbox);
    for (const gap of outcome.summary.gaps)
      expect(gap).toMatchObject({ accountId: "333333333333", operation: "GetPolicy" });
    const shared = owners(outcome).filter(({ document }) => document !== null);
    expect(shared.length).toBeGreaterThan(5);
    expect(owners(outcome)).toHaveLength(owners(whole).length);
  });

  it("are gaps of the accounts that use them where nobody may read them, one for each account", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "GetPolicyVersion" }]);
    const outcome = await scan(sandbox);
    expect(operationsOf(outcome.summary)).toEqual(["iam:GetPolicyVersion"]);
    expect(owners(outcome).every(({ document }) => document === null)).toBe(true);
    const places = outcome.summary.gaps.map(({ accountId }) => accountId);
    expect(new Set(places).size).toBe(places.length);
  });
});
