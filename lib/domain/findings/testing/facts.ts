/** Facts for rules, from a small estate; and findings in few words, for tests to compare. */
import { AccessIndex } from "@/lib/domain/access/access-index";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { type EstateBuilder, READ_AT } from "@/tests/estates/estate-builder";
import { type Evaluation, evaluateFindings } from "../evaluate";
import type { Finding } from "../finding";
import { createFacts, type FactsInput } from "../make-facts";
import type { FindingFacts, Rule } from "../rule";

const table = await loadActionTable();

type More = Partial<Pick<FactsInput, "labels" | "now" | "activity">>;

/** Without activity and labels where `more` gives none; `now` is when the builder's parts were read. */
export function findingFacts(of: EstateBuilder | SnapshotContent, more: More = {}): FindingFacts {
  const model = buildAccessModel("build" in of ? of.build() : of);
  return createFacts({
    model,
    makeAccess: () => new AccessIndex(model, table),
    labels: { owner: [], environment: [] },
    now: READ_AT,
    activity: null,
    ...more,
  });
}

/** All findings of some rules; a rule that throws fails the test. */
export function findings(of: FindingFacts | EstateBuilder | SnapshotContent, ...rules: readonly Rule[]): Finding[] {
  const evaluation: Evaluation = evaluateFindings("kept" in of ? of : findingFacts(of), rules);
  const [failed] = evaluation.failed;
  if (failed) throw new Error(`${failed.rule}: ${failed.message}`);
  return [...evaluation.findings];
}

/** "rule severity certainty: first subject +n", sorted. */
export function inShort(found: readonly Finding[]): readonly string[] {
  return found
    .map(({ rule, severity, certainty, subjects }) => {
      const more = subjects.length > 1 ? ` +${subjects.length - 1}` : "";
      return `${rule} ${severity} ${certainty}: ${subjects[0]?.name}${more}`;
    })
    .sort();
}
