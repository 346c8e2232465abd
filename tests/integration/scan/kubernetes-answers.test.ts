/** From the clusters' own APIs to the answers: the sample estate scanned with them, and what its workloads then say. */
import { beforeAll, describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Binding } from "@/lib/domain/identity/binding";
import { loadActionTable } from "@/lib/domain/policy/table";
import { sandboxConfiguration, startSandbox } from "@/lib/server/sandbox";
import { showRole } from "@/lib/view/role-detail";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { showWorkload } from "@/lib/view/workload-detail";
import { scan } from "./harness";

let view: SnapshotView;
/** The same snapshot with the table of actions: what roles may do is worked out. */
let withActions: SnapshotView;
beforeAll(async () => {
  const sandbox = await startSandbox({ kubernetes: true, keepCalls: false });
  try {
    const { store } = await scan(sandbox, { config: sandboxConfiguration(sandbox.estate) });
    const content = {
      meta: {
        id: "01TEST",
        startedAt: "2026-11-20T00:00:00.000Z",
        finishedAt: null,
        status: "partial" as const,
        engineVersion: "test",
        counts: null,
        scope: "test",
      },
      parts: [...store.parts.values()],
      gaps: store.gaps,
      documents: store.documents,
    };
    view = createSnapshotView(content, buildAccessModel(content));
    withActions = createSnapshotView(content, view.model, { actions: await loadActionTable() });
  } finally {
    await sandbox.close();
  }
}, 120_000);

const PAYMENTS = "payments-prod-euw1";
const accountOf = (cluster: string) => view.model.estate.clusters.find((each) => each.name === cluster);

function workload(cluster: string, namespace: string, name: string) {
  const facts = accountOf(cluster);
  const found = showWorkload(view, {
    account: facts?.accountId ?? "",
    region: facts?.region ?? "",
    cluster,
    namespace,
    name,
  });
  if (!found) throw new Error(`no workload ${namespace}/${name}`);
  return found;
}

const codes = (binding: Pick<Binding, "reasons"> | undefined) => binding?.reasons.map((each) => each.code) ?? [];
const irsa = (namespace: string, name: string) =>
  workload(PAYMENTS, namespace, name).bindings.find((each) => each.mechanism === "irsa" && !each.pattern);

describe("IRSA, with the annotations read", () => {
  it("works where the service account is annotated and trusted", () => {
    expect(irsa("storefront", "static-assets")).toMatchObject({ verdict: "allowed", effective: true });
  });
  it("gives new pods nothing where only the trust names it", () => {
    const found = irsa("storefront", "sitemap");
    expect(found?.effective).toBe(false);
    expect(codes(found)).toContain("not-annotated");
  });
  it("fails where only the annotation names it, and says why", () => {
    const bindings = workload(PAYMENTS, "storefront", "price-feed").bindings;
    const refused = bindings.find((each) => each.role.name === "irsa-exact");
    expect(refused).toMatchObject({ verdict: "denied", effective: false });
    expect(codes(refused)).toContain("annotated-but-not-trusted");
    const gone = workload(PAYMENTS, "storefront", "old-feed").bindings.find(
      (each) => each.role.name === "deleted-feed",
    );
    expect(codes(gone)).toContain("role-missing");
    const bare = workload(PAYMENTS, "storefront", "role-by-name").bindings;
    expect(bare.flatMap(codes)).toContain("annotation-not-an-arn");
    const china = workload(PAYMENTS, "storefront", "copied-from-china").bindings;
    expect(china.flatMap(codes)).toContain("partition-differs");
  });
  it("asks for the audience of the annotation", () => {
    const found = workload(PAYMENTS, "storefront", "legacy-web").bindings.find(
      (each) => each.role.name === "irsa-no-audience",
    );
    expect(found?.verdict).toBe("denied");
    expect(codes(found)).toContain("audience-not-listed");
  });
});

describe("associations, with service accounts and pods read", () => {
  it("name the service account that does not exist", () => {
    const found = workload(PAYMENTS, "settlement", "archive");
    expect(codes(found.bindings.find((each) => each.mechanism === "pod-identity"))).toContain(
      "service-account-missing",
    );
    expect(found.kubernetes?.serviceAccount?.exists).toBe(false);
  });
  it("say of default what it is", () => {
    const found = workload("dev-euw1", "default", "default").bindings.find((each) => each.mechanism === "pod-identity");
    expect(codes(found)).toContain("default-service-account");
  });
  it("count the pods that do not carry the credentials, and say why each does not", () => {
    const mailer = workload(PAYMENTS, "notifications", "mailer");
    expect(mailer.kubernetes?.podCount).toBe(3);
    const [odd] = mailer.kubernetes?.pods ?? [];
    expect(odd).toMatchObject({ carries: "irsa", expected: "pod-identity" });
    expect(codes({ reasons: odd?.reasons ?? [] })).toEqual(["older-than-association", "keeps-irsa"]);
    const association = mailer.bindings.find((each) => each.mechanism === "pod-identity");
    expect(association?.evidence).toContain("pod");
    expect(codes(association)).toContain("pods-without-it");
  });
  it.each([
    ["notifications", "push", "none", "missed-by-webhook"],
    ["checkout", "pricing", "static-key", "static-key"],
    ["checkout", "tax", "unknown", "environment-not-read"],
    ["payments", "chargebacks", "pod-identity", "kube2iam-annotation-idle"],
    ["payments", "wallet", "pod-identity", "containers-skipped"],
    ["observability", "fluent-bit", "none", "on-host-network"],
  ])("%s/%s: a pod carries %s (%s)", (namespace, name, carries, code) => {
    const pods = workload(PAYMENTS, namespace, name).kubernetes?.pods ?? [];
    const found = pods.find((pod) => pod.reasons.some((reason) => reason.code === code));
    expect(found?.carries).toBe(carries);
  });
  it.each([
    ["batch", "nightly", "on-fargate"],
    ["windows", "label-printer", "on-windows"],
  ])("%s/%s in the mixed cluster: %s", (namespace, name, code) => {
    const [pod] = workload("dev-mixed-euc1", namespace, name).kubernetes?.pods ?? [];
    expect(codes({ reasons: pod?.reasons ?? [] })).toContain(code);
    expect(pod?.carries).toBe("none");
  });
});

describe("what beats or replaces both", () => {
  it("kube2iam, where it runs", () => {
    const found = workload("pos-legacy-apse2", "stores", "price-tags").bindings.find(
      (each) => each.mechanism === "kube2iam",
    );
    expect(found?.role.name).toBe("kube2iam-target");
    expect(found?.verdict).toBe("allowed");
  });
  it("pods on the host's network reach the node's role", () => {
    const node = view.model.bindings.find(
      (each) => each.mechanism === "node-role" && each.clusterArn?.endsWith("/payments-prod-euw1"),
    );
    expect(codes(node)).toContain("host-network-pods");
  });
});

describe("who can become a service account", () => {
  it("by RBAC, with the IAM principals behind a group", () => {
    const rows = workload("dev-euw1", "debug", "toolbox").kubernetes?.becoming ?? [];
    const developers = rows.find((row) => row.name === "developers");
    expect(developers).toMatchObject({ kind: "Group", vias: ["all"] });
    expect(developers?.principals?.[0]).toMatch(/role\/developer$/);
    expect(rows.find((row) => row.name === "system:masters")?.principals?.[0]).toMatch(/user\/break-glass$/);
  });
  it("leaves out who may so only in another namespace, or for another name", () => {
    const rows = workload("platform-euc1", "ci", "github-runner-large").kubernetes?.becoming ?? [];
    expect(rows.some((row) => row.name === "ci/github-runner")).toBe(true);
    expect(rows.some((row) => row.name === "vault")).toBe(false);
    const grafana = workload("platform-euc1", "observability", "grafana").kubernetes?.becoming ?? [];
    expect(grafana.some((row) => row.name === "ci/github-runner")).toBe(false);
  });
  it("by EKS's access policies", () => {
    const rows = workload("platform-euc1", "ci", "github-runner").kubernetes?.becoming ?? [];
    expect(rows.find((row) => row.kind === "IAM")?.through).toEqual(["AmazonEKSClusterAdminPolicy"]);
  });
  it("is not known where RBAC was not read", () => {
    const data = workload("data-prod-euw1", "carto", "carto-common-backend").kubernetes;
    expect(data?.becoming).toBeNull();
    expect(data?.pods?.length).toBeGreaterThan(0);
  });
});

describe("clusters whose API does not answer", () => {
  it("leave their workloads as they were, and a gap that says what is hidden", () => {
    const gap = view.gaps.find((each) => each.clusterArn?.endsWith("/ml-prod-use1") && each.service === "kubernetes");
    expect(gap).toMatchObject({ operation: "connect", error: "ECONNREFUSED", missingPermission: null });
    expect(workload("ml-prod-use1", "external-dns", "external-dns").kubernetes).toBeUndefined();
  });
});

describe("lists and pages", () => {
  it("name the same services of a workload", () => {
    const rows = withActions.workloads();
    expect(rows.length).toBeGreaterThan(50);
    for (const { row } of rows) {
      const at = {
        account: row.accountId,
        region: row.region,
        cluster: row.clusterName ?? row.issuer,
        namespace: row.namespace,
        name: row.serviceAccount,
      };
      const detail = showWorkload(withActions, at);
      // Of several that share their address one has the page.
      if (detail?.workload.id === row.id) expect([row.id, row.services]).toEqual([row.id, detail.workload.services]);
    }
  });

  it("name the same services of a role, which are not all that its statements name", () => {
    const rows = withActions.roles();
    const named = new Map(view.roles().map((row) => [row.arn, row.services]));
    let shown = 0;
    for (const row of rows) {
      const detail = showRole(withActions, { account: row.accountId, name: row.name });
      if (detail?.role.arn !== row.arn) continue;
      shown++;
      expect([row.arn, row.services]).toEqual([row.arn, detail.services.map(({ service }) => service)]);
    }
    expect(shown).toBeGreaterThan(50);
    expect(rows.some((row) => row.services.length < (named.get(row.arn) ?? []).length)).toBe(true);
  });
});
