/** Puts the back end of findings together: store, mute file, analysis worker, recorded activity, webhooks. */
import { dirname, resolve } from "node:path";
import type { Config } from "@/lib/contracts/config";
import { openMuteFile } from "@/lib/server/config";
import { createWebhooks } from "@/lib/server/notify/webhooks";
import type { Store } from "@/lib/server/store";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import { findingActivity } from "@/lib/server/usecases/findings/activity-facts";
import { createFindingAnswers, type FindingAnswers } from "@/lib/server/usecases/findings/answers";
import { analysisWithFindings } from "@/lib/server/usecases/findings/ask";
import { createFindings, type FindingsControl, type LoadedState } from "@/lib/server/usecases/findings/control";
import { findingsNotice } from "@/lib/server/usecases/findings/notify";
import { createTriageBook } from "@/lib/server/usecases/findings/triage-book";
import type { Clock, Log } from "@/lib/server/usecases/ports";
import { createAnalysisClient } from "@/lib/server/workers/analysis-client";
import { createRoutedAnalysis } from "@/lib/server/workers/routed-analysis";

export interface FindingsParts {
  readonly config: Config;
  readonly configFile: string | null;
  readonly store: Store;
  readonly engineVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** False for those who ask once and go: see `createAnalysisClient`. */
  readonly warmUp?: boolean;
}

export interface OpenedFindings {
  /** Questions about snapshots, with findings where they are needed. */
  readonly analysis: AnalysisPort;
  readonly control: FindingsControl;
  readonly answers: FindingAnswers;
  /** What went wrong, one sentence each; empty = nothing. */
  problems(): readonly string[];
  /** Evaluates; what is new goes out behind the back of who waits. Never throws. */
  afterScan(): Promise<void>;
  /** Of a sealed snapshot, as they are stored; evaluated where they are not. For exports. */
  stored(snapshotId: string): Promise<LoadedState>;
  /** Resolves when what goes out after the last scan has arrived, or could not be sent. */
  sent(): Promise<void>;
  /** Waits for what goes out, ends the worker. */
  close(): Promise<void>;
}

const lastProblems = "findings.notificationProblems";

/** Starts no thread before something is asked. Throws ConfigError for a mute file that cannot be read. */
export async function openFindings(parts: FindingsParts): Promise<OpenedFindings> {
  const { config, configFile, store, engineVersion, clock, log } = parts;
  const { muteFile } = config.findings;
  const folder = configFile === null ? process.cwd() : dirname(configFile);
  const triage = createTriageBook({
    store: store.acceptances,
    muteFile: muteFile === undefined ? null : await openMuteFile(resolve(folder, muteFile)),
    clock,
  });
  const { webhooks } = config.notifications;
  const notifier = webhooks.length === 0 ? null : createWebhooks({ webhooks, environment: process.env });
  let problems = notifier ? texts(await store.settings.get(lastProblems)) : [];
  const client = createRoutedAnalysis({
    open: (of) =>
      createAnalysisClient({
        warmUp: parts.warmUp !== false && of === "newest",
        load: (id) => store.snapshots.load(id),
        loadFindings: (id, held) => control.load(id, held),
        labels: config.labels,
      }),
    latest: async () => (await store.snapshots.get("latest"))?.id ?? null,
  });
  const control = createFindings({
    snapshots: store.snapshots,
    findings: store.findings,
    triage,
    analysis: client,
    activity: (until) => findingActivity({ activity: store.activity.queries, days: config.activity.days }, until),
    activityVersion: () => store.activity.queries.version(),
    labels: config.labels,
    engineVersion,
    clock,
    log,
    problems: () => problems,
  });
  const analysis = analysisWithFindings(client, control);
  const closing = new AbortController();
  let sending: Promise<void> = Promise.resolve();

  async function notify(): Promise<void> {
    const meta = await store.snapshots.get("latest");
    if (!notifier || !meta) return;
    const notice = await findingsNotice(analysis, meta);
    problems = await notifier.send(notice, closing.signal);
    for (const problem of problems) log.warn(problem);
    await store.settings.set(lastProblems, problems);
  }

  return {
    analysis,
    control,
    answers: createFindingAnswers({ snapshots: store.snapshots, findings: store.findings, triage, analysis }),
    problems: () => [...control.failures(), ...problems],
    async stored(snapshotId) {
      await control.state(snapshotId, "must");
      const loaded = await control.load(snapshotId, null);
      if (!loaded) throw new Error(`the findings of ${snapshotId} are not stored`);
      return loaded;
    },
    async afterScan() {
      await control.refresh();
      if (!notifier) return;
      sending = sending.then(notify).catch((error: unknown) => {
        problems = ["Findings were not sent: what is new could not be worked out."];
        log.error("findings were not sent", { error: error instanceof Error ? error.message : String(error) });
      });
    },
    sent: () => sending,
    async close() {
      // What is on its way has a few seconds at most, see the webhooks' time limits.
      await sending;
      closing.abort();
      await client.close();
    },
  };
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
