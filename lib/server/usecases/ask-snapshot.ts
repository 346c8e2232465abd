/** Answers a question about a snapshot, and says which snapshot it was. */
import type { SnapshotStamp } from "@/lib/contracts/api";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { QueryInput, QueryName } from "@/lib/view/queries";
import type { Clock, SnapshotStore } from "./ports";

/** Computes off the main thread. Throws `code: "analysis-failed"` where the worker stopped, "cancelled" on abort. */
export interface AnalysisPort {
  /** JSON text of the answer in UTF-8; the text "null" where the thing asked for does not exist. */
  ask<K extends QueryName>(
    snapshotId: string,
    name: K,
    input: QueryInput<K>,
    signal?: AbortSignal,
  ): Promise<Uint8Array>;
}

export type SnapshotAnswer =
  | { readonly kind: "answer"; readonly stamp: SnapshotStamp; readonly json: Uint8Array }
  | { readonly kind: "known"; readonly stamp: SnapshotStamp };

export class AskError extends Error {
  override readonly name = "AskError";
  readonly code: "no-snapshot" | "snapshot-not-found" | "not-found";
  readonly body: {
    readonly code: "no-snapshot" | "snapshot-not-found" | "not-found";
    readonly message: string;
    readonly remedy: string;
  };
  constructor(code: AskError["code"]) {
    const [message, remedy] = words[code];
    super(message);
    this.code = code;
    this.body = { code, message, remedy };
  }
}

const words = {
  "no-snapshot": ["Nothing has been scanned yet.", "Start a scan."],
  "snapshot-not-found": [
    "There is no such snapshot, or it was never finished.",
    "Choose another snapshot, or the latest.",
  ],
  "not-found": [
    "Nothing of this name was read.",
    "It may be in another snapshot, or under another name: search for it.",
  ],
} as const;

/** `known` may say that the client already holds the answer for that stamp: nothing is computed then. */
export async function askSnapshot<K extends QueryName>(
  deps: { readonly store: Pick<SnapshotStore, "get">; readonly analysis: AnalysisPort; readonly clock: Clock },
  snapshot: string,
  name: K,
  input: QueryInput<K>,
  options: {
    readonly signal?: AbortSignal;
    readonly known?: (stamp: SnapshotStamp) => boolean;
    /** null is an answer like any other, not the absence of what was asked for. */
    readonly nullable?: boolean;
  } = {},
): Promise<SnapshotAnswer> {
  const latest = await deps.store.get("latest");
  const meta = snapshot === "latest" ? latest : await deps.store.get(snapshot);
  const stamp = meta && stampOf(meta, latest, deps.clock.now());
  if (!meta || !stamp) throw new AskError(snapshot === "latest" ? "no-snapshot" : "snapshot-not-found");
  if (options.known?.(stamp)) return { kind: "known", stamp };
  const json = await deps.analysis.ask(meta.id, name, input, options.signal);
  if (!options.nullable && json.byteLength === 4 && json[0] === 0x6e) throw new AskError("not-found");
  return { kind: "answer", stamp, json };
}

const dayMs = 24 * 3600_000;

/** null for a snapshot that is not sealed: it is never a source of answers. */
export function stampOf(meta: SnapshotMeta, latest: SnapshotMeta | null, now: Date): SnapshotStamp | null {
  if ((meta.status !== "complete" && meta.status !== "partial") || meta.finishedAt === null) return null;
  const age = Math.max(0, now.getTime() - Date.parse(meta.finishedAt));
  return {
    id: meta.id,
    status: meta.status,
    startedAt: meta.startedAt,
    finishedAt: meta.finishedAt,
    ageSeconds: Math.floor(age / 1000),
    gaps: meta.counts?.gaps ?? 0,
    latest: latest === null || latest.id === meta.id,
    stale: age > dayMs,
    engineVersion: meta.engineVersion,
  };
}
