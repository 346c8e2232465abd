/** A finding put together from what a rule has to say; the rest is what most findings have. */
import type { FindingEvidence, FindingSubject } from "./finding";
import type { FoundFinding } from "./rule";
import { bySubject } from "./subjects";

type Parts = Pick<
  FoundFinding,
  "severity" | "severityReason" | "cause" | "title" | "explanation" | "subjects" | "evidence" | "remediation"
> &
  Partial<Pick<FoundFinding, "certainty" | "certaintyReason" | "steps">>;

/** Evidence of more than this is the same evidence over again. */
const MOST_EVIDENCE = 20;

export function found(parts: Parts): FoundFinding {
  return {
    certainty: "allowed",
    certaintyReason: null,
    steps: [],
    ...parts,
    evidence: distinctEvidence(parts.evidence).slice(0, MOST_EVIDENCE),
  };
}

/** The main subjects as given, then the others, each once and in one order whatever the order of the facts. */
export function subjectsOf(
  main: readonly FindingSubject[],
  others: readonly FindingSubject[] = [],
): readonly FindingSubject[] {
  const seen = new Set<string>();
  const once = (subject: FindingSubject) => {
    const key = `${subject.kind} ${subject.id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  };
  return [...main.filter(once), ...others.filter(once).sort(bySubject)];
}

/** "a, b and 3 more". */
export function listed(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length > most) return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function distinctEvidence(evidence: readonly FindingEvidence[]): readonly FindingEvidence[] {
  const seen = new Set<string>();
  const found: FindingEvidence[] = [];
  for (const each of evidence) {
    if (found.length >= MOST_EVIDENCE) break;
    const key = JSON.stringify(each);
    if (seen.has(key)) continue;
    seen.add(key);
    found.push(each);
  }
  return found;
}
