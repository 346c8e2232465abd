/** Runs the rules over an open snapshot. */
import type { SeverityCounts } from "@/lib/contracts/api";
import { regionsOf } from "@/lib/domain/activity/watch-records";
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import { activityOf } from "@/lib/domain/findings/activity-of";
import { type Evaluation, evaluateFindings } from "@/lib/domain/findings/evaluate";
import { createFacts } from "@/lib/domain/findings/make-facts";
import { rules } from "@/lib/domain/findings/registry";
import { type Acceptance, createTriage } from "@/lib/domain/findings/triage";
import type { SnapshotView } from "../snapshot-view";
import { countSeverities } from "./book";

export interface EvaluateInput {
  /** null = no activity is kept. */
  readonly activity: FindingActivityData | null;
  /** As they hold at `now`, for the counts. */
  readonly acceptances: readonly Acceptance[];
  /** ISO 8601 UTC. */
  readonly now: string;
}

export interface EvaluatedFindings extends Evaluation {
  /** Rules that were run, failed ones among them. */
  readonly rules: readonly string[];
  readonly open: SeverityCounts;
  readonly accepted: SeverityCounts;
}

export function evaluateView(view: SnapshotView, { activity, acceptances, now }: EvaluateInput): EvaluatedFindings {
  const { model, labels } = view;
  const { meta } = model.estate;
  const facts = createFacts({
    model,
    makeAccess: () => view.access(),
    labels,
    now: meta.finishedAt ?? meta.startedAt,
    activity: activity && activityOf(activity, model.bindings, regionsOf(model.estate)),
  });
  const { findings, failed } = evaluateFindings(facts, rules);
  const triage = createTriage(acceptances, now);
  const accepted = findings.filter((finding) => triage(finding) !== null);
  const open = findings.filter((finding) => triage(finding) === null);
  return {
    findings,
    failed,
    rules: rules.map(({ id }) => id),
    open: countSeverities(open),
    accepted: countSeverities(accepted),
  };
}
