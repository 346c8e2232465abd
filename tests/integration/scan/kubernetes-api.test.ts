/** The adapter against an API server on loopback: pages, tokens, authorities, and servers that do not behave. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { kubernetesToken } from "@/lib/server/aws/readers/kubernetes-token";
import { createKubernetesSource } from "@/lib/server/kubernetes";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import { ClusterBuilder } from "@/lib/server/sandbox/kubernetes/builder";
import { bind, clusterRole, rule, standardRoles } from "@/lib/server/sandbox/kubernetes/rbac";
import type { KubernetesKind } from "@/lib/server/usecases/scan/ports";

const PODS = 1_203;
const LIMITS = { connectMs: 60_000, requestMs: 60_000, bodyBytes: 4_000_000 };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    keepCalls: false,
    kubernetes: (cluster, accountId) => {
      if (cluster.name !== "eks-demo") return null;
      const builder = new ClusterBuilder(cluster, accountId);
      for (let i = 0; i < PODS; i++) builder.pod("load", "app", `p${i}`, { carries: "pod-identity" });
      builder.serviceAccount("hostile", "odd", {
        __proto__x: "kept",
        constructor: "kept",
        "eks.amazonaws.com/role-arn": `arn:aws:iam::1:role/${"r".repeat(100_000)}`,
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
        "x/markup": '"><script>alert(1)</script>',
      });
      builder.configMap("aws-auth", { mapRoles: "{{{ not: [yaml", mapUsers: "- userarn: arn:aws:iam::1:user/u\n" });
      standardRoles(builder);
      clusterRole(builder, "some", [rule("", ["*/exec"], "create"), rule("*", ["nodes/proxy"], "*")]);
      bind(builder, "load", "some", "some", { kind: "ServiceAccount", name: "ops" });
      return builder.build("all");
    },
  });
}, 60_000);
afterAll(() => sandbox?.close());
beforeEach(() => sandbox.faults.clear());

function facts(more: Partial<ClusterFacts> = {}): ClusterFacts {
  const arn = [...(sandbox.estate.kubernetes?.keys() ?? [])].find((each) => each.endsWith("/eks-demo")) ?? "";
  const api = sandbox.estate.kubernetes?.get(arn);
  return {
    arn,
    name: "eks-demo",
    endpoint: api?.endpoint ?? null,
    certificateAuthority: api?.certificateAuthority ?? null,
    ...more,
  } as ClusterFacts;
}

const key = () => {
  const [found] = sandbox.estate.accessKeys;
  if (!found) throw new Error("no key");
  return { accessKeyId: found.id, secretAccessKey: found.secret };
};
const goodToken = () => kubernetesToken(async () => key(), "eu-west-1", "eks-demo");

async function read<K extends KubernetesKind>(
  kind: K,
  cluster = facts(),
  token = goodToken,
  signal = new AbortController().signal,
) {
  const api = createKubernetesSource({ signal, limits: LIMITS, backoffMs: 1 }).open(cluster, token);
  try {
    return await api.read(kind);
  } finally {
    api.close();
  }
}

describe("lists", () => {
  it("come whole, over several pages", async () => {
    const pods = await read("pods");
    expect(new Set(pods.map((pod) => pod.uid)).size).toBe(PODS);
  });
  it("are read anew where the server forgot them in their midst, and only once", async () => {
    sandbox.faults.set([{ kind: "not-found", operation: "list pods", after: 1, count: 1 }]);
    expect(await read("pods")).toHaveLength(PODS);
    sandbox.faults.set([{ kind: "not-found", operation: "list pods", after: 1 }]);
    await expect(read("pods")).rejects.toMatchObject({ operation: "list pods", error: "Expired" });
  });
  it("survive a throttled and a failing request", async () => {
    sandbox.faults.set([
      { kind: "throttle", operation: "list pods", count: 1 },
      { kind: "fail", operation: "list pods", count: 1 },
    ]);
    expect(await read("pods")).toHaveLength(PODS);
  });
  it("end with the scan", async () => {
    const stop = new AbortController();
    sandbox.faults.set([{ kind: "hang", operation: "list pods" }]);
    const reading = read("pods", facts(), goodToken, stop.signal);
    stop.abort();
    await expect(reading).rejects.toMatchObject({ code: "call-failed", kind: "aborted" });
  });
});

describe("tokens", () => {
  it.each([
    ["of another cluster", () => kubernetesToken(async () => key(), "eu-west-1", "another")],
    [
      "of an unknown key",
      () => kubernetesToken(async () => ({ ...key(), accessKeyId: "AKIANOBODY" }), "eu-west-1", "eks-demo"),
    ],
    [
      "with a wrong secret",
      () => kubernetesToken(async () => ({ ...key(), secretAccessKey: "guess" }), "eu-west-1", "eks-demo"),
    ],
    [
      "from yesterday",
      () => kubernetesToken(async () => key(), "eu-west-1", "eks-demo", new Date(Date.now() - 86_400_000)),
    ],
    ["that are none", async () => "k8s-aws-v1.AAAA"],
  ])("%s are refused", async (_name, token) => {
    await expect(read("namespaces", facts(), token)).rejects.toMatchObject({
      kind: "credentials",
      error: "Unauthorized",
    });
  });
  it("are renewed once when refused", async () => {
    let made = 0;
    const token = async () => (made++ === 0 ? "k8s-aws-v1.AAAA" : goodToken());
    expect((await read("namespaces", facts(), token)).length).toBeGreaterThan(0);
    expect(made).toBe(2);
  });
  it("serve many requests", async () => {
    let made = 0;
    await read("pods", facts(), () => {
      made++;
      return goodToken();
    });
    expect(made).toBe(1);
  });
  it("never stand in a failure", async () => {
    const token = await goodToken();
    sandbox.faults.set([{ kind: "deny", service: "kubernetes" }]);
    const failure = await read("pods", facts(), async () => token).catch((error: unknown) => error as Error);
    expect(JSON.stringify([failure, (failure as Error).message, (failure as Error).stack])).not.toContain(
      token.slice(20, 60),
    );
  });
  it("that cannot be made are a failure of the cluster, not of the scan", async () => {
    const token = () => Promise.reject(new Error("no credentials"));
    await expect(read("pods", facts(), token)).rejects.toMatchObject({ code: "call-failed", service: "kubernetes" });
  });
});

describe("servers", () => {
  it("are believed only with the cluster's own authority", async () => {
    await expect(read("pods", facts({ certificateAuthority: null }))).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringMatching(/does not prove to be the cluster's API server/),
    });
    const other = Buffer.from("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n").toString("base64");
    await expect(read("pods", facts({ certificateAuthority: other }))).rejects.toMatchObject({ code: "call-failed" });
  });
  it.each([
    ["nothing", null],
    ["no address", "not an address"],
    ["http to elsewhere", "http://10.0.0.1"],
    ["another scheme", "file:///etc/passwd"],
  ])("get no token at %s", async (_name, endpoint) => {
    let asked = false;
    const token = async () => {
      asked = true;
      return "";
    };
    await expect(read("pods", facts({ endpoint }), token)).rejects.toMatchObject({ error: "NoEndpoint" });
    expect(asked).toBe(false);
  });

  it.each([
    ["an endless list", () => JSON.stringify({ metadata: { continue: "same" }, items: [] }), "RepeatedToken"],
    ["no list", () => JSON.stringify({ kind: "PodList", metadata: {} }), "NoItems"],
    ["text for a list", () => JSON.stringify({ items: "x", metadata: {} }), "NoName"],
    ["null", () => "null", "NoItems"],
    ["more than is taken", () => JSON.stringify({ items: [], filler: "x".repeat(5_000_000) }), "EBODYSIZE"],
  ])("that answer with %s do not keep or break the scan", async (_name, body, error) => {
    await withServer(body, async (endpoint) => {
      const failed = read("pods", facts({ endpoint }));
      await expect(failed).rejects.toMatchObject({
        code: "call-failed",
        kind: "malformed",
        error,
      });
    });
  });
  it("that send something else than named objects are not taken for empty ones", async () => {
    for (const item of [null, 7, {}, { metadata: null }, { metadata: { name: 7 } }])
      await withServer(
        () => JSON.stringify({ metadata: {}, items: [item] }),
        async (endpoint) => {
          await expect(read("pods", facts({ endpoint }))).rejects.toMatchObject({ kind: "malformed" });
        },
      );
  });
  it("may send objects whose insides are of any shape", async () => {
    const items = [
      { metadata: { name: "no-spec" } },
      {
        metadata: { name: "odd", namespace: 7, creationTimestamp: "yesterday", annotations: [1], labels: "x" },
        spec: { containers: [], initContainers: [null], volumes: [{}], nodeSelector: 3 },
      },
      { metadata: { name: "env" }, spec: { containers: [{ env: [null, { name: "AWS_ACCESS_KEY_ID", value: "" }] }] } },
    ];
    await withServer(
      () => JSON.stringify({ metadata: {}, items }),
      async (endpoint) => {
        const pods = await read("pods", facts({ endpoint }));
        expect(pods.map((pod) => [pod.name, pod.namespace, pod.createdAt])).toEqual([
          ["odd", "", null],
          ["env", "", null],
        ]);
        expect(pods[1]?.containers).toMatchObject([{ container: "", staticKey: "no" }]);
      },
    );
  });
});

async function withServer(body: () => string, run: (endpoint: string) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(body());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("facts", () => {
  it("keep hostile annotations as what they are: text", async () => {
    const found = (await read("service-accounts")).find((account) => account.name === "odd");
    const annotations = found?.annotations ?? {};
    expect(Object.keys(annotations).sort()).toEqual([
      "__proto__x",
      "constructor",
      "eks.amazonaws.com/role-arn",
      "x/markup",
    ]);
    expect(annotations["eks.amazonaws.com/role-arn"]?.length).toBeLessThan(2_200);
    expect(({} as Record<string, unknown>).kept).toBeUndefined();
  });
  it("take an aws-auth that is no YAML as empty, and its other half as it is", async () => {
    expect((await read("aws-auth")).map((entry) => [entry.kind, entry.arn])).toEqual([
      ["user", "arn:aws:iam::1:user/u"],
    ]);
  });
  it("resolve RBAC with wildcards, a service account's namespace from its binding", async () => {
    const grants = (await read("rbac-grants")).filter((grant) => grant.binding === "some");
    expect(grants.map((grant) => grant.via).sort()).toEqual(["exec", "nodes-proxy"]);
    expect(grants[0]?.subject).toEqual({ kind: "ServiceAccount", name: "ops", namespace: "load" });
  });
});
