/** Every finding with its evidence and remedy. */
import type { ReportBlock, ReportTable } from "@/lib/contracts/report";
import { severities } from "@/lib/domain/findings/finding";
import { countSeverities } from "../findings/book";
import { ruleTitle } from "../findings/rows";
import { type ChosenFinding, chosenFindings } from "./chosen";
import { evidenceLines, remedyText, stepsText } from "./finding-text";
import type { ReportInput } from "./input";
import { plural } from "./source";
import { column } from "./table-of";
import { failedText, findingsTable, gapsTable } from "./tables";

/** On paper; the sheet "subjects" has all. */
const SUBJECTS = 30;

export function findingsBlocks(input: ReportInput): readonly ReportBlock[] {
  const found = chosenFindings(input);
  const open = found.filter(({ row }) => row.status === "open");
  const accepted = found.filter(({ row }) => row.status === "accepted");
  const counts = countSeverities(open.map(({ triaged }) => triaged.finding));
  const failed = failedText(input);
  return [
    { kind: "heading", level: 1, text: "Summary" },
    {
      kind: "paragraph",
      text: `${plural(open.length, "finding")} ${open.length === 1 ? "is" : "are"} open, ${accepted.length} accepted.${failed === null ? "" : ` ${failed}`}`,
    },
    {
      kind: "bars",
      caption: "Open findings by severity",
      alt: `Open findings: ${severities.map((each) => `${counts[each]} ${each}`).join(", ")}.`,
      bars: severities.map((tone) => ({ label: tone, value: counts[tone], tone })),
    },
    { kind: "heading", level: 1, text: "Findings" },
    findingsTable("findings", "Open and accepted, worst first", found, "No finding matches the filter."),
    { kind: "heading", level: 1, text: "Each finding" },
    ...found.flatMap(detail),
    subjectsTable(found),
    { kind: "heading", level: 1, text: "What could not be read" },
    gapsTable(input),
  ];
}

function detail({ row, triaged }: ChosenFinding): readonly ReportBlock[] {
  const { finding, acceptance } = triaged;
  const more = finding.subjects.length - SUBJECTS;
  const subjects = finding.subjects
    .slice(0, SUBJECTS)
    .map(({ kind, name }) => `${kind} ${name}`)
    .join(", ");
  const facts: (readonly [string, string])[] = [
    ["Severity", `${row.severity}: ${finding.severityReason}`],
    ["Rule", `${ruleTitle(finding.rule)} (${finding.rule})`],
    [
      "Certainty",
      finding.certaintyReason === null ? finding.certainty : `${finding.certainty}: ${finding.certaintyReason}`,
    ],
    ["Concerns", more > 0 ? `${subjects} and ${more} more` : subjects],
    ["First seen", `${row.firstSeenAt}, id ${finding.id}`],
  ];
  if (acceptance !== null)
    facts.push([
      "Accepted",
      `by ${acceptance.owner}, ${acceptance.expires === null ? "until revoked" : `until ${acceptance.expires}`}: ${acceptance.reason}`,
    ]);
  if (finding.steps.length > 0) facts.push(["Steps", stepsText(finding)]);
  if (finding.evidence.length > 0) facts.push(["Evidence", evidenceLines(finding)]);
  if (finding.remediation.length > 0) facts.push(["Remedy", remedyText(finding)]);
  return [
    { kind: "heading", level: 2, text: finding.title },
    { kind: "paragraph", text: finding.explanation },
    { kind: "facts", caption: "", rows: facts },
  ];
}

/** A row a finding and subject: for spreadsheets and programs. */
function subjectsTable(found: readonly ChosenFinding[]): ReportTable {
  return {
    kind: "table",
    id: "subjects",
    caption: "Subjects of the findings",
    columns: [
      column.data("finding"),
      column.data("severity"),
      column.data("kind"),
      column.data("subject"),
      column.data("name"),
      column.data("account"),
      column.data("cluster"),
      column.data("owner"),
      column.data("environment"),
    ],
    count: found.reduce((sum, { triaged }) => sum + triaged.finding.subjects.length, 0),
    *rows() {
      for (const { row, triaged } of found)
        for (const { kind, id, name, accountId, clusterArn, owner, environment } of triaged.finding.subjects)
          yield [row.id, row.severity, kind, id, name, accountId, clusterArn, owner, environment];
    },
    empty: "",
  };
}
