/** Writes one snapshot: parts and gaps as they arrive, then the one row that makes it a result. */
import type { ClusterFacts, DocumentHash } from "@/lib/domain/snapshot/facts";
import { type AnyPart, type Gap, partKey } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts, SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { Clock, SnapshotWriter } from "@/lib/server/usecases/ports";
import { canonicalFacts, canonicalJson } from "./canonical-json";
import { noteClusters } from "./cluster-history";
import { documentReferences } from "./document-references";
import { sha256 } from "./packing";
import type { Body, PartSaver } from "./part-saver";
import { StoreError } from "./store-error";
import type { WriteQueue } from "./write-queue";

interface Dependencies {
  readonly queue: WriteQueue;
  readonly saver: PartSaver;
  readonly clock: Clock;
}

export class StoredSnapshotWriter implements SnapshotWriter {
  private finished = false;
  private gaps = 0;
  private readonly keys = new Set<string>();
  /** By part: what the history of clusters is told when the snapshot is sealed. */
  private readonly clusters = new Map<string, readonly ClusterFacts[]>();
  private readonly seenDocuments = new Set<DocumentHash>();
  private readonly inFlight = new Set<Promise<void>>();

  constructor(
    private readonly meta: SnapshotMeta,
    private readonly dependencies: Dependencies,
  ) {}

  get id(): string {
    return this.meta.id;
  }

  async savePart(part: AnyPart, documents: ReadonlyMap<DocumentHash, string>): Promise<void> {
    this.assertOpen();
    const key = partKey(part);
    const bytes = Buffer.from(canonicalFacts(part.facts), "utf8");
    const references = documentReferences(part);
    for (const hash of documents.keys()) references.add(hash);
    const fresh = this.freshDocuments(documents);
    if (part.kind === "clusters") this.clusters.set(key, part.facts);
    const replaces = this.keys.has(key);
    this.keys.add(key);
    const save = {
      snapshot: this.id,
      key,
      readAt: part.readAt,
      blob: { hash: sha256(bytes), bytes },
      references,
      documents: fresh,
      replaces,
    };
    await this.track(this.dependencies.saver.save(save)).catch((error: unknown) => {
      for (const { hash } of fresh) this.seenDocuments.delete(hash);
      throw error;
    });
  }

  async saveGap(gap: Gap): Promise<void> {
    this.assertOpen();
    await this.track(this.dependencies.saver.save({ snapshot: this.id, seq: this.gaps++, gap: canonicalJson(gap) }));
  }

  async seal(status: "complete" | "partial", counts: SnapshotCounts): Promise<SnapshotMeta> {
    await this.finish(status, counts, null);
    return { ...this.meta, finishedAt: this.finishedAt, status, counts };
  }

  async abandon(status: "failed" | "cancelled", reason: string): Promise<void> {
    await this.finish(status, null, reason);
  }

  private finishedAt = "";

  private async finish(status: string, counts: SnapshotCounts | null, reason: string | null): Promise<void> {
    this.assertOpen();
    this.finished = true;
    // A part that failed to be stored has told its caller; only those that are still on their way are waited for.
    const results = await Promise.allSettled(this.inFlight);
    const failed = results.find((result) => result.status === "rejected");
    if (failed && counts !== null) {
      this.finished = false;
      throw failed.reason;
    }
    this.finishedAt = this.dependencies.clock.now().toISOString();
    await this.dependencies.queue.run(async (connection) => {
      await connection.run(
        "UPDATE snapshot SET status = $1, finished_at = $2, counts = $3, reason = $4 WHERE id = $5 AND status = 'running'",
        [status, this.finishedAt, counts === null ? null : JSON.stringify(counts), reason, this.id],
      );
      if (counts !== null) await noteClusters(connection, this.meta, [...this.clusters.values()].flat());
    });
  }

  /** The texts that this snapshot has not brought yet. Their hash is checked: a wrong one would hide a document for good. */
  private freshDocuments(documents: ReadonlyMap<DocumentHash, string>): Body[] {
    const fresh: Body[] = [];
    for (const [hash, text] of documents) {
      if (this.seenDocuments.has(hash)) continue;
      const bytes = Buffer.from(text, "utf8");
      if (sha256(bytes) !== hash)
        throw new StoreError("store/wrong-document", `document ${hash} does not have that hash`);
      fresh.push({ hash, bytes });
    }
    for (const { hash } of fresh) this.seenDocuments.add(hash);
    return fresh;
  }

  private track(save: Promise<void>): Promise<void> {
    this.inFlight.add(save);
    const forget = () => this.inFlight.delete(save);
    save.then(forget, forget);
    return save;
  }

  private assertOpen(): void {
    if (this.finished)
      throw new StoreError("store/sealed", `snapshot ${this.id} is finished: nothing can be added to it`);
  }
}
