/** What the main thread and the analysis worker say to each other. One question at a time is under way. */
import type { PackedSnapshot } from "@/lib/server/usecases/ports";

export type ToWorker =
  /** Its buffers are transferred. */
  | { readonly type: "load"; readonly snapshot: PackedSnapshot }
  /** An input with a member `beside` needs that snapshot open too. */
  | { readonly type: "ask"; readonly snapshotId: string; readonly name: string; readonly input: unknown };

export type FromWorker =
  | { readonly type: "loaded" }
  /** A snapshot is not in memory, the one asked about where none is named: load it and ask again. */
  | { readonly type: "not-loaded"; readonly snapshotId?: string }
  /** JSON text in UTF-8, transferred. */
  | { readonly type: "answer"; readonly json: Uint8Array }
  /** The question failed, the worker goes on. */
  | { readonly type: "failed"; readonly message: string };
