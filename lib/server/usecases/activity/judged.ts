/** What follows from recorded activity and a snapshot together: the store's sums go to the worker that has the bindings. */
import type {
  IncidentAnswer,
  IncidentQuery,
  UnexpectedQuery,
  UsedAndGrantedQuery,
} from "@/lib/contracts/api/activity-judged";
import { watchClasses } from "@/lib/domain/activity/coverage";
import { type AnalysisPort, askSnapshot } from "../ask-snapshot";
import type { Clock, SnapshotStore } from "../ports";
import { coverageRows, watchRecords, watchState, watchStateOf } from "./coverage";
import { range } from "./filter";
import type { ActivityQueries } from "./ports";

export interface JudgeParts {
  readonly store: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
  readonly clock: Clock;
  readonly activity: ActivityQueries;
  readonly egress: readonly string[];
}

/** Rows of usage that one question takes along: a workload's are hundreds. */
const MOST_USAGE = 200_000;

/** JSON of an UnexpectedAnswer. */
export async function judgeUnexpected(parts: JudgeParts, query: UnexpectedQuery, signal?: AbortSignal) {
  const within = range(query, parts.clock.now(), 30);
  const [facts, watched] = await Promise.all([
    parts.activity.unexpected(within),
    watchState(parts.activity, within, null, ["assume", "management-write"]),
  ]);
  return ask(parts, query.snapshot, "unexpected", { facts, ...within, egress: parts.egress, watched }, signal);
}

/** JSON of a UsedAndGrantedAnswer. */
export async function judgeUsedAndGranted(parts: JudgeParts, query: UsedAndGrantedQuery, signal?: AbortSignal) {
  const within = range(query, parts.clock.now(), 90);
  const [usage, facts] = await Promise.all([
    parts.activity.usage({
      workloads: query.workload,
      roles: query.role,
      accounts: [],
      ...within,
      deniedOnly: false,
      limit: MOST_USAGE,
    }),
    parts.activity.watched(within),
  ]);
  const rows = coverageRows(facts, within);
  const watched = watchStateOf(rows, null, watchClasses);
  const limits = usage.more
    ? ["More was used than one answer can take in: choose workloads or roles to see all of it."]
    : [];
  const input = {
    query: { ...query, ...within },
    usage: usage.rows,
    usageCut: usage.more,
    records: watchRecords(facts, within),
    watched: { ...watched, limits: [...limits, ...watched.limits] },
  };
  return ask(parts, query.snapshot, "used-and-granted", input, signal);
}

/** Throws AskError "not-found" where the snapshot knows neither the workload nor the role. */
export async function judgeIncident(
  parts: JudgeParts,
  query: IncidentQuery,
  signal?: AbortSignal,
): Promise<IncidentAnswer> {
  const now = parts.clock.now();
  const { workload = null, role = null } = query;
  const within = range({}, now, 2);
  const sessions = await parts.activity.sessions({ workload, role, liveAt: now.toISOString(), ...within, limit: 200 });
  const live = [...new Set(sessions.rows.flatMap(({ roleArn }) => (roleArn === null ? [] : [roleArn])))].sort();
  const at = `${now.toISOString().slice(0, 19)}Z`;
  const json = await ask(parts, query.snapshot, "incident", { workload, role, now: at, live }, signal);
  const answer = JSON.parse(new TextDecoder().decode(json)) as Omit<IncidentAnswer, "sessions">;
  const limits = sessions.more ? [...answer.limits, "Only the first 200 sessions are in the list."] : answer.limits;
  return { ...answer, limits, sessions: sessions.rows };
}

async function ask<K extends "unexpected" | "used-and-granted" | "incident">(
  parts: JudgeParts,
  snapshot: string,
  name: K,
  input: Parameters<typeof askSnapshot<K>>[3],
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const answer = await askSnapshot(parts, snapshot, name, input, signal ? { signal } : {});
  return answer.kind === "answer" ? answer.json : new Uint8Array();
}
