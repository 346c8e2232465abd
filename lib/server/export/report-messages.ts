/** What the main thread and the report worker say to each other. The reader grants credits; a chunk costs one. */
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import type { ReportFacts, ReportProgress, ReportWork } from "@/lib/server/usecases/reports/ports";

export type ToReportWorker =
  | { readonly kind: "start"; readonly packed: PackedSnapshot; readonly work: ReportWork }
  | { readonly kind: "credit" };

export type FromReportWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "progress"; readonly progress: ReportProgress }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | { readonly kind: "end"; readonly facts: ReportFacts }
  | { readonly kind: "error"; readonly code: string | null; readonly message: string; readonly stack: string };
