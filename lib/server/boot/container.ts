/** The composition root: builds everything that runs, from configuration. Nothing else knows both ports and adapters. */
import { networkInterfaces } from "node:os";
import type { Config } from "@/lib/contracts/config";
import { planAuth } from "@/lib/server/auth/auth-mode";
import { createGate } from "@/lib/server/auth/gate";
import { allowedHostNames } from "@/lib/server/auth/request-check";
import { loadSessionKey } from "@/lib/server/auth/session-key";
import { csvText } from "@/lib/server/export/csv";
import type { WebContainer } from "@/lib/server/http/web-container";
import { createKubernetesSource } from "@/lib/server/kubernetes";
import { openStore, type Store } from "@/lib/server/store";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import { createChanges } from "@/lib/server/usecases/changes/compare";
import type { Clock, Log } from "@/lib/server/usecases/ports";
import { runScan } from "@/lib/server/usecases/scan";
import { askIdentity, createSourceOpener } from "./estate-source";
import { type OpenedFindings, openFindings } from "./findings";
import { createIdentity } from "./identity";
import { createIngestControl } from "./ingest-control";
import { productVersion, readerPolicy } from "./product";
import { type OpenedReports, openReports } from "./reports";
import { createScanControl } from "./scan-control";
import { createSchedule } from "./schedule";
import { scopeAnswer } from "./scope-answer";
import { createVerifyControl } from "./verify-control";

export interface ContainerOptions {
  readonly config: Config;
  /** Absolute path; null where there is none. */
  readonly configFile: string | null;
  readonly dataDir: string;
  /** PODLENS_TOKEN; null = none was set. */
  readonly token: string | null;
  readonly log: Log;
  /** Reads the embedded sample estate. */
  readonly sandbox?: boolean;
  readonly clock?: Clock;
}

export interface Container extends WebContainer {
  readonly config: Config;
  readonly openedStore: Store;
  readonly openedFindings: OpenedFindings;
  readonly openedReports: OpenedReports;
  /** To show to the operator once, where a token is needed and none was set. */
  readonly generatedToken: string | null;
  /** Starts what runs by itself: the schedule, keeping the store small. For `start` and `demo`. */
  runInBackground(): void;
  /** Ends streams, the scan, the worker and the store, in this order. */
  close(): Promise<void>;
}

const dayMs = 24 * 3600_000;

/** Throws StoreError, AuthError. Nothing is left open where it throws. */
export async function createContainer(options: ContainerOptions): Promise<Container> {
  const { config, log } = options;
  const clock = options.clock ?? { now: () => new Date() };
  const plan = planAuth({ host: config.server.host, mode: config.auth.mode, token: options.token ?? undefined });
  const store = await openStore({ dataDir: options.dataDir, clock });
  try {
    return await assemble(options, clock, plan, store, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function assemble(
  options: ContainerOptions,
  clock: Clock,
  plan: ReturnType<typeof planAuth>,
  store: Store,
  log: Log,
): Promise<Container> {
  const { config } = options;
  const version = productVersion();
  const key = await loadSessionKey(store.dataDir);
  const allowedHosts = allowedHostNames(config.server.host, config.server.allowedHosts, addressesOfThisMachine());
  const { gate, generatedToken } = createGate({ plan, key, allowedHosts, now: () => clock.now() });
  const findings = await openFindings({
    config,
    configFile: options.configFile,
    store,
    engineVersion: version,
    clock,
    log,
  });
  const { analysis } = findings;
  const identity = createIdentity(askIdentity, () => clock.now());
  const closing = new AbortController();
  const openSource = await createSourceOpener(config, store.settings);
  const keepSmall = () => store.snapshots.retain(clock.now());
  const scans = createScanControl({
    log,
    onSealed: async () => {
      await store.activity.sink.settle();
      await keepSmall();
    },
    run: async (input) => {
      const { status } = await runScan({
        ...input,
        config,
        openSource,
        openKubernetes: (signal) => createKubernetesSource({ signal }),
        store: store.snapshots,
        clock,
        engineVersion: version,
        countBindings: (snapshotId) => countBindings(analysis, snapshotId),
      });
      if (status === "complete" || status === "partial") await findings.afterScan();
    },
  });
  const ingest = createIngestControl({
    config,
    configFile: options.configFile,
    dataDir: store.dataDir,
    sink: store.activity.sink,
    usage: store.activity.delegated,
    digests: store.activity.digests,
    scope: () => store.activity.scope(),
    clock,
    log,
  });
  ingest.subscribe(({ progress }) => {
    if (progress.finishedAt !== null && progress.events > 0) void findings.control.refresh();
  });
  const reports = await openReports({
    config,
    configFile: options.configFile,
    store,
    findings: (snapshotId) => findings.stored(snapshotId),
    clock,
    log,
  });
  const verify = createVerifyControl({
    config,
    store: store.snapshots,
    analysis,
    activity: store.activity.queries,
    openSource,
    clock,
    closing: closing.signal,
  });
  const policy = readerPolicy();
  const scope = scopeAnswer(config, options.configFile);
  let schedule = createSchedule(undefined, async () => undefined, log);
  let activitySchedule = createSchedule(undefined, async () => undefined, log);
  let keeping: ReturnType<typeof setInterval> | null = null;
  return {
    config,
    version,
    gate,
    generatedToken,
    clock,
    log,
    store: store.snapshots,
    openedStore: store,
    settings: store.settings,
    analysis,
    findings: { ...findings.answers, version: () => findings.control.version() },
    openedFindings: findings,
    changes: createChanges({
      store: store.snapshots,
      analysis,
      activity: store.activity.queries,
      findings: store.findings,
    }),
    scans,
    activity: store.activity.queries,
    egress: config.network.egress,
    reviews: store.reviews,
    reports: reports.control,
    openedReports: reports,
    csv: csvText,
    ingest,
    verify,
    closing: closing.signal,
    status: () => ({
      version,
      sandbox: options.sandbox ?? false,
      identity: identity.answer(),
      scope,
      nextScheduledScanAt: schedule.nextRun()?.toISOString() ?? null,
      nextScheduledActivityAt: activitySchedule.nextRun()?.toISOString() ?? null,
      requiredPolicy: policy,
      problems: findings.problems(),
    }),
    runInBackground: () => {
      void identity.refresh();
      void findings.control.refresh();
      schedule = createSchedule(config.schedule.scan, () => scans.start("schedule"), log);
      activitySchedule = createSchedule(
        config.schedule.activity,
        () => ingest.start("schedule"),
        log,
        "reading of activity",
      );
      const keep = () =>
        void keepSmall()
          .then(() => store.activity.sink.retain(firstKeptDay(clock.now(), config.activity.days)))
          .catch((error: unknown) => log.error("old snapshots and events were not removed", { error }));
      keep();
      keeping = setInterval(keep, dayMs);
      keeping.unref();
    },
    close: async () => {
      schedule.stop();
      activitySchedule.stop();
      if (keeping) clearInterval(keeping);
      closing.abort();
      await scans.close();
      await ingest.close();
      await reports.control.close();
      await findings.close();
      await store.close();
    },
  };
}

function firstKeptDay(now: Date, days: number): string {
  return new Date(now.getTime() - days * dayMs).toISOString().slice(0, 10);
}

async function countBindings(analysis: AnalysisPort, snapshotId: string): Promise<number> {
  const json = await analysis.ask(snapshotId, "counts", {});
  return (JSON.parse(new TextDecoder().decode(json)) as { bindings: number }).bindings;
}

function addressesOfThisMachine(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((each) => each.address));
}
