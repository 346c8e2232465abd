/** What the main thread and the analysis worker say to each other. One question at a time is under way. */
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import type { FindingsState } from "@/lib/view/findings/book";

export type ToWorker =
  /** Its buffers are transferred. */
  | { readonly type: "load"; readonly snapshot: PackedSnapshot }
  /** Findings of a snapshot that is open. `chunks` null = those that it has, of the same key. */
  | {
      readonly type: "findings";
      readonly snapshotId: string;
      readonly state: FindingsState;
      readonly chunks: readonly Uint8Array[] | null;
    }
  /**
   * An input with a member `beside` needs that snapshot open too. `findings`: token of the state of findings that the
   * answer must be made with; absent = it needs none.
   */
  | {
      readonly type: "ask";
      readonly snapshotId: string;
      readonly name: string;
      readonly input: unknown;
      readonly findings?: string;
    };

export type FromWorker =
  | { readonly type: "loaded" }
  /** A snapshot is not in memory, the one asked about where none is named: load it and ask again. */
  | { readonly type: "not-loaded"; readonly snapshotId?: string }
  /** Its findings are not, or are those of another token: `held` is the key of the ones that are. */
  | { readonly type: "no-findings"; readonly held: string | null }
  /** JSON text in UTF-8, transferred. */
  | { readonly type: "answer"; readonly json: Uint8Array }
  /** The question failed, the worker goes on. */
  | { readonly type: "failed"; readonly message: string };
