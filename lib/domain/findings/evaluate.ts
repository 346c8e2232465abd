/** Runs the rules over a snapshot: findings of one rule and cause are one, worst first. */
import { stableHash } from "@/lib/domain/aws/stable-hash";
import { type Finding, severities } from "./finding";
import type { FindingFacts, Rule } from "./rule";

/** `failed`: a rule that threw has said nothing, which is not the same as having found nothing. */
export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly failed: readonly { readonly rule: string; readonly message: string }[];
}

/** Deterministic: the same facts give the same findings in the same order. */
export function evaluateFindings(facts: FindingFacts, rules: readonly Rule[]): Evaluation {
  const byId = new Map<string, Finding>();
  const failed: { rule: string; message: string }[] = [];
  for (const rule of rules) {
    try {
      for (const found of rule.find(facts)) {
        const id = findingId(rule.id, found.cause);
        const known = byId.get(id);
        const finding: Finding = { ...found, id, rule: rule.id, category: rule.category };
        byId.set(id, known ? joined(known, finding) : finding);
      }
    } catch (error) {
      failed.push({ rule: rule.id, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { findings: [...byId.values()].sort(worstFirst), failed };
}

export function findingId(rule: string, cause: string): string {
  return stableHash(`${rule}\n${cause}`);
}

/** One cause found twice: the worse one speaks, with the subjects of both. */
function joined(a: Finding, b: Finding): Finding {
  const [first, second] = rank(a) <= rank(b) ? [a, b] : [b, a];
  const seen = new Set(first.subjects.map(({ kind, id }) => `${kind} ${id}`));
  return {
    ...first,
    subjects: [...first.subjects, ...second.subjects.filter(({ kind, id }) => !seen.has(`${kind} ${id}`))],
  };
}

function rank(finding: Finding): number {
  return severities.indexOf(finding.severity);
}

function worstFirst(a: Finding, b: Finding): number {
  return rank(a) - rank(b) || order(a.rule, b.rule) || order(a.cause, b.cause);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
