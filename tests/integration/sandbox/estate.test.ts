import { describe, expect, it } from "vitest";
import { type Estate, generateEstate, sampleEstate } from "@/lib/server/sandbox/index";

const estate = sampleEstate();

function clustersOf(of: Estate) {
  return [...of.accounts.values()].flatMap((account) =>
    [...account.clusters].flatMap(([region, clusters]) =>
      [...clusters.values()].map((cluster) => ({ account, region, cluster })),
    ),
  );
}

function associationsOf(of: Estate) {
  return clustersOf(of).flatMap(({ cluster }) => [...cluster.associations.values()]);
}

function role(accountId: string, name: string) {
  const found = estate.accounts.get(accountId)?.roles.get(name);
  if (found === undefined) throw new Error(`no role ${name}`);
  return found;
}

describe("the sample estate", () => {
  it("has the size of a real company's", () => {
    const clusters = clustersOf(estate);
    expect(new Set(clusters.map((one) => one.account.id)).size).toBeGreaterThanOrEqual(3);
    expect(new Set(clusters.map((one) => one.region)).size).toBeGreaterThanOrEqual(3);
    expect(clusters.length).toBeGreaterThanOrEqual(6);
    expect(associationsOf(estate).length).toBeGreaterThanOrEqual(150);
  });

  it("is the same each time", () => {
    const text = (one: Estate) =>
      JSON.stringify(
        [...one.accounts.values()].map((account) => [
          [...account.roles],
          clustersOf(one).map(({ cluster }) => [...cluster.associations]),
        ]),
      );
    expect(text(sampleEstate())).toBe(text(estate));
  });

  it("refers only to roles that are there, but for the two that are meant to be gone or unreadable", () => {
    const arns = new Set(
      [...estate.accounts.values()].flatMap((account) => [...account.roles.values()].map((one) => one.arn)),
    );
    const missing = associationsOf(estate).flatMap((one) =>
      [one.roleArn, one.targetRoleArn ?? one.roleArn].filter((arn) => !arns.has(arn)),
    );
    expect(new Set(missing)).toEqual(
      new Set([
        "arn:aws:iam::555566667777:role/team/deleted-last-spring",
        "arn:aws:iam::777788889999:role/mobile-sync",
      ]),
    );
  });

  it("keeps to AWS's limits", () => {
    for (const account of estate.accounts.values()) {
      for (const one of account.roles.values()) {
        expect(one.name.length).toBeLessThanOrEqual(64);
        expect(one.path.length).toBeLessThanOrEqual(512);
        expect(
          one.inline.reduce((sum, policy) => sum + policy.document.replace(/\s/g, "").length, 0),
        ).toBeLessThanOrEqual(10_240);
        expect(one.attached.length).toBeLessThanOrEqual(20);
      }
      for (const policy of account.policies.values()) {
        for (const version of policy.versions)
          expect(version.document.replace(/\s/g, "").length).toBeLessThanOrEqual(6144);
      }
    }
    for (const policy of estate.organization?.policies.values() ?? []) {
      expect(policy.document.length).toBeLessThanOrEqual(policy.type === "SERVICE_CONTROL_POLICY" ? 10_240 : 5120);
    }
  });

  it("has the documented systems under their names", () => {
    const carto = role("444455556666", "carto-self-hosted");
    expect(carto.inline[0]?.document).toMatch(
      /arn:aws:rds-db:eu-west-1:444455556666:dbuser:db-[A-Z0-9]+\/carto_workspace/,
    );
    const crossplane = estate.accounts.get("666677778888")?.clusters.get("eu-west-1")?.get("your-cluster");
    const made = [...(crossplane?.associations.values() ?? [])].find(
      (one) => one.serviceAccount === "pod-service-account",
    );
    expect(made).toMatchObject({ namespace: "default", roleArn: "arn:aws:iam::666677778888:role/YourPodRole" });
    expect(Object.keys(made?.tags ?? {})).toEqual(["crossplane-kind", "crossplane-name", "crossplane-providerconfig"]);
    expect(crossplane?.addons.has("eks-pod-identity-agent")).toBe(true);
    expect(role("555566667777", "eks-demo-role").trust).toContain(':aud":"system:serviceaccount:demo-namespace:*"');
    expect(role("555566667777", "eks-pod-role-wrong-service").trust).toContain('"eks.amazonaws.com"');
    expect(role("555566667777", "best-practice-organisation").trust).toContain("$" + "{aws:ResourceOrgId}");
  });

  it("has one application associated alike in several clusters with one role", () => {
    const arn = "arn:aws:iam::333333333333:role/payments/payments-wallet";
    const holders = clustersOf(estate).filter(({ cluster }) =>
      [...cluster.associations.values()].some((one) => one.roleArn === arn),
    );
    expect(holders.map((one) => one.cluster.name)).toEqual(["payments-prod-euw1", "payments-prod-use1"]);
  });

  it("has what hurts", () => {
    const names = estate.accounts.get("555566667777")?.clusters.get("eu-west-1")?.get("dev-names-euw1");
    const long = [...(names?.associations.values() ?? [])].find((one) => one.namespace.length === 63);
    expect(long?.roleArn).toMatch(/\/environment\/R{64}$/);
    const inline = role("555566667777", "R".repeat(64)).inline[0]?.document ?? "";
    expect(inline.length).toBeGreaterThan(9_500);
    const states = clustersOf(estate).map(({ cluster }) => cluster.status);
    expect(states).toContain("CREATING");
    expect(
      clustersOf(estate).some(({ cluster }) => cluster.status === "ACTIVE" && cluster.associations.size === 0),
    ).toBe(true);
  });
});

describe("a generated estate", () => {
  const options = {
    accounts: 4,
    clustersPerAccount: 3,
    associationsPerCluster: 20,
    rolesPerAccount: 30,
    regions: ["eu-west-1", "us-east-1"],
  };

  it("has exactly the size that was asked for", () => {
    const made = generateEstate(options);
    expect(made.accounts.size).toBe(4);
    expect(clustersOf(made)).toHaveLength(12);
    expect(associationsOf(made)).toHaveLength(240);
    for (const account of made.accounts.values()) expect(account.roles.size).toBe(30);
  });

  it("follows its seed", () => {
    const ids = (seed: string) => associationsOf(generateEstate({ ...options, seed })).map((one) => one.id);
    expect(ids("one")).toEqual(ids("one"));
    expect(ids("one")).not.toEqual(ids("two"));
  });
});

describe("another partition", () => {
  it("has its own regions, ARNs and issuers", () => {
    const made = generateEstate({
      accounts: 1,
      clustersPerAccount: 1,
      associationsPerCluster: 2,
      rolesPerAccount: 4,
      partition: "aws-cn",
      regions: ["cn-north-1"],
    });
    const [found] = clustersOf(made);
    expect(found?.cluster.arn).toMatch(/^arn:aws-cn:eks:cn-north-1:/);
    expect(found?.cluster.issuer).toMatch(/^https:\/\/oidc\.eks\.cn-north-1\.amazonaws\.com\.cn\/id\/[0-9A-F]{32}$/);
    const account = [...made.accounts.values()][0];
    expect([...(account?.regions.keys() ?? [])]).toEqual(["cn-north-1", "cn-northwest-1"]);
    expect(
      JSON.stringify([
        [...(account?.roles.values() ?? [])],
        [...made.awsPolicies.values()],
        [...(made.organization?.policies.values() ?? [])],
      ]),
    ).not.toContain("arn:aws:");
  });
});
