/** What the main thread and the export worker say to each other. The reader grants credits; a chunk costs one. */
import type { ExportPlan } from "@/lib/contracts/export";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";

export type ToWorker =
  | { readonly kind: "start"; readonly packed: PackedSnapshot; readonly plan: ExportPlan }
  | { readonly kind: "credit" };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | { readonly kind: "end"; readonly rows: number }
  | { readonly kind: "error"; readonly code: string | null; readonly message: string; readonly stack: string };

/** Chunks that may be under way at once. */
export const CREDITS = 4;
