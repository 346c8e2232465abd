/** Findings that came, went, and got worse or better. */
import { type Finding, severities } from "@/lib/domain/findings/finding";
import { type Change, decreasing, increasing, makeChange, neutral, unknownRisk } from "./change";

/** What is compared of a finding. */
export type ComparedFinding = Pick<
  Finding,
  "id" | "rule" | "severity" | "severityReason" | "certainty" | "title" | "subjects"
>;

/**
 * `hidden`: why the snapshot that lacks a finding could not have seen its subject; null = it could.
 */
export function findingChanges(
  before: readonly ComparedFinding[],
  after: readonly ComparedFinding[],
  hidden: (finding: ComparedFinding, missingFrom: "before" | "after") => string | null,
): readonly Change[] {
  const olds = new Map(before.map((finding) => [finding.id, finding]));
  const news = new Map(after.map((finding) => [finding.id, finding]));
  const found: Change[] = [];
  for (const [id, is] of news) {
    const was = olds.get(id);
    const thing = thingOf(is);
    if (was) {
      const changed = changedFinding(was, is);
      if (changed) found.push(changed);
      continue;
    }
    const why = hidden(is, "before");
    if (why !== null) found.push(makeChange(thing, "became-known", unknownRisk(why), is.severity));
    else found.push(makeChange(thing, "gained", increasing(`A new finding, ${is.severity}.`), is.severity));
  }
  for (const [id, was] of olds) {
    if (news.has(id)) continue;
    const thing = thingOf(was);
    const why = hidden(was, "after");
    if (why !== null) found.push(makeChange(thing, "became-unknown", unknownRisk(why), was.severity));
    else found.push(makeChange(thing, "lost", decreasing(`No longer found; it was ${was.severity}.`), was.severity));
  }
  return found;
}

function changedFinding(was: ComparedFinding, is: ComparedFinding): Change | null {
  const thing = thingOf(is);
  const rank = ({ severity }: ComparedFinding) => severities.indexOf(severity);
  if (was.severity !== is.severity) {
    const text = `${was.severity} → ${is.severity}`;
    const words = `Its severity was ${was.severity} and is ${is.severity}. ${is.severityReason}`;
    return makeChange(thing, "changed", rank(is) < rank(was) ? increasing(words) : decreasing(words), text);
  }
  const key = ({ kind, id }: ComparedFinding["subjects"][number]) => `${kind} ${id}`;
  const olds = new Set(was.subjects.map(key));
  const news = new Set(is.subjects.map(key));
  const came = [...news].filter((each) => !olds.has(each)).length;
  const went = [...olds].filter((each) => !news.has(each)).length;
  if (came + went === 0) {
    if (was.certainty === is.certainty) return null;
    return makeChange(
      thing,
      "changed",
      neutral(`It was ${was.certainty} and is ${is.certainty}.`),
      `${was.certainty} → ${is.certainty}`,
    );
  }
  const subjects = (count: number) => `${count} ${count === 1 ? "subject" : "subjects"}`;
  const text = [came > 0 ? `+ ${subjects(came)}` : "", went > 0 ? `− ${subjects(went)}` : ""].filter(
    (each) => each !== "",
  );
  const judged =
    came > went
      ? increasing(`It concerns ${subjects(came)} more${went > 0 ? ` and ${went} fewer` : ""}.`)
      : came < went
        ? decreasing(`It concerns ${subjects(went)} fewer${came > 0 ? ` and ${came} more` : ""}.`)
        : unknownRisk(`It concerns ${subjects(came)} that it did not, and as many fewer.`);
  return makeChange(thing, "changed", judged, text.join(", "));
}

function thingOf({ id, subjects: [subject] }: ComparedFinding) {
  return {
    kind: "findings",
    findingId: id,
    subject: subject ? { kind: subject.kind, id: subject.id } : null,
  } as const;
}
