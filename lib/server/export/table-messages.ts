/** What the main thread and the worker that writes workbooks say to each other: every question has one answer. */
import type { MessagePort } from "node:worker_threads";
import type { AboutLine, TableHead } from "@/lib/server/usecases/ports";

export interface TableWorkerData {
  readonly port: MessagePort;
  /** Counted up after each answer, which wakes the worker. */
  readonly gate: Int32Array;
  readonly head: TableHead;
}

export type FromTableWorker =
  | { readonly kind: "more" }
  | { readonly kind: "chunk"; readonly bytes: Uint8Array }
  | { readonly kind: "done" };

export type ToTableWorker =
  | { readonly kind: "rows"; readonly rows: readonly (readonly (string | null)[])[] }
  | { readonly kind: "end"; readonly about: readonly AboutLine[] }
  | { readonly kind: "taken" };
