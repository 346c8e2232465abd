/** What the analysis worker does for `podlens verify`: questions with our own decisions, and recorded outcomes judged. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { judge } from "@/lib/domain/access/judge";
import { overlay } from "@/lib/domain/access/layered-facts";
import type { CallerFacts, Profile } from "@/lib/domain/access/profile";
import { type ResourceEnd, resourceEnd } from "@/lib/domain/access/resource-end";
import { type QuestionSample, sampleQuestions } from "@/lib/domain/access/verify/questions";
import {
  compareRecorded,
  type JudgeRecorded,
  type RecordedComparison,
  type RecordedOutcome,
} from "@/lib/domain/access/verify/recorded";
import { mayHavePolicy } from "@/lib/domain/access/who-can";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import type { SnapshotView } from "./snapshot-view";

export interface VerifyQuestions extends QuestionSample {
  readonly snapshotAt: string;
  /** For finding the accounts' reader roles as the scan did. */
  readonly organization: OrganizationFacts | null;
}

export function verifyQuestions(view: SnapshotView, { sample }: { readonly sample: number }): VerifyQuestions {
  const { estate, bindings, documents } = view.model;
  const reader = documents ?? createDocumentReader(estate.documents);
  const { table } = view.access();
  return {
    ...sampleQuestions(estate, bindings, reader, table, sample),
    snapshotAt: estate.meta.startedAt,
    organization: estate.organization,
  };
}

/** Outcomes of calls that roles of pods made, beside what the engine says of them. */
export function verifyRecorded(
  view: SnapshotView,
  { outcomes }: { readonly outcomes: readonly RecordedOutcome[] },
): RecordedComparison {
  return compareRecorded(outcomes, recordedJudge(view), view.model.estate.meta.startedAt);
}

function recordedJudge(view: SnapshotView): JudgeRecorded {
  const index = view.access();
  const { estate } = view.model;
  const profiles = profilesByRole(view, index);
  return (outcome) => {
    const own = profiles.get(outcome.roleArn);
    if (!own || own.length === 0) return { leftOut: "not-a-pods-role" };
    const role = estate.roleByArn.get(outcome.roleArn);
    if (!role) return { leftOut: "role-not-read" };
    if (outcome.roleId !== null && role.roleId !== null && outcome.roleId !== role.roleId)
      return { leftOut: "another-role" };
    if (index.table.actionId(outcome.action) === null) return { leftOut: "no-such-action" };
    const service = outcome.action.slice(0, outcome.action.indexOf(":")).toLowerCase();
    const end = resourceEnd(index.library, outcome.resource ?? "*", service);
    const facts: FactMap = new Map(
      outcome.context.map(({ key, values }) => [key, values.length === 1 ? (values[0] ?? "") : values]),
    );
    const context = overlay(facts);
    const judged = own.flatMap((profile) =>
      sessionsOf(index, profile, end).map((about) => judge(index, profile, outcome.action, end, { about, context })),
    );
    const [first] = judged;
    // Sessions of one role that may do different things: the record does not always tell which one it was.
    if (!first || judged.some(({ verdict }) => verdict !== first.verdict)) return { leftOut: "not-certain" };
    // Without a resource only "nothing of the kind is granted" is certain, where no resource has a policy that could.
    const { actions } = index.engine.compiler.matcher.match(outcome.action);
    const typed = outcome.resource === null && actions.intersects(index.engine.compiler.support.typed);
    if (typed && (first.verdict !== "denied" || mayHavePolicy(index, actions, service)))
      return { leftOut: "not-certain" };
    const because = first.analysis.because.map(({ layer, policyName, statement, sid, text }) => ({
      layer,
      policy: policyName,
      statement,
      sid,
      text,
    }));
    return { verdict: first.verdict, because };
  };
}

/** The sessions of a profile that a resource's side tells apart; else the profile stands for all. */
function sessionsOf(index: AccessIndex, profile: Profile, { tellingKeys }: ResourceEnd): readonly CallerFacts[] {
  const bindings = tellingKeys.length === 0 || profile.chained ? [] : index.bindingsOf(profile);
  return bindings.length === 0 ? [profile.about] : bindings.map((binding) => index.book.callerFacts(binding));
}

function profilesByRole(view: SnapshotView, index: AccessIndex): Map<string, Profile[]> {
  const byRole = new Map<string, Profile[]>();
  for (const binding of view.model.bindings) {
    const profile = index.profileOf(binding);
    if (!profile) continue;
    const known = byRole.get(profile.roleArn);
    if (!known) byRole.set(profile.roleArn, [profile]);
    else if (!known.includes(profile)) known.push(profile);
  }
  return byRole;
}
