/** It checks itself: own decisions beside IAM's policy simulator, and beside every recorded success and denial. */
import type { Contradiction, VerifyAnswer, VerifyComparison } from "@/lib/contracts/api/verify";
import type { Config } from "@/lib/contracts/config";
import type { RecordedComparison, RecordedContradiction } from "@/lib/domain/access/verify/recorded";
import type { VerifyQuestions } from "@/lib/view/verify";
import { type AnalysisPort, AskError } from "../ask-snapshot";
import type { Clock, SnapshotStore } from "../ports";
import type { OpenSimulator, RecordedOutcomes } from "./ports";
import { simulateSample } from "./simulate-sample";

export interface VerifyDependencies {
  readonly store: Pick<SnapshotStore, "get">;
  readonly analysis: AnalysisPort;
  readonly clock: Clock;
  readonly scope: Config["scope"];
  readonly openSimulator: OpenSimulator;
  readonly recorded: RecordedOutcomes;
}

export interface VerifyRequest {
  readonly snapshot: string;
  readonly sample: number;
}

const MOST_RECORDED = 20_000;

/** Throws AskError where there is no such snapshot. */
export async function verify(
  deps: VerifyDependencies,
  request: VerifyRequest,
  signal: AbortSignal,
): Promise<VerifyAnswer> {
  const meta = await deps.store.get(request.snapshot);
  if (!meta || (meta.status !== "complete" && meta.status !== "partial"))
    throw new AskError(request.snapshot === "latest" ? "no-snapshot" : "snapshot-not-found");
  const questions = parse<VerifyQuestions>(
    await deps.analysis.ask(meta.id, "verify-questions", { sample: request.sample }, signal),
  );
  const [simulator, recorded] = await Promise.all([
    simulateSample(questions, deps.scope, deps.openSimulator, signal),
    compareWithRecords(deps, meta.id, signal),
  ]);
  return {
    snapshot: meta.id,
    finishedAt: deps.clock.now().toISOString(),
    simulator,
    recorded,
    contradictions: simulator.contradictions.length + recorded.contradictions.length,
  };
}

async function compareWithRecords(
  { analysis, recorded }: VerifyDependencies,
  snapshotId: string,
  signal: AbortSignal,
): Promise<VerifyComparison> {
  const outcomes = await recorded.outcomes(MOST_RECORDED);
  if (outcomes === null || outcomes.length === 0) {
    const message =
      "No calls of pods' roles were recorded: read CloudTrail first (podlens ingest, or activity.sources).";
    return { ...NOTHING, message };
  }
  const found = parse<RecordedComparison>(await analysis.ask(snapshotId, "verify-recorded", { outcomes }, signal));
  return {
    state: found.compared === 0 ? "nothing" : "compared",
    message: found.compared === 0 ? "Nothing that was recorded could be compared." : "",
    missingPermission: null,
    compared: found.compared,
    agreed: found.agreed,
    contradictions: found.contradictions.map(toContradiction),
    leftOut: found.leftOut,
  };
}

const NOTHING: VerifyComparison = {
  state: "nothing",
  message: "",
  missingPermission: null,
  compared: 0,
  agreed: 0,
  contradictions: [],
  leftOut: [],
};

const DECISIONS = {
  allowed: "Allowed",
  denied: "ImplicitlyDenied",
  conditional: "Unknown",
  unknown: "Unknown",
} as const;

function toContradiction({ outcome, ours, note }: RecordedContradiction): Contradiction {
  return {
    source: "recorded",
    roleArn: outcome.roleArn,
    action: outcome.action,
    resource: outcome.resource,
    context: outcome.context,
    ours: { decision: DECISIONS[ours.verdict], because: ours.because },
    theirs: {
      decision: outcome.outcome === "success" ? "success" : (outcome.errorCode ?? "denied"),
      details: [],
      eventId: outcome.eventId,
      at: outcome.at,
    },
    note,
  };
}

function parse<T>(json: Uint8Array): T {
  return JSON.parse(new TextDecoder().decode(json)) as T;
}
