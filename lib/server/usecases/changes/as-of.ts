/** Who had access at a time: the snapshot that was in force, how far it is from that time, and what happened in between. */
import type { AsOfAnswer } from "@/lib/contracts/api";
import type { ActivityQueries } from "../activity/ports";
import type { SnapshotStore } from "../ports";
import { recordedBetween } from "./recorded";
import { type SealedMeta, snapshotAt } from "./snapshot-ref";

const SHOWN = 50;

export async function asOf(
  parts: {
    readonly store: Pick<SnapshotStore, "list">;
    readonly activity: Pick<ActivityQueries, "changes" | "watched">;
  },
  at: string,
): Promise<AsOfAnswer> {
  const { inForce, later } = await snapshotAt(parts.store, at);
  const end = (meta: SealedMeta | null) => meta && { id: meta.id, finishedAt: meta.finishedAt };
  if (!inForce)
    return {
      at,
      snapshot: null,
      later: end(later),
      secondsBefore: null,
      changes: [],
      changeCount: 0,
      sentence: later
        ? `Nothing had been scanned by ${at}: who had access then is not known. The first snapshot after it is of ${later.finishedAt}.`
        : `Nothing had been scanned by ${at}: who had access then is not known.`,
      watched: null,
    };
  // From when it began to read: what happened while it read may or may not be in it.
  const recorded = await recordedBetween(parts.activity, inForce.startedAt, at);
  const seconds = Math.max(0, Math.round((Date.parse(at) - Date.parse(inForce.finishedAt)) / 1000));
  const accounts = new Set(recorded.watched.map(({ accountId }) => accountId));
  const partly = recorded.watched.some(({ state }) => state !== "recorded");
  const watched =
    accounts.size === 0
      ? "Whether anything was changed in between is not known: changes were not recorded, or the records were not read."
      : partly
        ? "Changes in between were recorded in part only: there may have been others."
        : null;
  const count = recorded.events.length;
  const between =
    count === 0
      ? "No change is recorded in between."
      : `${recorded.cut ? "More than " : ""}${count} recorded ${count === 1 ? "change lies" : "changes lie"} in between: the answer is as it was before ${count === 1 ? "it" : "them"}.`;
  return {
    at,
    snapshot: end(inForce),
    later: end(later),
    secondsBefore: seconds,
    changes: recorded.events.slice(0, SHOWN),
    changeCount: count,
    sentence: `Answered from the snapshot of ${inForce.finishedAt}, ${distance(seconds)} before ${at}. ${between}`,
    watched,
  };
}

function distance(seconds: number): string {
  const units = [
    [86_400, "day"],
    [3_600, "hour"],
    [60, "minute"],
  ] as const;
  for (const [size, name] of units) {
    const count = Math.floor(seconds / size);
    if (count > 0) return `${count} ${name}${count === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}
