/** A store that keeps what a scan writes, as it was written. */
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import { type AnyPart, type Gap, type PartFacts, type PartKind, partKey } from "@/lib/domain/snapshot/part";
import type { SnapshotCounts, SnapshotMeta, SnapshotStatus } from "@/lib/domain/snapshot/snapshot";
import type { SnapshotStore, SnapshotWriter } from "@/lib/server/usecases/ports";

export class MemoryStore implements Pick<SnapshotStore, "begin"> {
  readonly parts = new Map<string, AnyPart>();
  readonly gaps: Gap[] = [];
  readonly documents = new Map<DocumentHash, string>();
  status: SnapshotStatus | null = null;
  reason: string | null = null;
  counts: SnapshotCounts | null = null;

  async begin({ scope, engineVersion }: { scope: string; engineVersion: string }): Promise<SnapshotWriter> {
    const id = "01TEST";
    const meta = {
      id,
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: null,
      status: "running",
      engineVersion,
      counts: null,
      scope,
    } satisfies SnapshotMeta;
    const open = () => {
      if (this.status !== null) throw new Error("the snapshot is over");
    };
    return {
      id,
      savePart: async (part, documents) => {
        open();
        // What is stored must survive JSON, or the real store would lose it.
        this.parts.set(partKey(part), JSON.parse(JSON.stringify(part)) as AnyPart);
        for (const [hash, text] of documents) this.documents.set(hash, text);
      },
      saveGap: async (gap) => {
        open();
        this.gaps.push(gap);
      },
      seal: async (status, counts) => {
        open();
        this.status = status;
        this.counts = counts;
        return { ...meta, status, counts };
      },
      abandon: async (status, reason) => {
        this.status = status;
        this.reason = reason;
      },
    };
  }

  facts<K extends PartKind>(kind: K): PartFacts[K][] {
    return [...this.parts.values()].filter((part) => part.kind === kind).map((part) => part.facts as PartFacts[K]);
  }
}
