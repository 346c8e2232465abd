/**
 * Recorded successes and denials beside what the engine says. A record knows little of a request's context, so that only
 * certainty can be contradicted: a success where the engine is certain of a denial, and a denial where it is certain of
 * an allow. Everything else agrees or cannot be compared.
 */
import type { Verdict } from "@/lib/domain/identity/binding";
import { LeftOutCounts } from "./question";

/** One recorded outcome, as a store of activity has it. */
export interface RecordedOutcome {
  readonly eventId: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly roleArn: string;
  /** AROA…; null where the record does not tell. A recreated role is another role. */
  readonly roleId: string | null;
  readonly action: string;
  /** null where the record names none. */
  readonly resource: string | null;
  readonly outcome: "success" | "denied";
  readonly errorCode: string | null;
  /** What the record says of the request: source address, VPC endpoint, region, TLS. */
  readonly context: readonly { readonly key: string; readonly values: readonly string[] }[];
}

export interface RecordedReason {
  readonly layer: string;
  readonly policy: string | null;
  readonly statement: number | null;
  readonly sid: string | null;
  readonly text: string;
}

/** What the engine says to a recorded call: by the widest set of what the role may do where no resource was recorded. */
export interface RecordedJudgement {
  readonly verdict: Verdict;
  readonly because: readonly RecordedReason[];
}

/** null: the role is not among those of pods, or was not read; the code says which. */
export type JudgeRecorded = (outcome: RecordedOutcome) => RecordedJudgement | { readonly leftOut: string };

export interface RecordedContradiction {
  readonly outcome: RecordedOutcome;
  readonly ours: RecordedJudgement;
  readonly note: string;
}

export interface RecordedComparison {
  readonly compared: number;
  readonly agreed: number;
  readonly contradictions: readonly RecordedContradiction[];
  readonly leftOut: readonly { readonly code: string; readonly text: string; readonly count: number }[];
}

export const RECORDED_LEFT_OUT: Readonly<Record<string, string>> = {
  "not-a-pods-role": "records of roles that no binding gives to pods",
  "role-not-read": "records of roles that were not read",
  "another-role": "records of an earlier role of the same name",
  "no-such-action": "records of calls that no IAM action of the table stands for",
  "not-certain": "records on which the engine is not certain: it rests on something that records do not tell",
  "before-scan": "records from before the snapshot in which the role's permissions may have been others",
};

/** Denials that an account's reader of today cannot explain are common before a change: only later ones contradict. */
export function compareRecorded(
  outcomes: Iterable<RecordedOutcome>,
  judge: JudgeRecorded,
  snapshotAt: string,
): RecordedComparison {
  const leftOut = new LeftOutCounts();
  const contradictions: RecordedContradiction[] = [];
  let compared = 0;
  let agreed = 0;
  for (const outcome of outcomes) {
    const ours = judge(outcome);
    if ("leftOut" in ours) {
      leftOut.add(ours.leftOut);
      continue;
    }
    const certain = outcome.resource !== null || ours.verdict === "denied";
    if (!certain || ours.verdict === "unknown" || ours.verdict === "conditional") {
      leftOut.add("not-certain");
      continue;
    }
    const agrees = (outcome.outcome === "success") === (ours.verdict === "allowed");
    if (!agrees && outcome.at < snapshotAt && outcome.outcome === "denied") {
      leftOut.add("before-scan");
      continue;
    }
    compared++;
    if (agrees) agreed++;
    else contradictions.push({ outcome, ours, note: noteOf(outcome, snapshotAt) });
  }
  return { compared, agreed, contradictions, leftOut: leftOut.list(RECORDED_LEFT_OUT) };
}

function noteOf(outcome: RecordedOutcome, snapshotAt: string): string {
  if (outcome.at < snapshotAt)
    return "It was recorded before the snapshot was read: the role's permissions may have been others then.";
  if (outcome.outcome === "denied")
    return "A layer that is not read here may have denied it (a VPC endpoint policy, the service's own rules), or a policy changed since the scan.";
  return "A policy may have changed since the scan; if a new scan does not clear it, the engine is wrong.";
}
