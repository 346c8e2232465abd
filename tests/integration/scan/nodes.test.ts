/** Nodes of the sample estate: what reading instances and launch templates costs and tells. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Binding } from "@/lib/domain/identity/binding";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { contentOf, type ScanOutcome, scan } from "./harness";

let sandbox: Sandbox;
let outcome: ScanOutcome;
let nodeRoles: ReadonlyMap<string, Binding>;

const configuration = (of: Sandbox) => ({
  ...sandboxConfiguration(of.estate),
  resources: { enabled: false },
  nodes: { metadata: true },
});
const bindingsOf = ({ store }: ScanOutcome) =>
  new Map(
    buildAccessModel(contentOf(store))
      .bindings.filter((each) => each.mechanism === "node-role")
      .map((each) => [`${each.clusterArn?.split("/")[1]} ${each.roleArn.split("/").at(-1)}`, each]),
  );
const codes = (binding: Binding | undefined) => binding?.reasons.map((each) => each.code) ?? [];

beforeAll(async () => {
  sandbox = await startSandbox();
  outcome = await scan(sandbox, { config: configuration(sandbox) });
  nodeRoles = bindingsOf(outcome);
});
afterAll(() => sandbox.close());

describe("instances and launch templates", () => {
  it("are read without a gap, once for a region and once for a template", () => {
    expect(outcome.summary.gaps).toEqual([]);
    const calls = sandbox.calls.counts();
    const regions = new Set(
      outcome.store
        .facts("clusters")
        .flat()
        .filter((each) => !each.connected)
        .map((each) => `${each.accountId}|${each.region}`),
    );
    expect(calls["ec2:DescribeInstances"]).toBe(regions.size);
    const templates = new Set(
      outcome.store
        .facts("nodegroups")
        .flat()
        .flatMap((each) => each.launchTemplate?.id ?? []),
    );
    expect(calls["ec2:DescribeLaunchTemplateVersions"]).toBe(templates.size);
    expect(sandbox.calls.repeated()).toEqual([]);
  });
  it("need what imds.json grants, and no more", () => {
    const file = JSON.parse(readFileSync(new URL("../../../public/iam/imds.json", import.meta.url), "utf8"));
    const used = Object.keys(sandbox.calls.counts()).filter((name) => name.startsWith("ec2:"));
    expect(used.sort()).toEqual([...file.Statement[0].Action].sort());
  });
  it("tell a group of hop limit two from one of hop limit one that has no instance", () => {
    const binding = nodeRoles.get("payments-prod-euw1 payments-node");
    expect(binding).toMatchObject({ verdict: "conditional", effective: null });
    const texts = binding?.reasons.map((each) => each.text) ?? [];
    expect(
      texts.find((text) => text.includes("Node group general, hop limit 2, IMDSv2 only (4 instances")),
    ).toBeDefined();
    expect(
      texts.find((text) => text.includes("Node group system, hop limit 1, IMDSv2 only (launch template)")),
    ).toBeDefined();
  });
  it("find Karpenter's and self-managed nodes, and what they allow", () => {
    expect(codes(nodeRoles.get("dev-euw1 KarpenterNodeRole-dev-euw1"))).toContain("imds-host-network-only");
    expect(codes(nodeRoles.get("data-prod-euw1 gpu-self-managed-node"))).toContain("imds-reachable");
  });
  it("show Auto Mode's nodes as they run", () => {
    expect(codes(nodeRoles.get("ml-prod-use1 AmazonEKSAutoNodeRole"))).toContain("imds-host-network-only");
  });
  it("leave the rest open where neither tells", () => {
    const binding = nodeRoles.get("dev-mixed-euc1 dev-node");
    expect(binding?.verdict).toBe("unknown");
    expect(codes(binding)).toContain("imds-reach-not-read");
  });
});

describe("without the permission", () => {
  it("each operation is a gap, and what rests on it is unknown", async () => {
    const denied = await startSandbox({
      estate: sandbox.estate,
      faults: [{ service: "ec2", operation: "DescribeInstances", kind: "deny" }],
    });
    try {
      const { scope, ...rest } = configuration(denied);
      const accounts = scope.accounts.filter(({ name }) => name === "shop-dev");
      const config = { ...rest, scope: { ...scope, accounts, includeCaller: false } };
      const { summary, store } = await scan(denied, { config });
      expect([...new Set(summary.gaps.map((gap) => gap.missingPermission))]).toEqual(["ec2:DescribeInstances"]);
      const found = bindingsOf({ summary, store }).get("dev-euw1 KarpenterNodeRole-dev-euw1");
      expect(codes(found)).toEqual(expect.arrayContaining(["imds-reach-not-read", "instances-not-read"]));
    } finally {
      await denied.close();
    }
  });
});
