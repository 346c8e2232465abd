/** Snapshots as people name them: by id, "latest", "previous", or by the time at which they were in force. */
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { SnapshotStore } from "../ports";

/** A sealed snapshot: one that has an end. */
export type SealedMeta = SnapshotMeta & { readonly finishedAt: string; readonly status: "complete" | "partial" };

/** More than are ever kept: retention leaves one a week. */
const ALL = 10_000;

export function sealed(meta: SnapshotMeta | null): SealedMeta | null {
  if (!meta || meta.finishedAt === null || (meta.status !== "complete" && meta.status !== "partial")) return null;
  return { ...meta, finishedAt: meta.finishedAt, status: meta.status };
}

export async function sealedSnapshots(store: Pick<SnapshotStore, "list">): Promise<readonly SealedMeta[]> {
  const all = await store.list({ statuses: ["complete", "partial"], limit: ALL });
  return all.flatMap((meta) => sealed(meta) ?? []);
}

/** In force at a time: the newest one that was finished by then. `later`: the first one after it. */
export async function snapshotAt(
  store: Pick<SnapshotStore, "list">,
  at: string,
): Promise<{ readonly inForce: SealedMeta | null; readonly later: SealedMeta | null }> {
  const time = Date.parse(at);
  const all = [...(await sealedSnapshots(store))].sort((a, b) => (a.finishedAt < b.finishedAt ? -1 : 1));
  return {
    inForce: all.findLast(({ finishedAt }) => Date.parse(finishedAt) <= time) ?? null,
    later: all.find(({ finishedAt }) => Date.parse(finishedAt) > time) ?? null,
  };
}

const ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A day means its end: what was in force on it in the end. null = no time. */
export function timeOf(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return null;
  const whole = text.length === 10 ? `${text}T23:59:59.999Z` : /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const ms = Date.parse(whole);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/**
 * null where there is none. `beside`: what "previous" is previous to; the newest one where it is not given.
 */
export async function resolveSnapshot(
  store: Pick<SnapshotStore, "list" | "get">,
  ref: string,
  beside: SealedMeta | null = null,
): Promise<SealedMeta | null> {
  if (ref === "latest" || ID.test(ref)) return sealed(await store.get(ref));
  if (ref === "previous") {
    const to = beside ?? sealed(await store.get("latest"));
    if (!to) return null;
    return (await sealedSnapshots(store)).find((each) => each.scope === to.scope && each.id < to.id) ?? null;
  }
  const at = timeOf(ref);
  return at === null ? null : (await snapshotAt(store, at)).inForce;
}
