/** Rows of findings, made once for a state of them. */
import type { FindingRow, RuleAnswer, SubjectAnswer } from "@/lib/contracts/api";
import type { FindingSubject } from "@/lib/domain/findings/finding";
import { rules } from "@/lib/domain/findings/registry";
import type { SnapshotView } from "../snapshot-view";
import type { FindingBook, TriagedFinding } from "./book";
import { subjectHref } from "./subject-href";

const ruleById = new Map(rules.map((rule) => [rule.id, rule]));

/** A rule that this version does not have stands for itself. */
export function ruleTitle(id: string): string {
  return ruleById.get(id)?.title ?? id;
}

export function ruleAnswer(triaged: TriagedFinding): RuleAnswer {
  const { rule: id, category, severity } = triaged.finding;
  const rule = ruleById.get(id);
  if (rule === undefined) return { id, category, title: id, severity, description: "", references: [] };
  const { title, description, references } = rule;
  return { id, category: rule.category, title, severity: rule.severity, description, references };
}

export function findingRows(view: SnapshotView, book: FindingBook): readonly FindingRow[] {
  return book.kept("rows", () => book.triaged.map((each) => makeRow(view, each)));
}

export function findingRow(view: SnapshotView, book: FindingBook, id: string): FindingRow | null {
  const rows = book.kept("rows by id", () => new Map(findingRows(view, book).map((row) => [row.id, row])));
  return rows.get(id) ?? null;
}

export function subjectAnswer(view: SnapshotView, subject: FindingSubject): SubjectAnswer {
  const { kind, id, name } = subject;
  return { kind, id, name, href: subjectHref(view, subject) };
}

function makeRow(view: SnapshotView, { finding, acceptance, seen }: TriagedFinding): FindingRow {
  // At least one, as the domain has it; a rule that gives none is shown all the same.
  const main: FindingSubject = finding.subjects[0] ?? {
    kind: "account",
    id: "",
    name: "",
    accountId: "",
    clusterArn: null,
    owner: null,
    environment: null,
  };
  return {
    id: finding.id,
    rule: finding.rule,
    ruleTitle: ruleTitle(finding.rule),
    category: finding.category,
    severity: finding.severity,
    status: acceptance === null ? "open" : "accepted",
    certainty: finding.certainty,
    title: finding.title,
    subject: subjectAnswer(view, main),
    subjectCount: finding.subjects.length,
    firstSeenAt: seen.firstSeenAt,
    lastSeenAt: seen.lastSeenAt,
    owner: main.owner,
    environment: main.environment,
    accountId: main.accountId,
    accountName: view.accountName(main.accountId),
    clusterArn: main.clusterArn,
    clusterName: clusterName(view, main.clusterArn),
    acceptance: acceptance && {
      id: acceptance.id,
      reason: acceptance.reason,
      owner: acceptance.owner,
      expires: acceptance.expires,
    },
    changed: seen.change,
  };
}

function clusterName(view: SnapshotView, arn: string | null): string | null {
  if (arn === null) return null;
  return view.model.estate.clusterByArn.get(arn)?.name ?? arn.slice(arn.lastIndexOf("/") + 1);
}
