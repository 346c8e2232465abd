/** Everything about one finding, and what happened to it. */
import type { AcceptanceAnswer, FindingDetail, FindingEvent } from "@/lib/contracts/api";
import type { FindingEvidence, Severity } from "@/lib/domain/findings/finding";
import { accepts } from "@/lib/domain/findings/triage";
import type { SnapshotView } from "../snapshot-view";
import { acceptanceAnswers } from "./acceptances";
import { needFindings } from "./book";
import { findingRow, ruleAnswer } from "./rows";
import { evidenceHref, subjectHref } from "./subject-href";

/** One evaluated snapshot; severity null = it was not found then. */
export interface Sighting {
  readonly snapshotId: string;
  readonly at: string;
  readonly severity: Severity | null;
}

/** `sightings`: oldest first. null where the snapshot has no such finding. */
export function showFinding(
  view: SnapshotView,
  { id, sightings }: { readonly id: string; readonly sightings: readonly Sighting[] },
): FindingDetail | null {
  const book = needFindings(view);
  const triaged = book.byId.get(id);
  const row = findingRow(view, book, id);
  if (!triaged || !row) return null;
  const { finding } = triaged;
  const linked = (evidence: readonly FindingEvidence[]) =>
    evidence.map((each) => ({ ...each, href: evidenceHref(view, each) }));
  const matching = book.acceptances.filter((each) => accepts(each, finding));
  const answers = acceptanceAnswers(book, matching);
  return {
    row,
    severityReason: finding.severityReason,
    certaintyReason: finding.certaintyReason,
    explanation: finding.explanation,
    subjects: finding.subjects.map((subject) => ({ ...subject, href: subjectHref(view, subject) })),
    steps: finding.steps.map((step) => ({ ...step, evidence: linked(step.evidence) })),
    evidence: linked(finding.evidence),
    remediation: finding.remediation,
    rule: ruleAnswer(triaged),
    history: history(sightings, answers),
    acceptances: answers,
  };
}

/** Newest first. */
function history(sightings: readonly Sighting[], acceptances: readonly AcceptanceAnswer[]): FindingEvent[] {
  return [...found(sightings), ...acceptances.flatMap((each) => [...triageEvents(each)])].sort((a, b) =>
    a.at < b.at ? 1 : a.at > b.at ? -1 : 0,
  );
}

function* found(sightings: readonly Sighting[]): Generator<FindingEvent> {
  let before: Severity | null = null;
  let everFound = false;
  for (const { snapshotId, at, severity } of sightings) {
    const event = (what: FindingEvent["what"], text: string): FindingEvent => ({
      at,
      what,
      text,
      snapshotId,
      severity,
      by: null,
    });
    if (severity !== null && before === null)
      yield event("found", everFound ? `Found again, ${severity}.` : `Found, ${severity}.`);
    else if (severity === null && before !== null) yield event("gone", "Not found any more.");
    else if (severity !== null && before !== null && severity !== before)
      yield event("severity", `Severity ${severity}, it was ${before}.`);
    before = severity;
    everFound ||= severity !== null;
  }
}

function* triageEvents(acceptance: AcceptanceAnswer): Generator<FindingEvent> {
  const { acceptedAt, acceptedBy, revokedAt, revokedBy, expires, state, reason, owner } = acceptance;
  const common = { snapshotId: null, severity: null };
  if (acceptedAt !== null)
    yield { ...common, at: acceptedAt, what: "accepted", text: `Accepted by ${owner}: ${reason}`, by: acceptedBy };
  if (revokedAt !== null)
    yield { ...common, at: revokedAt, what: "revoked", text: "The acceptance was revoked.", by: revokedBy };
  if (state === "expired" && expires !== null)
    yield { ...common, at: expires, what: "expired", text: "The acceptance has expired.", by: null };
}
