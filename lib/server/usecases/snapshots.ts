/** Stored snapshots, as answers are made from them. */
import { inflateRawSync } from "node:zlib";
import type { AnyPart } from "@/lib/domain/snapshot/part";
import type { SnapshotContent, SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { PackedSnapshot, SnapshotStore } from "./ports";

/** Bodies are raw deflate of UTF-8 text: the JSON of a part's facts, or a policy document as delivered. */
function unpack(body: Uint8Array): string {
  // Policies shrink to a fifth or so: a buffer about as large as the text halves the time of the many small ones.
  const chunkSize = Math.min(1 << 20, Math.max(256, body.length * 8));
  return inflateRawSync(body, { chunkSize }).toString("utf8");
}

/** The content of a packed snapshot. Heavy for a large one: it belongs into a worker or a process of its own. */
export function unpackSnapshot(packed: PackedSnapshot): SnapshotContent {
  return {
    meta: packed.meta,
    parts: packed.parts.map(unpackPart),
    gaps: packed.gaps,
    documents: new Map(packed.documents.map(({ hash, body }) => [hash, unpack(body)])),
    ...(packed.earlierClusters ? { earlierClusters: packed.earlierClusters } : {}),
  };
}

function unpackPart(part: PackedSnapshot["parts"][number]): AnyPart {
  const [kind, accountId, region, clusterArn] = part.key.split("|");
  return {
    kind,
    accountId,
    region: region || null,
    clusterArn: clusterArn || null,
    readAt: part.readAt,
    facts: JSON.parse(unpack(part.body)) as unknown,
  } as AnyPart;
}

export type SnapshotChoice =
  | { readonly kind: "found"; readonly meta: SnapshotMeta }
  /** Nothing was scanned yet, or nothing has that id. */
  | { readonly kind: "none"; readonly message: string }
  /** It is there, but it is no result: running, failed or cancelled. */
  | { readonly kind: "unsealed"; readonly meta: SnapshotMeta; readonly message: string };

/** The sealed snapshot that an id or "latest" means. */
export async function chooseSnapshot(store: Pick<SnapshotStore, "get">, id: string): Promise<SnapshotChoice> {
  const meta = await store.get(id);
  if (!meta) {
    const message =
      id === "latest"
        ? "there is no finished scan yet: run `podlens scan` first"
        : `there is no snapshot ${JSON.stringify(id)}`;
    return { kind: "none", message };
  }
  if (meta.status === "complete" || meta.status === "partial") return { kind: "found", meta };
  return { kind: "unsealed", meta, message: `snapshot ${id} is no result: its scan is or was ${meta.status}` };
}
