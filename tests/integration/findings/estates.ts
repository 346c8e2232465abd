/** Two estates, one after the other, put into a store as scans would have. */
import { createHash } from "node:crypto";
import type { ClusterFacts, DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { Store } from "@/lib/server/store";
import { EstateBuilder, podTrust, policy } from "../../estates/estate-builder";

const read = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::orders/*" };
const everything = { Effect: "Allow", Action: "*", Resource: "*" };

/** One role that any pod of the account may have; its name is one that nobody sane would choose. */
export function firstEstate(): SnapshotContent {
  const estate = new EstateBuilder();
  const cluster = estate.cluster("prod");
  estate.agent(cluster);
  const role = estate.role("api", { trust: podTrust(), inline: { "<b>read": policy(read) } });
  return withUnchanged(estate, cluster).associate(cluster, "payments/api", role).build();
}

function withUnchanged(estate: EstateBuilder, cluster: ClusterFacts): EstateBuilder {
  return estate.associate(
    cluster,
    "web/site",
    estate.role("site", { trust: podTrust(), inline: { read: policy(read) } }),
  );
}

/** The same role may everything now, and there is a second one. */
export function secondEstate(): SnapshotContent {
  const estate = new EstateBuilder();
  const cluster = estate.cluster("prod");
  estate.agent(cluster);
  const role = estate.role("api", { trust: podTrust(), inline: { all: policy(everything) } });
  const other = estate.role("worker", { trust: podTrust(), inline: { read: policy(read) } });
  return withUnchanged(estate, cluster)
    .associate(cluster, "payments/api", role)
    .associate(cluster, "payments/worker", other)
    .build();
}

const COUNTS = { accounts: 1, clusters: 1, associations: 1, bindings: 1, roles: 1, policies: 1, gaps: 0 };

/** Returns the id of the sealed snapshot. */
export async function scanned(store: Store, content: SnapshotContent): Promise<string> {
  const writer = await store.snapshots.begin({ scope: "test", engineVersion: "1" });
  const names = [...content.documents].map(([name, text]) => [name, sha256(text), text] as const);
  for (const part of content.parts) {
    // Builders name documents by a hash of their own; the store checks that it is theirs.
    const json = names.reduce((text, [name, hash]) => text.replaceAll(name, hash), JSON.stringify(part));
    const documents = new Map<DocumentHash, string>(
      names.flatMap(([, hash, text]) => (json.includes(hash) ? [[hash, text] as const] : [])),
    );
    await writer.savePart(JSON.parse(json) as AnyPart, documents);
  }
  await writer.seal("complete", COUNTS);
  return writer.id;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
