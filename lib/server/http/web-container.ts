/**
 * What request handlers need of the running process. Handlers are bundled by Next and find it through globalThis, so that
 * no database, SDK or worker code is in the bundle.
 */
import type {
  AskedCalls,
  IngestProgress,
  ScanProgress,
  SessionRow,
  StatusAnswer,
  VerifyAnswer,
  VerifyBody,
} from "@/lib/contracts/api";
import type { Gate } from "@/lib/server/auth/gate";
import type { ActivityQueries } from "@/lib/server/usecases/activity/ports";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import type { ChangesControl } from "@/lib/server/usecases/changes/compare";
import type { FindingAnswers } from "@/lib/server/usecases/findings/answers";
import type { FindingsControl } from "@/lib/server/usecases/findings/control";
import type { Clock, ExportWriters, Log, SettingsStore, SnapshotStore } from "@/lib/server/usecases/ports";
import type { ReportControl } from "@/lib/server/usecases/reports/jobs";
import type { ReviewStore } from "@/lib/server/usecases/reviews/ports";

export interface ScanEvent {
  /** Grows by one with each event of this process. */
  readonly id: number;
  readonly progress: ScanProgress;
}

export interface ScanControl {
  /** Throws `code: "scan-running"` where one of this scope runs. */
  start(trigger: ScanProgress["trigger"]): Promise<ScanProgress>;
  /** Throws `code: "no-scan"` where none runs. */
  cancel(): Promise<ScanProgress>;
  /** The running scan, else the last of this process. */
  current(): ScanEvent | null;
  subscribe(listener: (event: ScanEvent) => void): () => void;
}

export interface IngestEvent {
  readonly id: number;
  readonly progress: IngestProgress;
}

export interface IngestControl {
  /** Reads the configured sources. Throws `code: "scan-running"` where a run is under way, "not-configured" without sources. */
  start(trigger: IngestProgress["trigger"]): Promise<IngestProgress>;
  /** Throws `code: "no-scan"` where none runs. */
  cancel(): Promise<IngestProgress>;
  current(): IngestEvent | null;
  subscribe(listener: (event: IngestEvent) => void): () => void;
  /** The calls of one session out of the configured sources; throws CallFailures of theirs. */
  askSession(
    session: SessionRow,
    before: { readonly time: string; readonly eventId: string } | null,
    signal: AbortSignal,
  ): Promise<AskedCalls>;
  /** Files and folders that somebody names; waits for a run that is under way. Resolves with its last state. */
  readPaths(
    paths: readonly string[],
    signal: AbortSignal,
    onProgress: (progress: IngestProgress) => void,
  ): Promise<IngestProgress>;
}

export interface VerifyControl {
  /** Waits for a run that is under way. Throws AskError where there is no such snapshot. */
  run(request: VerifyBody, signal: AbortSignal): Promise<VerifyAnswer>;
}

export interface WebContainer {
  readonly version: string;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Pick<SnapshotStore, "list" | "get">;
  /** Saved views. */
  readonly settings: SettingsStore;
  readonly analysis: AnalysisPort;
  readonly findings: FindingAnswers & Pick<FindingsControl, "version">;
  /** Differences of two snapshots. */
  readonly changes: ChangesControl;
  readonly scans: ScanControl;
  readonly activity: ActivityQueries;
  /** Addresses from which pods leave, as configured. */
  readonly egress: readonly string[];
  readonly reviews: ReviewStore;
  readonly reports: ReportControl;
  /** A table as CSV text. */
  readonly csv: ExportWriters["csv"];
  readonly ingest: IngestControl;
  readonly verify: VerifyControl;
  /** Everything of the status answer that is not about a session or a snapshot. */
  status(): Omit<StatusAnswer, "latest" | "auth" | "scan">;
  /** Ends with the process: open streams close then. */
  readonly closing: AbortSignal;
}

const slot = Symbol.for("podlens.container");

/** null before the process is ready, and where Next runs without it (a build). */
export function currentContainer(): WebContainer | null {
  return ((globalThis as Record<symbol, unknown>)[slot] as WebContainer | undefined) ?? null;
}

export function publishContainer(container: WebContainer | null): void {
  if (container === null) Reflect.deleteProperty(globalThis, slot);
  else (globalThis as Record<symbol, unknown>)[slot] = container;
}
