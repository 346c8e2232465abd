/**
 * Findings of snapshots: evaluated when a scan is sealed, again when something that they follow from has changed (recorded
 * activity, labels, rules), and kept. The analysis worker computes; here is decided when, and with what.
 */

import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import { severities } from "@/lib/domain/findings/finding";
import { rules } from "@/lib/domain/findings/registry";
import type { LabelRules } from "@/lib/domain/identity/labels";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { FindingsState } from "@/lib/view/findings/book";
import type { Clock, Log, SnapshotStore } from "../ports";
import { snapshotBefore } from "../snapshot-before";
import type { FindingsNeed } from "./needs";
import type { PackedEvaluation } from "./pack";
import type { FindingRun, FindingStore, FindingsAnalysis, SeenRow } from "./ports";
import type { TriageBook } from "./triage-book";

export interface LoadedState {
  readonly state: FindingsState;
  /** null where the caller holds them already. */
  readonly chunks: readonly Uint8Array[] | null;
}

export interface FindingsParts {
  readonly snapshots: Pick<SnapshotStore, "get" | "list">;
  readonly findings: FindingStore;
  readonly triage: TriageBook;
  readonly analysis: FindingsAnalysis;
  /** What was recorded up to a moment. */
  readonly activity: (until: Date) => Promise<FindingActivityData | null>;
  /** Grows whenever activity was added. */
  readonly activityVersion: () => number;
  readonly labels: LabelRules;
  readonly engineVersion: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Of earlier notifications, one sentence each. */
  readonly problems: () => readonly string[];
}

export interface FindingsControl {
  /** Another one as soon as an answer with findings may be another one. */
  version(): Promise<string>;
  /** Token of the findings of a sealed snapshot as they are now; null = not evaluated, and not needed to be. */
  state(snapshotId: string, need: FindingsNeed): Promise<string | null>;
  /** null where the snapshot was not evaluated. `held`: key of what the asker has. */
  load(snapshotId: string, held: string | null): Promise<LoadedState | null>;
  /** Of snapshots whose newest evaluation failed, one sentence each. */
  failures(): readonly string[];
  /** The newest snapshot, with the newest knowledge. Never throws: what went wrong is told beside the findings. */
  refresh(): Promise<void>;
}

export function createFindings(parts: FindingsParts): FindingsControl {
  const { snapshots, findings, triage, analysis, clock, log } = parts;
  const started = clock.now().toISOString();
  const runs = new Map<string, FindingRun | null>();
  const activityHashes = new Map<string, { readonly version: number; readonly hash: string }>();
  const underWay = new Map<string, Promise<FindingRun>>();
  const failures = new Map<string, string>();
  let kept = 0;
  /** Of the snapshot that was told last: accepting a finding changes nothing of it. */
  let seen: { readonly of: string; readonly rows: Promise<SeenRow[]> } | null = null;

  function seenOf(snapshotId: string, before: string | null): Promise<SeenRow[]> {
    const of = `${snapshotId} ${before} ${kept}`;
    if (seen?.of === of) return seen.rows;
    const rows = findings.seen(snapshotId, before);
    rows.catch(() => {
      seen = null;
    });
    seen = { of, rows };
    return rows;
  }

  async function runOf(snapshotId: string): Promise<FindingRun | null> {
    const known = runs.get(snapshotId);
    if (known !== undefined) return known;
    const run = await findings.run(snapshotId);
    if (runs.size >= 100) runs.clear();
    runs.set(snapshotId, run);
    return run;
  }

  /** Of the newest snapshot all that is known now; of an older one what had happened by then. */
  async function activityOf(meta: SnapshotMeta): Promise<FindingActivityData | null> {
    const latest = await snapshots.get("latest");
    const until = latest?.id === meta.id || meta.finishedAt === null ? clock.now() : new Date(meta.finishedAt);
    return parts.activity(until);
  }

  function keyOf(activityHash: string): string {
    const { owner, environment } = parts.labels;
    const ids = rules.map(({ id }) => id).join(" ");
    return stableHash(parts.engineVersion, ids, JSON.stringify([owner, environment]), activityHash);
  }

  async function current(meta: SnapshotMeta): Promise<FindingRun> {
    const version = parts.activityVersion();
    const known = activityHashes.get(meta.id);
    const run = await runOf(meta.id);
    if (run && known?.version === version && run.key === keyOf(known.hash)) return run;
    const activity = await activityOf(meta);
    const hash = activityHash(activity);
    if (activityHashes.size >= 100) activityHashes.clear();
    activityHashes.set(meta.id, { version, hash });
    const key = keyOf(hash);
    return run?.key === key ? run : evaluateOnce(meta, key, activity);
  }

  function evaluateOnce(meta: SnapshotMeta, key: string, activity: FindingActivityData | null): Promise<FindingRun> {
    const name = `${meta.id} ${key}`;
    let running = underWay.get(name);
    if (!running) {
      running = evaluate(meta, key, activity).finally(() => underWay.delete(name));
      underWay.set(name, running);
    }
    return running;
  }

  async function evaluate(meta: SnapshotMeta, key: string, activity: FindingActivityData | null): Promise<FindingRun> {
    const { acceptances, now } = await triage.state();
    const json = await analysis.ask(meta.id, "evaluate-findings", { activity, acceptances, now });
    const packed = JSON.parse(new TextDecoder().decode(json)) as PackedEvaluation;
    const run: FindingRun = {
      snapshotId: meta.id,
      key,
      engineVersion: parts.engineVersion,
      evaluatedAt: now,
      activity: activity && { from: activity.from, to: activity.to },
      rules: packed.rules,
      failed: packed.failed,
      open: packed.open,
      accepted: packed.accepted,
    };
    const chunks = packed.chunks.map((chunk) => new Uint8Array(Buffer.from(chunk, "base64")));
    await findings.keep(meta, run, packed.rows, chunks);
    for (const { rule, message } of packed.failed) log.error("a rule of findings failed", { rule, message });
    runs.set(meta.id, run);
    failures.delete(meta.id);
    kept++;
    return run;
  }

  const problemsOf = (snapshotId: string, muteFileError: string | null) => [
    ...(failures.has(snapshotId) ? [failures.get(snapshotId) as string] : []),
    ...(muteFileError === null ? [] : [`The mute file cannot be read, what it said before holds: ${muteFileError}`]),
    ...parts.problems(),
  ];

  async function tokenOf(run: FindingRun): Promise<string> {
    const { version, muteFileError } = await triage.state();
    return token(run, version, problemsOf(run.snapshotId, muteFileError), kept);
  }

  async function needed(snapshotId: string): Promise<FindingRun> {
    const meta = await snapshots.get(snapshotId);
    if (!meta) throw Object.assign(new Error(`there is no snapshot ${snapshotId}`), { code: "snapshot-not-found" });
    try {
      return await current(meta);
    } catch (error) {
      const stored = await runOf(snapshotId);
      if (!stored) throw error;
      // What was found before is better than nothing, where it says that it is old.
      log.error("findings were not evaluated anew", { snapshot: snapshotId, error: messageOf(error) });
      failures.set(snapshotId, `These findings are of ${stored.evaluatedAt}: evaluating them anew failed.`);
      return stored;
    }
  }

  return {
    async version() {
      const { version, muteFileError } = await triage.state();
      const problems = problemsOf("", muteFileError);
      return stableHash(started, `${kept}`, `${parts.activityVersion()}`, version, ...problems);
    },
    async state(snapshotId, need) {
      const run = need === "must" ? await needed(snapshotId) : await runOf(snapshotId);
      return run && tokenOf(run);
    },
    async load(snapshotId, held) {
      const run = await runOf(snapshotId);
      if (!run) return null;
      const before = await snapshotBefore(snapshots, snapshotId);
      const runBefore = before === null ? null : await runOf(before);
      const { acceptances, now, version, muteFileError } = await triage.state();
      const problems = problemsOf(snapshotId, muteFileError);
      const at = kept;
      const rows = await seenOf(snapshotId, runBefore ? before : null);
      const state: FindingsState = {
        key: run.key,
        token: token(run, version, problems, at),
        evaluation: {
          engineVersion: run.engineVersion,
          evaluatedAt: run.evaluatedAt,
          activity: run.activity,
          failed: run.failed,
          comparedWith: runBefore ? before : null,
          problems,
        },
        seen: rows.map((row) => ({
          id: row.id,
          firstSeenAt: row.firstSeenAt,
          lastSeenAt: row.lastSeenAt,
          change: changeOf(row, runBefore),
        })),
        acceptances,
        now,
      };
      return { state, chunks: held === run.key ? null : await findings.chunks(snapshotId) };
    },
    failures: () => [...failures.values()],
    async refresh() {
      const latest = await snapshots.get("latest");
      if (!latest) return;
      await needed(latest.id).catch((error: unknown) => {
        log.error("findings were not evaluated", { snapshot: latest.id, error: messageOf(error) });
        failures.set(latest.id, "The findings of this snapshot could not be evaluated.");
      });
    },
  };
}

function token(run: FindingRun, triage: string, problems: readonly string[], kept: number): string {
  return stableHash(run.snapshotId, run.key, run.evaluatedAt, triage, `${kept}`, ...problems);
}

/** Against a snapshot in which the rule was run: a rule that is new finds nothing new. */
function changeOf(row: SeenRow, before: FindingRun | null) {
  if (!before?.rules.includes(row.rule) || before.failed.some(({ rule }) => rule === row.rule)) return null;
  if (row.severityBefore === null) return "new";
  return severities.indexOf(row.severity) < severities.indexOf(row.severityBefore) ? "worsened" : null;
}

/** Its range moves with the clock and is no knowledge of its own. */
function activityHash(activity: FindingActivityData | null): string {
  if (activity === null) return "none";
  const { from: _from, to: _to, ...known } = activity;
  return stableHash(JSON.stringify(known));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
