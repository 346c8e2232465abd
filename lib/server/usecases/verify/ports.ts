/** What `verify` needs beside the snapshot: IAM's simulator, and what was recorded. */
import type { RecordedOutcome } from "@/lib/domain/access/verify/recorded";
import type { EstateSource } from "@/lib/server/usecases/scan/ports";

/** Opened for one run; the signal ends all its requests. */
export type OpenSimulator = (signal: AbortSignal) => Pick<EstateSource, "caller" | "account" | "close">;

/** Outcomes of calls that were made with roles of pods, from a store of activity. null: nothing was ever recorded. */
export interface RecordedOutcomes {
  /** Denials first, then successes, newest first, at most so many of each. */
  outcomes(limit: number): Promise<readonly RecordedOutcome[] | null>;
}
