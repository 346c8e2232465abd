import { expect, test } from "vitest";
import { bindingColumns, bindingsExport, exportMeta, snapshotExport } from "@/lib/contracts/export";
import type { AccountFacts, AssociationFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ServiceAccountFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { workerExportRunner } from "@/lib/server/export/worker-runner";
import { openStore, type Store } from "@/lib/server/store";
import { canonicalJson } from "@/lib/server/store/canonical-json";
import { exportSnapshot } from "@/lib/server/usecases/export";
import { planExport } from "@/lib/server/usecases/export-plan";
import { ACCOUNT, association, COUNTS, documentsOf, gap, role, rolesPart, temporaryFolder } from "./helpers";

const AT = "2026-11-01T10:00:00.000Z";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] },
  ],
});
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
});
const BROKEN = `{"Version": "2012-10-17", "Statement": [`;

const account: AccountFacts = {
  accountId: ACCOUNT,
  partition: "aws",
  name: "=cmd()",
  organizationPath: null,
  managementAccount: null,
  regions: ["eu-west-1"],
  readerArn: null,
};

function cluster(name: string): ClusterFacts {
  return {
    arn: `arn:aws:eks:eu-west-1:${ACCOUNT}:cluster/${name}`,
    name,
    accountId: ACCOUNT,
    region: "eu-west-1",
    status: "ACTIVE",
    version: "1.33",
    platformVersion: "eks.5",
    createdAt: AT,
    endpoint: null,
    certificateAuthority: null,
    oidcIssuer: `https://oidc.eks.eu-west-1.amazonaws.com/id/${name.toUpperCase()}`,
    roleArn: null,
    authenticationMode: "API",
    autoMode: false,
    autoModeNodeRoleArn: null,
    endpointPublicAccess: true,
    endpointPrivateAccess: true,
    connected: false,
    healthIssues: [],
    tags: { team: "payments" },
  };
}

const serviceAccount: ServiceAccountFacts = {
  clusterArn: cluster("a").arn,
  namespace: "n",
  name: "service-1",
  createdAt: null,
  annotations: JSON.parse(`{"__proto__": "x", "document": "no hash"}`),
  automountToken: null,
};

/** Two clusters, ten associations, of which one role exists, one is gone, one has a broken policy. */
async function filledStore(reversed = false): Promise<{ store: Store; id: string }> {
  const store = await openStore({ dataDir: temporaryFolder() });
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  const scope = { accountId: ACCOUNT, region: "eu-west-1", readAt: AT };
  const saves: (() => Promise<void>)[] = [
    () =>
      writer.savePart(
        { kind: "account", accountId: ACCOUNT, region: null, clusterArn: null, readAt: AT, facts: account },
        new Map(),
      ),
    () =>
      writer.savePart({ kind: "clusters", ...scope, clusterArn: null, facts: [cluster("b"), cluster("a")] }, new Map()),
    ...["a", "b"].map((name) => () => {
      const facts = [4, 2, 0, 3, 1].map((index): AssociationFacts => association(name, index));
      return writer.savePart({ kind: "associations", ...scope, clusterArn: cluster(name).arn, facts }, new Map());
    }),
    () =>
      writer.savePart(
        rolesPart([
          role("service-0", TRUST, [{ name: `"><script>`, text: POLICY }]),
          role("service-1", TRUST, [{ name: "broken", text: BROKEN }]),
        ]),
        documentsOf(TRUST, POLICY, BROKEN),
      ),
    () =>
      writer.savePart(
        { kind: "service-accounts", ...scope, clusterArn: cluster("a").arn, facts: [serviceAccount] },
        new Map(),
      ),
    () => writer.saveGap(gap("ListClusters")),
  ];
  for (const save of reversed ? saves.reverse() : saves) await save();
  const { id } = await writer.seal("partial", COUNTS);
  return { store, id };
}

async function exported(store: Store, view: string, format: string, filter = "") {
  const dependencies = { snapshots: store.snapshots, runner: workerExportRunner, clock: { now: () => new Date(AT) } };
  const stream = exportSnapshot(dependencies, planExport({ view, format, filter }), "latest");
  const chunks: Uint8Array[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { text: Buffer.concat(chunks).toString("utf8"), meta: next.value };
    chunks.push(next.value);
  }
}

test("a snapshot export holds everything that was read, in the fixed format", async () => {
  const { store, id } = await filledStore();
  const { text } = await exported(store, "snapshot", "json");
  const value = snapshotExport.parse(JSON.parse(text));
  expect(value.snapshot).toMatchObject({ id, status: "partial", engineVersion: "1", findingsEvaluated: false });
  expect(value.accounts).toMatchObject([{ id: ACCOUNT, name: "=cmd()", organizationPath: null }]);
  expect(value.clusters.map((each) => each.name)).toEqual(["a", "b"]);
  expect(value.associations).toHaveLength(10);
  expect(value.associations[0]).toEqual(association("a", 0));
  expect(value.bindings).toHaveLength(10);
  const roles = new Map(value.roles.map((each) => [each.arn.split("/").at(-1), each]));
  expect([...roles.keys()]).toEqual(["service-0", "service-1", "service-2", "service-3", "service-4"]);
  expect(roles.get("service-0")).toMatchObject({
    exists: true,
    trustPolicy: JSON.parse(TRUST),
    policies: [{ name: `"><script>`, arn: null, kind: "inline", document: JSON.parse(POLICY) }],
  });
  expect(roles.get("service-1")?.policies).toEqual([
    { name: "broken", arn: null, kind: "inline", document: null, documentText: BROKEN },
  ]);
  expect(roles.get("service-2")).toMatchObject({ exists: false, trustPolicy: null, policies: [] });
  expect(value.clusters.map((each) => each.kubernetesRead)).toEqual([true, false]);
  expect(JSON.stringify(value.serviceAccounts)).toBe(`[${canonicalJson(serviceAccount)}]`);
  expect(value).toMatchObject({ namespaces: [], pods: [], nodes: [], daemonSets: [], rbacGrants: [], awsAuth: [] });
  expect(value.parts).toContainEqual({
    kind: "service-accounts",
    accountId: ACCOUNT,
    region: "eu-west-1",
    clusterArn: cluster("a").arn,
    readAt: AT,
  });
  expect(value.gaps).toMatchObject([{ operation: "ListClusters", missingPermission: "eks:ListClusters" }]);
  await store.close();
});

test("two exports of what was read alike are the same bytes, whatever came first", async () => {
  const one = await filledStore();
  const first = await exported(one.store, "snapshot", "json");
  const again = await exported(one.store, "snapshot", "json");
  expect(again.text).toBe(first.text);
  const other = await filledStore(true);
  const second = await exported(other.store, "bindings", "csv");
  expect(second.text).toBe((await exported(one.store, "bindings", "csv")).text);
  expect(second.meta.sha256).toBe((await exported(one.store, "bindings", "csv")).meta.sha256);
  await one.store.close();
  await other.store.close();
});

test("bindings as JSON and as CSV say the same, in the columns of the format", async () => {
  const { store, id } = await filledStore();
  const json = bindingsExport.parse(JSON.parse((await exported(store, "bindings", "json")).text));
  const { text, meta } = await exported(store, "bindings", "csv");
  const lines = text.split("\r\n");
  expect(lines[0]).toBe(bindingColumns.join(","));
  expect(lines.at(-1)).toBe("");
  expect(lines).toHaveLength(json.bindings.length + 2);
  expect(lines.slice(1, -1).map((line) => line.split(",")[0])).toEqual(json.bindings.map((binding) => binding.id));
  expect(exportMeta.parse(meta)).toMatchObject({
    view: "bindings",
    fileFormat: "csv",
    snapshot: { id },
    filter: "",
    rows: 10,
  });
  await store.close();
});

test("a filter takes what the page takes, and a misspelt one is refused", async () => {
  const { store } = await filledStore();
  const filtered = bindingsExport.parse(
    JSON.parse((await exported(store, "bindings", "json", "?cluster=a&q=service-1&sort=name")).text),
  );
  expect(filtered.bindings.map((binding) => binding.serviceAccount)).toEqual(["service-1"]);
  expect(filtered.bindings[0]?.clusterArn).toBe(cluster("a").arn);
  expect(filtered.filter).toBe("cluster=a&q=service-1&sort=name");
  expect(() => planExport({ view: "bindings", format: "json", filter: "clutser=a" })).toThrow(
    /unknown parameter "clutser"; there are q, account/,
  );
  expect(() => planExport({ view: "bindings", format: "json", filter: "__proto__=a" })).toThrow(
    /unknown parameter "__proto__"/,
  );
  expect(() => planExport({ view: "bindings", format: "json", filter: "verdict=maybe" })).toThrow(
    /^--filter: verdict: /,
  );
  expect(() => planExport({ view: "snapshot", format: "json", filter: "q=a" })).toThrow(/--filter cannot be used/);
  expect(() => planExport({ view: "bindings", format: "ods" })).toThrow(
    /there are snapshot as json; bindings as json or csv/,
  );
  expect(() => planExport({ view: "constructor", format: "json" })).toThrow(/cannot export/);
  await store.close();
});

test("what is no result cannot be exported", async () => {
  const store = await openStore({ dataDir: temporaryFolder() });
  await expect(exported(store, "snapshot", "json")).rejects.toMatchObject({ code: "export/no-snapshot" });
  await (await store.snapshots.begin({ scope: "s", engineVersion: "1" })).abandon("failed", "x");
  await expect(exported(store, "snapshot", "json")).rejects.toMatchObject({ code: "export/no-snapshot" });
  await store.close();
});

test("a reader that stops ends the worker; one that is aborted gets its reason", async () => {
  const { store, id } = await filledStore();
  const dependencies = { snapshots: store.snapshots, runner: workerExportRunner, clock: { now: () => new Date(AT) } };
  const plan = planExport({ view: "snapshot", format: "json" });
  for await (const bytes of exportSnapshot(dependencies, plan, id)) {
    expect(bytes.length).toBeGreaterThan(0);
    break;
  }
  const abort = new AbortController();
  const stream = exportSnapshot(dependencies, plan, id, abort.signal);
  const next = stream.next();
  abort.abort(new Error("enough"));
  await expect(next).rejects.toThrow("enough");
  await store.close();
});
