/** The worker thread itself: started as in the product, given a packed snapshot, asked, ended. */
import { deflateRawSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { partKey } from "@/lib/domain/snapshot/part";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import { createAnalysisClient } from "@/lib/server/workers/analysis-client";
import { EstateBuilder, podTrust, policy } from "@/tests/estates/estate-builder";

function packed(id: string, serviceAccount: string): PackedSnapshot {
  const builder = new EstateBuilder();
  const cluster = builder.cluster("prod");
  const s3 = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  builder
    .agent(cluster)
    .associate(cluster, `shop/${serviceAccount}`, builder.role("app", { trust: podTrust(), inline: { s3 } }));
  const { meta, parts, gaps, documents } = builder.build();
  const pack = (text: string) => new Uint8Array(deflateRawSync(text));
  return {
    meta: { ...meta, id },
    parts: parts.map((part) => ({
      key: partKey(part),
      readAt: part.readAt,
      hash: "",
      body: pack(JSON.stringify(part.facts)),
    })),
    gaps,
    documents: [...documents].map(([hash, text]) => ({ hash, body: pack(text) })),
  };
}

const loads: string[] = [];
const client = createAnalysisClient({
  load: async (id) => {
    loads.push(id);
    if (id === "broken") return { ...packed(id, "x"), documents: [{ hash: "h", body: new Uint8Array([1, 2, 3]) }] };
    return id === "missing" ? null : packed(id, `api-${id}`);
  },
});
const counts = async (id: string) =>
  JSON.parse(new TextDecoder().decode(await client.ask(id, "search", { kind: ["workload"], q: "api", limit: 5 }))) as {
    hits: { title: string }[];
  };

afterAll(() => client.close());

describe("analysis worker", () => {
  it("answers from the snapshot that was asked about", async () => {
    expect((await counts("a")).hits[0]?.title).toBe("shop/api-a");
    expect((await counts("b")).hits[0]?.title).toBe("shop/api-b");
    expect(loads).toEqual(["a", "b"]);
  });

  it("keeps two snapshots open and loads a third in place of the least recently asked", async () => {
    await counts("a");
    await counts("c");
    await counts("a");
    expect(loads).toEqual(["a", "b", "c"]);
    await counts("b");
    expect(loads).toEqual(["a", "b", "c", "b"]);
  });

  it("says so where a snapshot cannot be opened, and goes on", async () => {
    await expect(client.ask("broken", "overview", {})).rejects.toMatchObject({ code: "analysis-failed" });
    await expect(client.ask("missing", "overview", {})).rejects.toMatchObject({ code: "snapshot-not-found" });
    expect((await counts("a")).hits).toHaveLength(1);
  });
});
