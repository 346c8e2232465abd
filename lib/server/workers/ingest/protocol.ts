/** What the owner of the store and the threads that read log files say to each other. */
import type { Batch, SkipReason, StoredBytes } from "@/lib/server/usecases/activity/ports";

/** Which scanner a thread reads with; both give the same. */
export type ScannerKind = "webassembly" | "javascript";

export type FileMessage =
  | { readonly kind: "file"; readonly file: number; readonly account: string | null; readonly stored: StoredBytes }
  /** JSON texts of records, as LookupEvents and Athena give them. */
  | {
      readonly kind: "records";
      readonly file: number;
      readonly account: string | null;
      readonly records: readonly string[];
    };

export type ToWorker = FileMessage | { readonly kind: "reset" };

export type FromWorker =
  | { readonly kind: "ready" }
  | {
      readonly kind: "batch";
      readonly file: number;
      readonly batch: Batch;
      readonly last: boolean;
      /** Bytes of JSON that were read, with the last batch. */
      readonly bytes: number;
      readonly tooLarge: number;
    }
  | { readonly kind: "skipped"; readonly file: number; readonly reason: SkipReason }
  | { readonly kind: "failed"; readonly file: number; readonly message: string };
