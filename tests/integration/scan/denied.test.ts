import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Gap, PartKind } from "@/lib/domain/snapshot/part";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { accountsInScope, clustersInScope, expectedAssociations } from "./expected";
import { type ScanOutcome, scan } from "./harness";

let sandbox: Sandbox;
let whole: ScanOutcome;

beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["organization", "per-role-fallback"] });
  whole = await scan(sandbox);
});
afterEach(() => sandbox.faults.clear());
afterAll(() => sandbox.close());

const place = (gap: Pick<Gap, "accountId" | "region" | "clusterArn">) =>
  [gap.accountId, gap.region, gap.clusterArn].join("|");
const inAccounts = () =>
  accountsInScope(sandbox.estate).map(({ id }) => place({ accountId: id, region: null, clusterArn: null }));
const inRegions = () =>
  accountsInScope(sandbox.estate).flatMap((account) =>
    [...account.regions]
      .filter(([, status]) => status.startsWith("ENABLED"))
      .map(([region]) => place({ accountId: account.id, region, clusterArn: null })),
  );
type Item = ReturnType<typeof clustersInScope>[number];
const inClusters =
  (pick: (item: Item) => boolean = () => true) =>
  () =>
    clustersInScope(sandbox.estate)
      .filter((item) => item.cluster.connector === null && pick(item))
      .map(({ account, region, cluster }) => place({ accountId: account.id, region, clusterArn: cluster.arn }));
const withAny = (pick: (cluster: Item["cluster"]) => ReadonlyMap<string, unknown>) =>
  inClusters(({ cluster }) => pick(cluster).size > 0);

/** Operation → where its denial leaves a gap, and the kinds of parts that change. */
const CASES: [operation: string, where: () => string[], changed: PartKind[]][] = [
  [
    "eks:ListClusters",
    inRegions,
    ["clusters", "associations", "addons", "nodegroups", "fargate-profiles", "access-entries", "capabilities"],
  ],
  [
    "eks:DescribeCluster",
    () =>
      clustersInScope(sandbox.estate).map(({ account, region, cluster }) =>
        place({ accountId: account.id, region, clusterArn: cluster.arn }),
      ),
    ["clusters"],
  ],
  ["eks:ListPodIdentityAssociations", inClusters(), ["associations"]],
  ["eks:DescribePodIdentityAssociation", withAny((cluster) => cluster.associations), ["associations"]],
  ["eks:ListAddons", inClusters(), ["addons"]],
  ["eks:DescribeAddon", withAny((cluster) => cluster.addons), ["addons"]],
  ["eks:ListNodegroups", inClusters(), ["nodegroups"]],
  ["eks:DescribeNodegroup", withAny((cluster) => cluster.nodegroups), ["nodegroups"]],
  ["eks:ListFargateProfiles", inClusters(), ["fargate-profiles"]],
  ["eks:DescribeFargateProfile", withAny((cluster) => cluster.fargateProfiles), ["fargate-profiles"]],
  ["eks:ListAccessEntries", inClusters(), ["access-entries"]],
  ["eks:DescribeAccessEntry", withAny((cluster) => cluster.accessEntries), ["access-entries"]],
  ["eks:ListCapabilities", inClusters(), ["capabilities"]],
  ["eks:DescribeCapability", withAny((cluster) => cluster.capabilities), ["capabilities"]],
  ["account:ListRegions", inAccounts, []],
  ["iam:ListOpenIDConnectProviders", inAccounts, ["oidc-providers"]],
  [
    "iam:GetOpenIDConnectProvider",
    () => inAccounts().filter((key) => (sandbox.estate.accounts.get(key.slice(0, 12))?.oidcProviders.size ?? 0) > 0),
    ["oidc-providers"],
  ],
];

describe.each(CASES)("%s denied", (permission, where, changed) => {
  it("is a gap where it was needed and nowhere else, and all else is read as before", async () => {
    const [service, operation] = permission.split(":") as [string, string];
    sandbox.faults.set([{ kind: "deny", service, operation }]);
    const { summary, store } = await scan(sandbox);
    expect(summary.status).toBe("partial");
    for (const gap of summary.gaps) {
      expect(gap).toMatchObject({ service, operation, missingPermission: permission });
      expect(gap.error).toMatch(/^AccessDenied/);
      expect(gap.consequence.length).toBeGreaterThan(20);
      expect(gap.message).not.toContain("\n");
    }
    expect([...new Set(summary.gaps.map(place))].sort()).toEqual([...new Set(where())].sort());
    expect(store.gaps).toEqual(summary.gaps);
    for (const kind of new Set([...whole.store.parts.values()].map((part) => part.kind))) {
      if (changed.includes(kind)) continue;
      expect(store.facts(kind), kind).toEqual(expect.arrayContaining(whole.store.facts(kind)));
    }
  });
});

describe("what is listed and not described", () => {
  it("is kept by name, and told as one gap for the cluster with the number of them", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "DescribePodIdentityAssociation" }]);
    const { summary, store } = await scan(sandbox);
    const found = store.facts("associations").flat();
    expect(found.map(({ arn }) => arn).sort()).toEqual(
      expectedAssociations(sandbox.estate)
        .map(({ arn }) => arn)
        .sort(),
    );
    expect(found.every(({ described, roleArn }) => !described && roleArn === null)).toBe(true);
    const counted = summary.gaps.reduce((sum, gap) => sum + (gap.count ?? 1), 0);
    expect(counted).toBe(found.length);
    expect(summary.gaps.filter((gap) => gap.resource === null).length).toBeGreaterThan(0);
  });

  it("is named one by one where only some are denied", async () => {
    const all = expectedAssociations(sandbox.estate);
    const denied = all.filter((_, i) => i % 7 === 3).map(({ arn }) => arn);
    sandbox.faults.set(
      denied.map((resource) => ({ kind: "deny" as const, operation: "DescribePodIdentityAssociation", resource })),
    );
    const { summary, store } = await scan(sandbox);
    const byName = summary.gaps.filter(({ resource }) => resource !== null);
    expect(byName.map(({ resource }) => resource).sort()).toEqual(denied.sort());
    const described = store
      .facts("associations")
      .flat()
      .filter(({ described }) => described);
    expect(described.length).toBe(all.length - denied.length);
  });

  it("is not asked for thousands of times", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "DescribePodIdentityAssociation" }]);
    sandbox.calls.reset();
    await scan(sandbox);
    const asked = sandbox.calls.counts()["eks:DescribePodIdentityAssociation"] ?? 0;
    expect(asked).toBeLessThan(expectedAssociations(sandbox.estate).length);
  });
});

describe("an account whose reader role cannot be assumed", () => {
  it("is one gap, and the other accounts are read whole", async () => {
    const others = accountsInScope(sandbox.estate).filter(({ id }) => id !== sandbox.estate.reader.hubAccountId);
    for (const { id } of others) {
      sandbox.faults.set([{ kind: "deny", operation: "AssumeRole", resource: `arn:aws:iam::${id}:role/*` }]);
      const { summary, store } = await scan(sandbox);
      expect(summary.gaps).toHaveLength(1);
      expect(summary.gaps[0]).toMatchObject({
        accountId: id,
        service: "sts",
        operation: "AssumeRole",
        missingPermission: "sts:AssumeRole",
        region: null,
      });
      const parts = [...whole.store.parts.values()].filter(
        (part) => part.accountId !== id && !["account", "managed-policies"].includes(part.kind),
      );
      for (const part of parts) expect(store.facts(part.kind)).toContainEqual(part.facts);
      expect([...store.parts.values()].filter((part) => part.accountId === id).map(({ kind }) => kind)).toEqual([
        "account",
      ]);
    }
  });

  it("is named too where the configuration has no role for it", async () => {
    const stranger = "999999999999";
    const { scope } = sandboxConfiguration(sandbox.estate);
    const { summary } = await scan(sandbox, { config: { scope: { ...scope, accounts: [{ id: stranger }] } } });
    expect(summary.gaps).toMatchObject([{ accountId: stranger, operation: "AssumeRole", error: "NoReaderRole" }]);
    expect(summary.counts.accounts).toBe(1);
  });
});

describe("regions", () => {
  it("are asked of EC2 where Account Management may not be asked", async () => {
    sandbox.faults.set([{ kind: "deny", operation: "ListRegions" }]);
    const { store } = await scan(sandbox);
    const regions = (outcome: ScanOutcome["store"]) =>
      outcome
        .facts("account")
        .map((account) => [account.accountId, [...account.regions].sort()])
        .sort();
    expect(regions(store)).toEqual(regions(whole.store));
  });

  it("are those that every account has where neither may be asked, and both are gaps", async () => {
    sandbox.faults.set([
      { kind: "deny", operation: "ListRegions" },
      { kind: "deny", operation: "DescribeRegions" },
    ]);
    const { summary, store } = await scan(sandbox);
    expect([...new Set(summary.gaps.map(({ operation }) => operation))].sort()).toEqual(
      expect.arrayContaining(["DescribeRegions", "ListRegions"]),
    );
    expect(store.facts("account")[0]?.regions).toContain("us-east-1");
    expect(store.facts("clusters").flat().length).toBeGreaterThan(0);
  });

  it("that are wanted and not enabled are gaps that say what to do", async () => {
    const { scope } = sandboxConfiguration(sandbox.estate);
    const { summary, store } = await scan(sandbox, {
      config: { scope: { ...scope, regions: ["eu-west-1", "xx-nowhere-1"] } },
    });
    expect(
      summary.gaps.every(
        (gap) =>
          gap.error === "RegionNotEnabled" && gap.region === "xx-nowhere-1" && gap.message.includes("scope.regions"),
      ),
    ).toBe(true);
    expect(summary.gaps).toHaveLength(accountsInScope(sandbox.estate).length);
    expect(
      new Set(
        store
          .facts("clusters")
          .flat()
          .map(({ region }) => region),
      ),
    ).toEqual(new Set(["eu-west-1"]));
  });
});
