import { describe, expect, it } from "vitest";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { EstateBuilder, podTrust } from "@/tests/estates/estate-builder";
import { createSnapshotView } from "./snapshot-view";

describe("rows of workloads", () => {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod", { tags: { env: "prod" } });
  const role = builder.role("app", { trust: podTrust() });
  builder.associate(cluster, "payments/api", role, { tags: { owner: "payments-team" } });
  const content = builder.build();
  const rows = (labels?: { owner: string[]; environment: string[] }) =>
    createSnapshotView(content, buildAccessModel(content), labels ? { labels } : {}).workloads();
  it("carry owner and environment where the configuration says where they are", () => {
    const [entry] = rows({ owner: ["tag:owner"], environment: ["tag:env", "cluster-tag:env"] });
    expect(entry?.row.labels).toEqual({ owner: "payments-team", environment: "prod" });
    expect(entry?.haystack).toContain("payments-team");
  });
  it("carry none where it says nothing", () => {
    expect(rows()[0]?.row).not.toHaveProperty("labels");
  });
});
