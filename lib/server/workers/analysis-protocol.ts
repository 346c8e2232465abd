/** What the main thread and the analysis worker say to each other. One question at a time is under way. */
import type { PackedSnapshot } from "@/lib/server/usecases/ports";

export type ToWorker =
  /** Its buffers are transferred. */
  | { readonly type: "load"; readonly snapshot: PackedSnapshot }
  | { readonly type: "ask"; readonly snapshotId: string; readonly name: string; readonly input: unknown };

export type FromWorker =
  | { readonly type: "loaded" }
  /** The snapshot is not in memory: load it and ask again. */
  | { readonly type: "not-loaded" }
  /** JSON text in UTF-8, transferred. */
  | { readonly type: "answer"; readonly json: Uint8Array }
  /** The question failed, the worker goes on. */
  | { readonly type: "failed"; readonly message: string };
