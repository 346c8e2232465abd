/** How far a scan is: counts that the steps raise, and the picture of them that page and terminal show. */
import type { ApiErrorBody } from "@/lib/contracts/api/common";
import type { ScanPhase, ScanProgress, ScanState } from "@/lib/contracts/api/scan";
import type { Clock } from "../ports";
import type { GapLog } from "./gap-log";
import type { EstateSource } from "./ports";

/** "details": what clusters have many of, described one by one; most of the work. */
export const PHASES = ["accounts", "regions", "clusters", "details", "roles", "resources"] as const;
export type PhaseName = (typeof PHASES)[number];

const RECENT_GAPS = 20;
/** Calls are averaged over so many pictures for the rate. */
const RATE_WINDOW_MS = 10_000;

export type ScanProgressListener = (progress: ScanProgress) => void;

export class Progress {
  readonly #phases = new Map<PhaseName, { done: number; total: number; known: boolean }>();
  readonly #samples: { at: number; calls: number; done: number }[] = [];
  readonly #startedAt: Date;
  snapshotId = "";
  state: ScanState = "running";
  error: ApiErrorBody | null = null;
  clusters = 0;
  associations = 0;
  roles = 0;
  policies = 0;
  accounts = 0;
  gaps: GapLog | null = null;
  source: Pick<EstateSource, "traffic"> | null = null;
  #finishedAt: Date | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly trigger: ScanProgress["trigger"],
  ) {
    this.#startedAt = clock.now();
    for (const name of PHASES) this.#phases.set(name, { done: 0, total: 0, known: false });
  }

  /** More work of a kind has become known. */
  expect(phase: PhaseName, count: number): void {
    const entry = this.#phase(phase);
    entry.total += count;
    entry.known = true;
  }

  advance(phase: PhaseName, count = 1): void {
    this.#phase(phase).done += count;
  }

  finish(state: ScanState, error: ApiErrorBody | null = null): void {
    this.state = state;
    this.error = error;
    this.#finishedAt = this.clock.now();
  }

  picture(): ScanProgress {
    const now = this.clock.now().getTime();
    const traffic = this.source?.traffic() ?? { calls: 0, failed: 0, throttled: 0, waits: [] };
    const phases = PHASES.map((name) => this.#picturePhase(name));
    const done = phases.reduce((sum, phase) => sum + phase.done, 0);
    const rates = this.#sample(now, traffic.calls, done);
    const remaining = phases.reduce((sum, phase) => sum + left(phase), 0);
    const gaps = this.gaps?.gaps ?? [];
    return {
      snapshotId: this.snapshotId,
      state: this.state,
      trigger: this.trigger,
      startedAt: this.#startedAt.toISOString(),
      finishedAt: this.#finishedAt?.toISOString() ?? null,
      phase: this.#finishedAt ? "done" : busiest(phases),
      phases,
      counts: {
        accounts: this.accounts,
        clusters: this.clusters,
        associations: this.associations,
        roles: this.roles,
        policies: this.policies,
        gaps: gaps.length,
      },
      calls: {
        done: traffic.calls,
        failed: traffic.failed,
        throttled: traffic.throttled,
        perSecond: rates.callsPerSecond,
      },
      waits: traffic.waits,
      remainingSeconds: this.#finishedAt
        ? 0
        : rates.donePerSecond > 0 && done > 20
          ? Math.ceil(remaining / rates.donePerSecond)
          : null,
      recentGaps: gaps
        .slice(-RECENT_GAPS)
        .reverse()
        .map(
          (gap) =>
            `${gap.service}:${gap.operation} (${gap.accountId}${gap.region === null ? "" : ` ${gap.region}`}): ${gap.message}`,
        ),
      error: this.error,
    };
  }

  #phase(name: PhaseName) {
    const entry = this.#phases.get(name);
    if (entry === undefined) throw new Error(`no phase ${name}`);
    return entry;
  }

  #picturePhase(name: PhaseName): ScanPhase {
    const { done, total, known } = this.#phase(name);
    const ended = this.#finishedAt !== null;
    return {
      name,
      done,
      total: known ? total : null,
      state: ended || (known && done >= total && total > 0) ? "done" : known ? "running" : "waiting",
    };
  }

  #sample(at: number, calls: number, done: number): { callsPerSecond: number; donePerSecond: number } {
    this.#samples.push({ at, calls, done });
    while (this.#samples.length > 2 && (this.#samples[0]?.at ?? at) < at - RATE_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    const seconds = first ? (at - first.at) / 1000 : 0;
    if (!first || seconds <= 0) return { callsPerSecond: 0, donePerSecond: 0 };
    return {
      callsPerSecond: Math.round(((calls - first.calls) / seconds) * 10) / 10,
      donePerSecond: (done - first.done) / seconds,
    };
  }
}

/** Phases overlap, since accounts are read side by side; the one with most left to do says best what goes on. */
function busiest(phases: readonly ScanPhase[]): string {
  let found: ScanPhase | undefined;
  for (const phase of phases) if (phase.state === "running" && left(phase) > (found ? left(found) : 0)) found = phase;
  return found?.name ?? "accounts";
}

function left({ total, done }: ScanPhase): number {
  return Math.max(0, (total ?? 0) - done);
}
