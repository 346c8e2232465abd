/** Puts reports together: what they read, who writes them, where their files are, what signs them. */

import { ulid } from "ulid";
import type { Config } from "@/lib/contracts/config";
import { openReportFiles } from "@/lib/server/export/report-files";
import { workerReportRunner } from "@/lib/server/export/report-runner";
import type { Store } from "@/lib/server/store";
import type { LoadedState } from "@/lib/server/usecases/findings/control";
import type { Clock, Log } from "@/lib/server/usecases/ports";
import { createReportJobs, type ReportControl } from "@/lib/server/usecases/reports/jobs";
import { makeReport, type ReportDependencies } from "@/lib/server/usecases/reports/make-report";
import { reviewInput } from "@/lib/server/usecases/reports/review-input";
import { loadManifestSigner } from "./report-signer";

/** Of the trend: days before the snapshot. */
const TREND_DAYS = 180;

export interface ReportSettings {
  readonly config: Config;
  readonly configFile: string | null;
  readonly store: Store;
  /** Of a sealed snapshot, evaluated where they are not yet. */
  readonly findings: (snapshotId: string) => Promise<LoadedState>;
}

/** Throws ConfigError for a signing key that cannot be used. */
export async function reportDependencies(settings: ReportSettings): Promise<ReportDependencies> {
  const { config, configFile, store, findings } = settings;
  return {
    snapshots: store.snapshots,
    runner: workerReportRunner,
    labels: config.labels,
    signer: await loadManifestSigner(config, configFile),
    findings,
    trend: async (meta) => {
      const to = meta.finishedAt ?? meta.startedAt;
      const from = new Date(Date.parse(to) - TREND_DAYS * 24 * 3600_000).toISOString();
      const runs = await store.findings.runs(meta.scope, from, to);
      return runs.map(({ snapshotId, at, engineVersion, open, accepted }) => ({
        snapshotId,
        at,
        engineVersion,
        open,
        accepted,
      }));
    },
    review: (meta) => reviewInput(store.reviews, meta),
  };
}

export interface OpenedReports {
  readonly dependencies: ReportDependencies;
  readonly control: ReportControl;
}

export async function openReports(
  settings: ReportSettings & { readonly clock: Clock; readonly log: Log },
): Promise<OpenedReports> {
  const dependencies = await reportDependencies(settings);
  const { clock, log, store } = settings;
  const control = createReportJobs({
    make: (request, options) => makeReport(dependencies, request, options),
    files: await openReportFiles(store.dataDir),
    signer: dependencies.signer,
    clock,
    log,
    newId: () => ulid(clock.now().getTime()),
  });
  return { dependencies, control };
}
