/** Owner and environment from tags and annotations, as configured. */
import { describe, expect, it } from "vitest";
import { clusterLabels, roleLabels, workloadLabels } from "@/lib/domain/identity/labels";
import { resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import { EstateBuilder, podTrust } from "./estate-builder";

function estate() {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod", { tags: { env: "prod", owner: "platform" } });
  const role = builder.role("app", { trust: podTrust(), tags: { owner: "role-owner", tier: "1" } });
  builder.associate(cluster, "payments/api", role, { tags: { owner: "payments" } });
  builder.associate(cluster, "payments/worker", role);
  builder.part("service-accounts", cluster, [
    { namespace: "payments", name: "worker", annotations: { team: "workers", empty: " " } },
  ]);
  builder.part("namespaces", cluster, [{ name: "payments", labels: { zone: "pci" }, annotations: { team: "pay" } }]);
  const content = builder.build();
  const built = buildEstate(content);
  return { built, cluster, bindings: resolveEstate(built, createDocumentReader(content.documents)) };
}
const { built, cluster, bindings } = estate();
const of = (name: string, owner: readonly string[], environment: readonly string[] = []) => {
  const own = bindings.filter((each) => each.serviceAccount === name);
  const found = workloadLabels(built, { owner, environment }, own);
  return [found.owner?.value ?? null, found.owner?.source ?? null, found.environment?.value ?? null];
};

describe("labels of a workload", () => {
  it("are the first that is there", () => {
    const rules = ["tag:nobody", "tag:owner", "annotation:team"];
    expect(of("api", rules, ["tag:env", "cluster-tag:env"])).toEqual(["payments", "tag:owner", "prod"]);
    expect(of("worker", ["annotation:team", "tag:owner"])).toEqual(["workers", "annotation:team", null]);
  });
  it("come from the role where the association has none", () => {
    expect(of("worker", ["tag:owner"])[0]).toBe("role-owner");
    expect(of("api", ["role-tag:owner"])[0]).toBe("role-owner");
  });
  it("come from the namespace", () => {
    expect(of("api", ["annotation:team", "namespace-annotation:team"])[1]).toBe("namespace-annotation:team");
    expect(of("api", ["namespace-label:zone"])[0]).toBe("pci");
  });
  it("are none where nothing is there, or nothing is written in it", () => {
    expect(of("api", [])).toEqual([null, null, null]);
    expect(
      of("worker", ["annotation:empty", "label:team", "unknown:x", "tag:__proto__", "tag:constructor"])[0],
    ).toBeNull();
    expect(workloadLabels(built, { owner: ["tag:owner"], environment: [] }, [])).toEqual({
      owner: null,
      environment: null,
    });
  });
});

it("labels of a cluster and of a role are from their own tags", () => {
  const rules = { owner: ["role-tag:owner", "cluster-tag:owner"], environment: ["tag:env"] };
  expect(clusterLabels(rules, cluster).owner?.value).toBe("platform");
  expect(clusterLabels(rules, cluster).environment?.value).toBe("prod");
  const [role] = built.roles;
  expect(role && roleLabels(rules, role)).toMatchObject({ owner: { value: "role-owner" }, environment: null });
});
