import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resolveBindings } from "@/lib/domain/identity/resolve";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import { generateEstate } from "@/lib/server/sandbox/estate/generate";
import * as expected from "./expected";
import { type ScanOutcome, scan } from "./harness";

describe.each([
  ["aws-cn", ["cn-north-1", "cn-northwest-1"]],
  ["aws-us-gov", ["us-gov-west-1", "us-gov-east-1"]],
] as const)("an estate in the partition %s", (partition, regions) => {
  let sandbox: Sandbox;
  let outcome: ScanOutcome;

  beforeAll(async () => {
    const size = {
      accounts: 3,
      clustersPerAccount: 2,
      associationsPerCluster: 4,
      rolesPerAccount: 12,
      irsaPercent: 3,
    };
    const estate = generateEstate({ ...size, partition, regions, capabilities: ["organization"] });
    sandbox = await startSandbox({ estate });
    const { roleName, externalId } = estate.reader;
    const config = { scope: { organization: { roleName, externalId } } };
    outcome = await scan(sandbox, { config });
  });
  afterAll(() => sandbox.close());

  it("is read whole, through roles and endpoints of that partition alone", () => {
    const { store, summary } = outcome;
    const { estate } = sandbox;
    expect(summary.gaps).toEqual([]);
    const sorted = (items: readonly { readonly arn: string }[]) =>
      [...items].sort((a, b) => (a.arn < b.arn ? -1 : 1)).map((item) => ({ ...item }));
    const same = (found: readonly { arn: string }[], wanted: readonly { arn: string }[]) =>
      expect(sorted(found)).toEqual(sorted(wanted));
    same(store.facts("clusters").flat(), expected.expectedClusters(estate));
    same(store.facts("associations").flat(), expected.expectedAssociations(estate));
    same(store.facts("roles").flat(), expected.expectedRoles(estate));
    same(store.facts("managed-policies").flat(), expected.expectedPolicies(estate));
    same(store.facts("oidc-providers").flat(), expected.expectedProviders(estate));
    for (const account of store.facts("account")) {
      expect(account.partition).toBe(partition);
      expect(account.readerArn).toContain(`arn:${partition}:`);
      expect([...account.regions].sort()).toEqual([...regions].sort());
    }
    const { records } = sandbox.calls;
    expect(records.filter(({ operation }) => operation === "AssumeRole").map(({ resource }) => resource)).toEqual(
      expect.arrayContaining([expect.stringContaining(`arn:${partition}:iam::`)]),
    );
    for (const { region } of records) expect(regions).toContain(region);
  });

  it("gives bindings whose every ARN is of that partition, and that work", () => {
    const { store, summary } = outcome;
    const meta = {
      id: summary.snapshot,
      startedAt: "2026-11-20T09:00:00.000Z",
      finishedAt: null,
      status: "running" as const,
      engineVersion: "test",
      counts: null,
      scope: "",
    };
    const bindings = resolveBindings({ meta, parts: [...store.parts.values()], gaps: [], documents: store.documents });
    expect(bindings.filter(({ mechanism }) => mechanism === "pod-identity").length).toBe(24);
    expect(bindings.some(({ mechanism }) => mechanism === "irsa")).toBe(true);
    for (const { mechanism, verdict, roleArn, clusterArn, reasons } of bindings) {
      expect(roleArn.split(":")[1]).toBe(partition);
      expect(clusterArn?.split(":")[1]).toBe(partition);
      if (mechanism === "pod-identity") expect([verdict, reasons]).toEqual(["allowed", reasons]);
    }
  });

  it("has regions of its own where nobody says which are enabled", async () => {
    sandbox.faults.set([
      { kind: "deny", operation: "ListRegions" },
      { kind: "deny", operation: "DescribeRegions" },
    ]);
    const { store } = await scan(sandbox);
    for (const account of store.facts("account")) expect([...account.regions].sort()).toEqual([...regions].sort());
    expect(store.facts("clusters").flat()).toHaveLength(6);
  });
});
