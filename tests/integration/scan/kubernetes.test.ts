/** Scans with the clusters' own APIs: what comes in, and what the gaps say where an API does not answer. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaultRule } from "@/lib/server/sandbox";
import { type Sandbox, sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { type ScanOutcome, scan } from "./harness";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ kubernetes: true, keepCalls: false });
}, 60_000);
afterAll(async () => {
  await sandbox?.close();
});

const PAYMENTS = "arn:aws:eks:eu-west-1:333333333333:cluster/payments-prod-euw1";

/** Ireland alone is enough for most of it. */
function narrow(faults: readonly FaultRule[] = [], requestMs = 60_000): Promise<ScanOutcome> {
  sandbox.faults.set(faults);
  const config = sandboxConfiguration(sandbox.estate);
  return scan(sandbox, {
    config: { ...config, scope: { ...config.scope, regions: ["eu-west-1"] } },
    kubernetes: { limits: { requestMs, connectMs: 60_000 } },
  });
}

const ofKubernetes = ({ summary }: ScanOutcome) => summary.gaps.filter((gap) => gap.service === "kubernetes");
const inPayments = (outcome: ScanOutcome) => ofKubernetes(outcome).filter((gap) => gap.clusterArn === PAYMENTS);

describe("a scan with Kubernetes access", () => {
  it("reads every kind of facts from the clusters that answer", async () => {
    const outcome = await narrow();
    const { store } = outcome;
    const accounts = store.facts("service-accounts").flat();
    const named = (name: string) => accounts.find((each) => each.clusterArn === PAYMENTS && each.name === name);
    expect(named("static-assets")?.annotations["eks.amazonaws.com/role-arn"]).toContain("role/irsa/irsa-exact");
    expect(named("archive")).toBeUndefined();
    const pods = store
      .facts("pods")
      .flat()
      .filter((pod) => pod.clusterArn === PAYMENTS);
    const pod = (suffix: string) => pods.find((each) => each.name.endsWith(suffix));
    expect(pod("-static")?.containers[0]).toMatchObject({ podIdentity: true, staticKey: "yes" });
    expect(pod("-envfrom")?.containers[0]?.staticKey).toBe("maybe");
    expect(pod("-older")?.containers[0]).toMatchObject({ webIdentity: true, podIdentity: false });
    expect(pod("-iamrole")?.kube2iamRole).toBe("payments-chargebacks");
    expect(pod("-sidecar")?.skippedContainers).toEqual(["istio-proxy"]);
    expect(pod("-hostnet")?.hostNetwork).toBe(true);
    expect(pods.some((each) => each.webhookLabel && each.tokenAudiences.includes("pods.eks.amazonaws.com"))).toBe(true);
    const agent = store
      .facts("daemon-sets")
      .flat()
      .find((each) => each.clusterArn === PAYMENTS);
    expect(agent).toMatchObject({ role: "pod-identity-agent" });
    expect(agent?.desired).toBe(agent?.ready);
    const nodes = store
      .facts("nodes")
      .flat()
      .filter((node) => node.clusterArn === PAYMENTS);
    expect(nodes[0]).toMatchObject({ compute: "ec2", os: "linux", instanceId: expect.stringMatching(/^i-/) });
    const grants = store
      .facts("rbac-grants")
      .flat()
      .filter((grant) => grant.clusterArn === PAYMENTS);
    expect(grants).toContainEqual(
      expect.objectContaining({ via: "all", subject: { kind: "Group", name: "system:masters", namespace: null } }),
    );
    expect(
      grants
        .filter((grant) => grant.binding === "payments-on-call")
        .map((grant) => grant.via)
        .sort(),
    ).toEqual([
      "create-pods",
      "create-token",
      "create-workloads",
      "exec",
      "impersonate",
      "patch-service-account",
      "read-secrets",
    ]);
    expect(
      store
        .facts("aws-auth")
        .flat()
        .some((each) => each.arn.endsWith("role/payments-node")),
    ).toBe(true);
    expect(
      store
        .facts("namespaces")
        .flat()
        .find((each) => each.name === "payments")?.annotations.team,
    ).toBe("payments");
  });

  it("says exactly what its role is not allowed, and where it is not known at all", async () => {
    const gaps = ofKubernetes(await narrow());
    const view = gaps.filter((gap) => gap.clusterArn?.endsWith("/data-prod-euw1"));
    expect(view.map((gap) => gap.operation).sort()).toEqual(["list clusterroles", "list nodes"]);
    expect(view[0]).toMatchObject({ error: "Forbidden", missingPermission: null });
    expect(view.find((gap) => gap.operation === "list nodes")?.message).toContain(
      'missing in the cluster: ClusterRole of the reader, rule {apiGroups: [""], resources: [nodes], verbs: [list]}',
    );
    const stranger = gaps.filter((gap) => gap.clusterArn?.endsWith("/dev-names-euw1"));
    expect(stranger).toHaveLength(1);
    expect(stranger[0]).toMatchObject({ operation: "connect", error: "Unauthorized", missingPermission: null });
    expect(stranger[0]?.message).toContain("aws eks create-access-entry --cluster-name dev-names-euw1 ");
  });

  it("reads nothing of it where it is not enabled", async () => {
    sandbox.faults.clear();
    const { kubernetes: _, ...config } = sandboxConfiguration(sandbox.estate);
    const { store, summary } = await scan(sandbox, {
      config: { ...config, scope: { ...config.scope, regions: ["eu-west-1"] } },
    });
    expect(store.facts("service-accounts")).toEqual([]);
    expect(summary.gaps.some((gap) => gap.service === "kubernetes")).toBe(false);
  });

  it.each([
    ["hang", "connect", "ETIMEDOUT"],
    ["reset", "connect", "ECONNRESET"],
    ["html", "connect", "NotJson"],
    ["malformed", "connect", "Malformed"],
    ["expire-credentials", "connect", "Unauthorized"],
    ["fail", "connect", "Http500"],
  ] as const)(
    "leaves one gap for a cluster where everything is answered by %s, and loses nothing else",
    async (kind, operation, error) => {
      // Only what hangs has to run into the limit, and that by far.
      const outcome = await narrow(
        [{ kind, service: "kubernetes", resource: PAYMENTS }],
        kind === "hang" ? 6_000 : undefined,
      );
      expect(inPayments(outcome).map((gap) => [gap.operation, gap.error])).toEqual([[operation, error]]);
      expect(
        outcome.store
          .facts("pods")
          .flat()
          .some((pod) => pod.clusterArn.endsWith("/dev-euw1")),
      ).toBe(true);
      expect(
        outcome.store
          .facts("associations")
          .flat()
          .some((each) => each.clusterArn === PAYMENTS),
      ).toBe(true);
    },
  );

  it("leaves out only the kind that is denied", async () => {
    const outcome = await narrow([{ kind: "deny", service: "kubernetes", operation: "list pods", resource: PAYMENTS }]);
    expect(inPayments(outcome)).toMatchObject([
      { operation: "list pods", error: "Forbidden", missingPermission: null },
    ]);
    expect(
      outcome.store
        .facts("service-accounts")
        .flat()
        .some((each) => each.clusterArn === PAYMENTS),
    ).toBe(true);
    expect(
      outcome.store
        .facts("pods")
        .flat()
        .some((each) => each.clusterArn === PAYMENTS),
    ).toBe(false);
  });
});
