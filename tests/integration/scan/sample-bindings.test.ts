/** Bindings of the sample estate beside what follows from the documentation of its systems; and what its nodes cost to read. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Binding } from "@/lib/domain/identity/binding";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { contentOf, type ScanOutcome, scan } from "./harness";

let sandbox: Sandbox;
let outcome: ScanOutcome;
let nodeRoles: ReadonlyMap<string, Binding>;
let bindings: readonly Binding[];

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
const lastOf = (arn: string | null) => arn?.split("/").at(-1) ?? null;
const placeOf = (each: Binding) => `${lastOf(each.clusterArn) ?? each.issuer} ${each.namespace}/${each.serviceAccount}`;
const codes = (binding: Binding | undefined) => binding?.reasons.map((each) => each.code) ?? [];

beforeAll(async () => {
  sandbox = await startSandbox();
  outcome = await scan(sandbox, { config: configuration(sandbox) });
  bindings = buildAccessModel(contentOf(outcome.store)).bindings;
  nodeRoles = bindingsOf(outcome);
});
afterAll(() => sandbox.close());

describe("documented systems", () => {
  /** As written by hand: cluster, service account, role, target role, verdict, effective, and what must be said. */
  it.each([
    ["data-prod-euw1 carto/carto-common-backend", "carto-self-hosted", null, "allowed", true, ["trust-unscoped"]],
    ["your-cluster default/pod-service-account", "YourPodRole", null, "allowed", true, ["trust-unscoped"]],
    [
      "your-cluster crossplane-system/provider-aws",
      "crossplane-provider-aws",
      null,
      "allowed",
      true,
      ["trust-partly-scoped"],
    ],
    [
      "payments-prod-euw1 ledger/lake-export",
      "lake-export-source",
      "lake-export-target",
      "conditional",
      null,
      ["external-id-unverified"],
    ],
    [
      "payments-prod-euw1 ledger/statement-export",
      "statement-export-source",
      "statement-export-target",
      "denied",
      false,
      ["target-trust-condition-never-holds"],
    ],
    [
      "payments-prod-euw1 ledger/audit-export",
      "audit-export-source",
      "audit-export-target",
      "denied",
      false,
      ["target-source-not-permitted"],
    ],
    [
      "payments-prod-euw1 payments/vault-rotation",
      "vault-rotation-source",
      "vault-rotation-target",
      "allowed",
      true,
      ["target-trust-allows"],
    ],
    [
      "payments-prod-euw1 wallet-sync/mobile-sync",
      "mobile-sync-source",
      "mobile-sync",
      "unknown",
      null,
      ["target-role-not-read"],
    ],
    [
      "payments-prod-euw1 checkout/search-feed",
      "search-feed-source",
      "search-feed-target",
      "allowed",
      true,
      ["target-trust-allows"],
    ],
    [
      "eks-demo demo-namespace/wrong-service",
      "eks-pod-role-wrong-service",
      null,
      "denied",
      false,
      ["trust-wrong-service"],
    ],
    [
      "eks-demo demo-namespace/no-tag-session",
      "eks-pod-role-without-tag-session",
      null,
      "denied",
      false,
      ["trust-action-missing"],
    ],
    [
      "eks-demo demo-namespace/no-tag-session-tags-off",
      "eks-pod-role-without-tag-session",
      null,
      "allowed",
      true,
      ["tag-session-missing"],
    ],
    [
      "eks-demo demo-namespace/association-source-arn",
      "eks-pod-role-association-source-arn",
      null,
      "denied",
      false,
      ["trust-condition-never-holds"],
    ],
    ["eks-demo best-practice/organisation", "best-practice-organisation", null, "allowed", true, ["trust-unscoped"]],
    ["eks-demo best-practice/request-tags", "best-practice-request-tags", null, "allowed", true, ["trust-scoped"]],
    [
      "eks-demo best-practice/source-arn",
      "best-practice-source-arn",
      null,
      "allowed",
      true,
      ["trust-partly-scoped", "undocumented-value"],
    ],
    ["dev-euw1 default/my-service-account", "my-role", null, "allowed", true, ["trust-unscoped"]],
    ["pos-legacy-apse2 stores/till", "pos-till", null, "allowed", false, ["platform-version-too-old"]],
    ["dev-mixed-euc1 batch/nightly", "dev-batch", null, "allowed", false, ["on-fargate"]],
    ["dev-mixed-euc1 linux/worker", "dev-batch", null, "allowed", null, ["agent-degraded"]],
    ["ml-prod-use1 training/mlflow", "ml-mlflow", null, "allowed", true, ["trust-partly-scoped"]],
    ["dev-names-euw1 names/role-gone", "deleted-last-spring", null, "denied", false, ["role-missing"]],
    ["dev-names-euw1 names/orphan-trust", "trusts-a-deleted-role", null, "denied", false, ["trust-principal-deleted"]],
  ] as const)("%s", (place, role, target, verdict, effective, said) => {
    const found = bindings.filter((each) => each.mechanism === "pod-identity" && placeOf(each) === place);
    expect(
      found.map((each) => [lastOf(each.roleArn), lastOf(each.targetRoleArn), each.verdict, each.effective]),
    ).toEqual([[role, target, verdict, effective]]);
    expect(codes(found[0])).toEqual(expect.arrayContaining([...said]));
  });

  it.each([
    ["eks-demo-role", ["eks-demo */* denied"], ["aud-holds-subject", "aud-holds-subject-correction"]],
    ["irsa-exact", ["payments-prod-euw1 storefront/static-assets allowed"], []],
    [
      "irsa-several",
      [
        "payments-prod-euw1 marketing/landing-pages allowed",
        "payments-prod-euw1 storefront/robots allowed",
        "payments-prod-euw1 storefront/sitemap allowed",
      ],
      [],
    ],
    ["irsa-namespace-pattern", ["payments-prod-euw1 storefront/* allowed"], ["sub-wildcard"]],
    ["irsa-no-subject", ["payments-prod-euw1 */* allowed"], ["sub-missing"]],
    ["irsa-no-audience", ["payments-prod-euw1 storefront/legacy-web allowed"], ["aud-missing"]],
    ["irsa-literal-wildcard", ["payments-prod-euw1 storefront/* denied"], ["wildcard-in-stringequals"]],
    ["irsa-swapped-keys", ["payments-prod-euw1 */* denied"], ["sub-holds-audience", "aud-holds-subject"]],
    ["irsa-scheme-in-key", ["payments-prod-euw1 */* denied"], ["https-in-key"]],
    ["irsa-all-but-one", ["payments-prod-euw1 */* allowed"], ["sub-negated", "pattern-in-part"]],
    ["irsa-if-exists", ["payments-prod-euw1 */* allowed"], ["issuer-key-mismatch-open"]],
    ["irsa-provider-missing", ["payments-prod-use1 storefront/static-assets denied"], ["provider-missing"]],
    ["irsa-audience-not-listed", ["dev-euw1 default/vault-agent denied"], ["audience-not-listed"]],
    ["irsa-from-data-cluster", ["data-prod-euw1 analytics/artifact-publisher allowed"], []],
    ["notifications-irsa", ["payments-prod-euw1 notifications/mailer allowed"], ["shadowed-by-association"]],
  ] as const)("IRSA role %s", (role, expected, said) => {
    const found = bindings.filter((each) => each.mechanism === "irsa" && lastOf(each.roleArn) === role);
    expect(found.map((each) => `${placeOf(each)} ${each.verdict}`).sort()).toEqual(expected);
    expect(found.flatMap(codes)).toEqual(expect.arrayContaining([...said]));
  });

  it("an issuer of no cluster in scope is a cluster not seen", () => {
    const found = bindings.find((each) => lastOf(each.roleArn) === "irsa-cluster-gone");
    expect(found).toMatchObject({ clusterArn: null, verdict: "allowed", effective: null });
    expect(codes(found)).toContain("cluster-not-seen");
  });
});

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
