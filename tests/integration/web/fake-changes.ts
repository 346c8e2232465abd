/** Comparison for a container without a store: there is one snapshot, and none to compare it with. */

import { AskError } from "@/lib/server/usecases/ask-snapshot";
import type { ChangesControl, Ends } from "@/lib/server/usecases/changes/compare";
import { resolveSnapshot } from "@/lib/server/usecases/changes/snapshot-ref";
import type { SnapshotStore } from "@/lib/server/usecases/ports";

export function nothingToCompare(store: Pick<SnapshotStore, "get" | "list">): ChangesControl {
  const none = async () => new TextEncoder().encode("null");
  return {
    async ends({ snapshot }): Promise<Ends> {
      const after = await resolveSnapshot(store, snapshot);
      if (!after) throw new AskError(snapshot === "latest" ? "no-snapshot" : "snapshot-not-found");
      return { after, before: null };
    },
    version: async () => "1",
    list: async () => new TextEncoder().encode('{"rows":[]}'),
    detail: none,
    export: none,
  };
}
