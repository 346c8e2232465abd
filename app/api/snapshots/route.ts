import type { SnapshotsAnswer } from "@/lib/contracts/api";
import { guarded, json } from "@/lib/server/http/guarded";

export const GET = guarded(async ({ container }) => {
  const snapshots = await container.store.list({ limit: 500 });
  const answer: SnapshotsAnswer = {
    snapshots: snapshots.map(({ id, status, startedAt, finishedAt, engineVersion, counts }) => ({
      id,
      status,
      startedAt,
      finishedAt,
      engineVersion,
      counts,
    })),
  };
  return json(answer);
});
