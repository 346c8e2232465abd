/** Starts a scan for somebody who waits for its end, as the command line does. */
import type { ApiErrorBody, ScanProgress } from "@/lib/contracts/api";
import type { ScanSummary } from "@/lib/contracts/scan-summary";
import type { GapReader, SnapshotStore } from "./ports";

/** What the process that owns the store offers for its scans. */
export interface ScanStarter {
  /** Throws `code: "scan-running"` where one of this scope runs. */
  start(trigger: ScanProgress["trigger"]): Promise<ScanProgress>;
  cancel(): Promise<unknown>;
  current(): { readonly progress: ScanProgress } | null;
  subscribe(listener: (event: { readonly progress: ScanProgress }) => void): () => void;
}

export interface FollowedScan {
  /** null where the scan failed before there was a snapshot. */
  readonly summary: ScanSummary | null;
  /** Why it failed. */
  readonly error: ApiErrorBody | null;
}

/** Resolves when the scan has ended, however it did. Aborting cancels it and still waits for its end. */
export async function followScan(
  dependencies: { readonly scans: ScanStarter; readonly snapshots: Pick<SnapshotStore, "get"> & GapReader },
  options: {
    readonly trigger: ScanProgress["trigger"];
    readonly signal?: AbortSignal;
    readonly onProgress?: (progress: ScanProgress) => void;
  },
): Promise<FollowedScan> {
  const { scans, snapshots } = dependencies;
  const started = await scans.start(options.trigger);
  const cancel = () => void scans.cancel().catch(() => undefined);
  options.signal?.addEventListener("abort", cancel, { once: true });
  if (options.signal?.aborted) cancel();
  try {
    const last = await ended(scans, started, options.onProgress);
    return { summary: await summarise(snapshots, last), error: last.error };
  } finally {
    options.signal?.removeEventListener("abort", cancel);
  }
}

function ended(
  scans: ScanStarter,
  started: ScanProgress,
  onProgress?: (progress: ScanProgress) => void,
): Promise<ScanProgress> {
  return new Promise((resolve) => {
    let stop: () => void = () => undefined;
    const see = (progress: ScanProgress) => {
      if (progress.snapshotId !== started.snapshotId && progress.startedAt !== started.startedAt) return;
      onProgress?.(progress);
      if (progress.state === "running" || progress.state === "cancelling") return;
      stop();
      resolve(progress);
    };
    stop = scans.subscribe((event) => see(event.progress));
    // It may have ended between its start and the subscription.
    see(scans.current()?.progress ?? started);
  });
}

async function summarise(
  snapshots: Pick<SnapshotStore, "get"> & GapReader,
  last: ScanProgress,
): Promise<ScanSummary | null> {
  const meta = await snapshots.get(last.snapshotId);
  if (!meta) return null;
  const gaps = (await snapshots.gaps(meta.id)).filter((gap) => !gap.optional);
  return {
    snapshot: meta.id,
    status: meta.status,
    counts: meta.counts,
    gaps: gaps.map(
      ({ accountId, region, clusterArn, service, operation, error, resource, missingPermission, consequence }) => ({
        accountId,
        region,
        clusterArn,
        service,
        operation,
        error,
        resource,
        missingPermission,
        consequence,
      }),
    ),
  };
}
