/** Findings in the export formats: one at a time, as they are written. */
import type { ExportPlan } from "@/lib/contracts/export";
import { type ExportedFinding, findingColumns } from "@/lib/contracts/export-findings";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Finding, FindingEvidence } from "@/lib/domain/findings/finding";
import { type Acceptance, createTriage } from "@/lib/domain/findings/triage";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { type FindingsState, openFindings, type SeenFinding } from "@/lib/view/findings/book";
import { filterFindings } from "@/lib/view/findings/list";
import { ruleTitle } from "@/lib/view/findings/rows";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { snapshotHeader } from "./export-bindings";
import { ocsfEvents } from "./export-ocsf";
import { parseFindingsFilter } from "./export-plan";
import { writeTable } from "./export-table";
import type { LoadedState } from "./findings/control";
import { unpackFindings } from "./findings/pack";
import type { ExportSection, ExportTable, ExportWriters } from "./ports";

/** The plan as the worker gets it: with the findings as they are stored. */
export type PlanWithFindings = ExportPlan & { readonly findings?: LoadedState };

export function renderFindings(
  content: SnapshotContent,
  plan: PlanWithFindings,
  writers: ExportWriters,
  counted: <T>(rows: Iterable<T>) => Iterable<T>,
  countedSections: (sections: Iterable<ExportSection>) => Iterable<ExportSection>,
): Iterable<string | Uint8Array> {
  const { findings } = plan;
  if (!findings) throw new Error("the findings were not handed to the export");
  const rows = exportedFindings(findings, plan.filter === "" ? null : chosen(content, findings, plan.filter));
  if (plan.format === "ocsf") return ocsfEvents(counted(rows), findings.state.evaluation.engineVersion);
  if (plan.format !== "json") return writeTable(findingsTable(rows), content, plan, writers, counted);
  return writers.json(countedSections(findingsSections(content, plan, findings.state, rows)));
}

function* findingsSections(
  content: SnapshotContent,
  plan: ExportPlan,
  { evaluation }: FindingsState,
  rows: Iterable<ExportedFinding>,
): Generator<ExportSection> {
  yield { name: "format", value: "podlens.findings/v1" };
  yield { name: "snapshot", value: snapshotHeader(content.meta) };
  yield { name: "filter", value: plan.filter };
  const { engineVersion, evaluatedAt, activity, failed, comparedWith } = evaluation;
  yield { name: "evaluation", value: { engineVersion, evaluatedAt, activity, failed, comparedWith } };
  yield { name: "findings", rows };
}

/** Worst first. `ids`: those that a filter leaves; null = all. */
export function* exportedFindings(
  { state, chunks }: LoadedState,
  ids: ReadonlySet<string> | null = null,
): Generator<ExportedFinding> {
  const triage = createTriage(state.acceptances, state.now);
  const seen = new Map(state.seen.map((each) => [each.id, each]));
  for (const finding of unpackFindings(chunks ?? [])) {
    if (ids !== null && !ids.has(finding.id)) continue;
    yield exported(finding, triage(finding), seen.get(finding.id) ?? unseen(finding.id, state.now));
  }
}

function unseen(id: string, at: string): SeenFinding {
  return { id, firstSeenAt: at, lastSeenAt: at, change: null };
}

function exported(finding: Finding, acceptance: Acceptance | null, seen: SeenFinding): ExportedFinding {
  const [main] = finding.subjects;
  return {
    id: finding.id,
    rule: finding.rule,
    severity: finding.severity,
    status: acceptance === null ? "open" : "accepted",
    subject: { kind: main?.kind ?? "account", id: main?.id ?? "" },
    title: finding.title,
    explanation: finding.explanation,
    evidence: finding.evidence.map((each) => ({ ...each })),
    remediation: finding.remediation.map((each) => ({ ...each })),
    firstSeenAt: seen.firstSeenAt,
    lastSeenAt: seen.lastSeenAt,
    ruleTitle: ruleTitle(finding.rule),
    category: finding.category,
    severityReason: finding.severityReason,
    certainty: finding.certainty,
    certaintyReason: finding.certaintyReason,
    subjects: finding.subjects.map((each) => ({ ...each })),
    steps: finding.steps.map((each) => ({ ...each })),
    changed: seen.change,
    acceptance: acceptance && {
      id: acceptance.id,
      reason: acceptance.reason,
      owner: acceptance.owner,
      expires: acceptance.expires,
      source: acceptance.source,
      acceptedAt: acceptance.acceptedAt,
      acceptedBy: acceptance.acceptedBy,
    },
  };
}

function chosen(content: SnapshotContent, { state, chunks }: LoadedState, filter: string): ReadonlySet<string> {
  const view = createSnapshotView(content, buildAccessModel(content));
  const findings = [...unpackFindings(chunks ?? [])];
  const book = openFindings(view, state, findings);
  return new Set(filterFindings(view, book, parseFindingsFilter(filter)).matched.map(({ id }) => id));
}

function findingsTable(rows: Iterable<ExportedFinding>): ExportTable {
  const times = new Set(["firstSeenAt", "lastSeenAt", "acceptedUntil"]);
  return {
    columns: findingColumns,
    types: findingColumns.map((column) =>
      times.has(column) ? "date" : column === "subjectCount" ? "number" : undefined,
    ),
    rows: tableRows(rows),
  };
}

function* tableRows(rows: Iterable<ExportedFinding>): Generator<(string | null)[]> {
  for (const row of rows) {
    const cells = cellsOf(row);
    yield findingColumns.map((column) => cells[column]);
  }
}

interface FullSubject {
  readonly id: string;
  readonly name: string;
  readonly accountId?: unknown;
  readonly clusterArn?: unknown;
  readonly owner?: unknown;
  readonly environment?: unknown;
}

function cellsOf(row: ExportedFinding): Record<(typeof findingColumns)[number], string | null> {
  const main = row.subjects[0] as FullSubject | undefined;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return {
    id: row.id,
    rule: row.rule,
    severity: row.severity,
    status: row.status,
    subjectKind: row.subject.kind,
    subjectId: row.subject.id,
    subjectName: main?.name ?? null,
    title: row.title,
    explanation: row.explanation,
    evidence: row.evidence.map((each) => evidenceText(each as unknown as FindingEvidence)).join("; "),
    remediation: row.remediation.map(({ format, title }) => `${title} (${format})`).join("; "),
    firstSeenAt: row.firstSeenAt,
    lastSeenAt: row.lastSeenAt,
    ruleTitle: row.ruleTitle,
    category: row.category,
    severityReason: row.severityReason,
    certainty: row.certainty,
    certaintyReason: row.certaintyReason,
    subjects: row.subjects.map(({ id }) => id).join(";"),
    subjectCount: String(row.subjects.length),
    accountId: text(main?.accountId),
    clusterArn: text(main?.clusterArn),
    owner: text(main?.owner),
    environment: text(main?.environment),
    changed: row.changed,
    acceptedReason: row.acceptance?.reason ?? null,
    acceptedOwner: row.acceptance?.owner ?? null,
    acceptedUntil: row.acceptance?.expires ?? null,
    acceptanceId: row.acceptance?.id ?? null,
  };
}

function evidenceText(evidence: FindingEvidence): string {
  switch (evidence.kind) {
    case "statement": {
      const { policy, index } = evidence.statement;
      return `${evidence.text} [${evidence.roleArn ?? ""} ${policy} statement ${index}]`;
    }
    case "event":
      return `${evidence.text} [event ${evidence.eventId}, ${evidence.time}]`;
    default:
      return evidence.text;
  }
}
