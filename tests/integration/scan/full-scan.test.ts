import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import * as expected from "./expected";
import { type ScanOutcome, scan } from "./harness";
import type { MemoryStore } from "./memory-store";
import { minimumCalls } from "./minimum-calls";
import { actionsOf, usedActions } from "./policy-file";

let sandbox: Sandbox;
let outcome: ScanOutcome;

beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["organization"] });
  outcome = await scan(sandbox);
});
afterAll(() => sandbox.close());

const byText = (items: readonly unknown[]) => items.map((item) => JSON.stringify(sorted(item))).sort();

/** Key order says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

/** Everything that was read is what the estate holds, field by field, no more and no less. */
function expectWhole(store: MemoryStore): void {
  const { estate } = sandbox;
  const same = (found: readonly unknown[], wanted: readonly unknown[]) => expect(byText(found)).toEqual(byText(wanted));
  same(store.facts("clusters").flat(), expected.expectedClusters(estate));
  same(store.facts("associations").flat(), expected.expectedAssociations(estate));
  same(store.facts("addons").flat(), expected.expectedAddons(estate));
  same(store.facts("nodegroups").flat(), expected.expectedNodegroups(estate));
  same(store.facts("fargate-profiles").flat(), expected.expectedFargateProfiles(estate));
  same(store.facts("access-entries").flat(), expected.expectedAccessEntries(estate));
  same(store.facts("capabilities").flat(), expected.expectedCapabilities(estate));
  same(store.facts("roles").flat(), expected.expectedRoles(estate));
  same(store.facts("role-usage").flat(), expected.expectedUsage(estate));
  same(store.facts("managed-policies").flat(), expected.expectedPolicies(estate));
  same(store.facts("oidc-providers").flat(), expected.expectedProviders(estate));
  for (const [hash, text] of expected.expectedDocuments(estate)) expect(store.documents.get(hash)).toBe(text);
  for (const [hash, text] of store.documents) expect(expected.hash(text)).toBe(hash);
}

describe("a scan of the sample estate", () => {
  it("finds all of it, and nothing else", () => {
    expect(outcome.summary.gaps).toEqual([]);
    expect(outcome.summary.status).toBe("complete");
    expect(outcome.store.status).toBe("complete");
    expectWhole(outcome.store);
  });

  it("finds the organisation with its policies", () => {
    const { estate } = sandbox;
    const [organization] = outcome.store.facts("organization");
    expect(organization).toMatchObject({
      id: estate.organization?.id,
      managementAccountId: estate.organization?.managementAccountId,
      featureSet: "ALL",
    });
    expect(organization?.units.map(({ id }) => id).sort()).toEqual(
      [...(estate.organization?.units.keys() ?? [])].sort(),
    );
    for (const account of organization?.accounts ?? []) {
      const member = estate.organization?.members.get(account.id);
      expect(account).toMatchObject({ name: member?.name, parentId: member?.parentId, state: member?.state });
    }
    const policies = outcome.store.facts("organization-policies").flat();
    expect(byText(policies.map((policy) => ({ ...policy, targets: [...(policy.targets ?? [])].sort() })))).toEqual(
      byText(expected.expectedOrganizationPolicies(estate)),
    );
  });

  it("makes exactly the calls that the estate needs, and none twice", () => {
    expect(sandbox.calls.counts()).toEqual(
      Object.fromEntries(Object.entries(minimumCalls(sandbox.estate)).sort(([a], [b]) => (a < b ? -1 : 1))),
    );
    expect(sandbox.calls.repeated()).toEqual([]);
  });

  it("counts what it found", () => {
    const { estate } = sandbox;
    expect(outcome.summary.counts).toEqual({
      accounts: expected.accountsInScope(estate).length,
      clusters: expected.expectedClusters(estate).length,
      associations: expected.expectedAssociations(estate).length,
      bindings: expected.expectedAssociations(estate).length,
      roles: expected.expectedRoles(estate).length,
      policies: expected.expectedPolicies(estate).length,
      gaps: 0,
    });
  });

  it("says of each account what was read and by whom", () => {
    for (const account of outcome.store.facts("account")) {
      const enabled = [...(sandbox.estate.accounts.get(account.accountId)?.regions ?? [])].filter(([, status]) =>
        status.startsWith("ENABLED"),
      );
      const regions = enabled.filter(([, status]) => status !== "ENABLING").map(([name]) => name);
      expect([...account.regions].sort()).toEqual(regions.sort());
      expect(account.readerArn).toContain(account.accountId);
      expect(account.organizationPath).toContain(account.accountId);
    }
  });
});

describe.each([
  ["pages of one", { sizes: { "*": 1 } }],
  ["pages of seven, the first one empty", { sizes: { "*": 7 }, emptyFirstPage: true }],
  ["large pages, the first one empty", { emptyFirstPage: true }],
])("with %s", (_name, pages) => {
  it("finds the same", async () => {
    const paged = await startSandbox({ estate: sandbox.estate, pages });
    try {
      const { summary, store } = await scan(paged);
      expect(summary.gaps).toEqual([]);
      expectWhole(store);
    } finally {
      await paged.close();
    }
  });
});

describe("what the reader needs", () => {
  it("is every action of the reader's policy, and no other", async () => {
    const plain = await startSandbox({ capabilities: [] });
    try {
      const { summary } = await scan(plain);
      expect(summary.gaps).toEqual([]);
      expect(usedActions(plain)).toEqual(actionsOf("reader"));
      // Whether there is an organisation is asked once; that it may not be read is no gap, since nobody asked for it.
      expect(
        plain.calls.records.filter(({ error }) => error === "AccessDeniedException").map(({ operation }) => operation),
      ).toEqual(["DescribeOrganization"]);
    } finally {
      await plain.close();
    }
  });
});
