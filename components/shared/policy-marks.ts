import type { StatementMarkAnswer } from "@/lib/contracts/api";
import type { PolicyMarks } from "./policies";
import type { StatementMark } from "./statement-view";

/** By policy, then by statement: as the view of policies takes them. */
export function policyMarks(marks: readonly StatementMarkAnswer[]): PolicyMarks {
  const byPolicy = new Map<string, Map<number, StatementMark>>();
  for (const { policy, statement, state, texts, statements } of marks) {
    const known = byPolicy.get(policy) ?? new Map<number, StatementMark>();
    known.set(statement, { state, texts, statements });
    byPolicy.set(policy, known);
  }
  return byPolicy;
}
