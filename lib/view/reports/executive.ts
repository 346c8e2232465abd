/** Two pages for whoever answers for the estate: state, trend, worst risks, coverage. */
import type { ReportBlock } from "@/lib/contracts/report";
import { severities } from "@/lib/domain/findings/finding";
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import { countSeverities } from "../findings/book";
import { verdictOrder } from "../workload-rows";
import { type ChosenFinding, chosenFindings, chosenWorkloads } from "./chosen";
import type { ReportInput } from "./input";
import { plural } from "./source";
import { column, tableOf } from "./table-of";
import { failedText, place } from "./tables";

const WORST = 5;
const SHORT = 150;

const verdictWords: Readonly<Record<Verdict, string>> = {
  allowed: "works",
  conditional: "works under conditions",
  denied: "broken",
  unknown: "not known",
};
const mechanismWords: Readonly<Record<Mechanism, string>> = {
  "pod-identity": "Pod Identity",
  irsa: "IRSA",
  "node-role": "the node's role",
  kube2iam: "kube2iam",
  "static-key": "static keys",
};

export function executiveBlocks(input: ReportInput): readonly ReportBlock[] {
  const found = chosenFindings(input);
  const open = found.filter(({ row }) => row.status === "open");
  const counts = countSeverities(open.map(({ triaged }) => triaged.finding));
  const workloads = chosenWorkloads(input);
  const bySeverity = severities.map((tone) => ({ label: tone, value: counts[tone], tone }));
  return [
    { kind: "heading", level: 1, text: "In short" },
    ...sentences(input, open, found.length - open.length).map((text) => ({ kind: "paragraph", text }) as const),
    {
      kind: "columns",
      left: [
        {
          kind: "bars",
          caption: "Open findings by severity",
          alt: `Open findings: ${bySeverity.map(({ label, value }) => `${value} ${label}`).join(", ")}.`,
          bars: bySeverity,
        },
      ],
      right: [trendBlock(input)],
    },
    { kind: "heading", level: 1, text: "Worst risks" },
    worstTable(open),
    { kind: "page" },
    { kind: "heading", level: 1, text: "State of access" },
    {
      kind: "columns",
      left: [
        bars(
          "Workloads by whether they get their credentials",
          verdictOrder.map((verdict) => [
            verdictWords[verdict],
            workloads.filter(({ row }) => row.verdict === verdict).length,
          ]),
        ),
      ],
      right: [
        bars(
          "Workloads by how they get their role",
          (Object.keys(mechanismWords) as Mechanism[]).map((mechanism) => [
            mechanismWords[mechanism],
            workloads.filter(({ row }) => row.mechanisms.includes(mechanism)).length,
          ]),
        ),
      ],
    },
    accountsTable(input, open),
    { kind: "heading", level: 1, text: "Coverage" },
    { kind: "paragraph", text: coverageText(input) },
    ...missing(input),
    { kind: "heading", level: 1, text: "How to read this" },
    {
      kind: "paragraph",
      text: "Everything here follows from what was read of AWS and Kubernetes at the point in time above, and from recorded calls where they are kept. What could not be read is unknown, and is never counted as absent. Severity follows what a pod could do at worst, how many can become that pod, and how narrowly it is scoped. The findings report has every finding with its evidence and its remedy.",
    },
  ];
}

function bars(caption: string, values: readonly (readonly [string, number])[]): ReportBlock {
  return {
    kind: "bars",
    caption,
    alt: `${caption}: ${values.map(([label, value]) => `${label} ${value}`).join(", ")}.`,
    bars: values.map(([label, value]) => ({ label, value, tone: "plain" })),
  };
}

function sentences(input: ReportInput, open: readonly ChosenFinding[], accepted: number): readonly string[] {
  const { view } = input;
  const workloads = chosenWorkloads(input);
  const clusters = new Set(workloads.map(({ row }) => row.clusterArn ?? row.issuer));
  const roles = new Set(workloads.flatMap(({ row }) => row.roles.map(({ arn }) => arn)));
  const broken = workloads.filter(({ row }) => row.verdict === "denied").length;
  const counts = countSeverities(open.map(({ triaged }) => triaged.finding));
  const worst = counts.critical + counts.high;
  return [
    `${plural(workloads.length, "workload")} in ${plural(clusters.size, "cluster")} can ask for AWS access through ${plural(roles.size, "role")}; for ${broken === 0 ? "none" : broken} of them that is broken.`,
    worst === 0
      ? `No critical or high finding is open. ${plural(open.length, "lesser finding")} ${open.length === 1 ? "is" : "are"} open, ${accepted} accepted.`
      : `${plural(open.length, "finding")} ${open.length === 1 ? "is" : "are"} open, of which ${counts.critical} critical and ${counts.high} high; ${accepted} ${accepted === 1 ? "is" : "are"} accepted by an owner.`,
    view.gaps.length === 0
      ? "Everything in scope could be read."
      : `${plural(view.gaps.length, "thing")} could not be read: what they hide is not judged.`,
  ];
}

function trendBlock({ trend }: ReportInput): ReportBlock {
  const first = trend[0];
  const last = trend.at(-1);
  return {
    kind: "trend",
    caption: "Open findings over time",
    alt:
      !first || !last
        ? "no earlier scan was judged."
        : `From ${first.at.slice(0, 10)} to ${last.at.slice(0, 10)}: critical ${first.open.critical} to ${last.open.critical}, high ${first.open.high} to ${last.open.high}, medium ${first.open.medium} to ${last.open.medium}.`,
    series: [
      { name: "critical", tone: "critical" },
      { name: "high", tone: "high" },
      { name: "medium", tone: "medium" },
    ],
    points: trend.map(({ at, open }) => ({ at, values: [open.critical, open.high, open.medium] })),
  };
}

/** A summary: what is longer than two lines is in the findings report. */
function short(text: string): string {
  return text.length <= SHORT ? text : `${[...text].slice(0, SHORT - 2).join("")} …`;
}

function worstTable(open: readonly ChosenFinding[]): ReportBlock {
  const head = {
    id: "worst",
    caption: open.length > WORST ? `The first ${WORST} of ${open.length}, worst first` : "Worst first",
    empty: "No finding is open.",
  };
  return tableOf(head, open.slice(0, WORST), [
    [column.text("severity", 1), ({ row }) => row.severity],
    [column.text("finding", 4), ({ row }) => short(row.title)],
    [column.text("why", 4), ({ triaged }) => short(triaged.finding.severityReason)],
    [column.text("where", 2.2), ({ row }) => short(place(row))],
    [column.data("id"), ({ row }) => row.id],
  ]);
}

function accountsTable(input: ReportInput, open: readonly ChosenFinding[]): ReportBlock {
  const rows = new Map<string, { workloads: number; critical: number; high: number; gaps: number }>();
  const at = (id: string) => {
    const known = rows.get(id) ?? { workloads: 0, critical: 0, high: 0, gaps: 0 };
    rows.set(id, known);
    return known;
  };
  for (const { row } of chosenWorkloads(input)) at(row.accountId).workloads++;
  for (const { row } of open) {
    if (row.severity === "critical") at(row.accountId).critical++;
    if (row.severity === "high") at(row.accountId).high++;
  }
  for (const gap of input.view.gaps) if (rows.has(gap.accountId)) at(gap.accountId).gaps++;
  const sorted = [...rows].sort(
    ([a, x], [b, y]) => y.critical - x.critical || y.high - x.high || y.workloads - x.workloads || (a < b ? -1 : 1),
  );
  const shown = sorted.slice(0, 8);
  const head = {
    id: "accounts",
    caption: sorted.length > shown.length ? `Accounts: ${shown.length} of ${sorted.length}` : "Accounts",
    empty: "No workload is in scope.",
  };
  const accountText = (id: string) => {
    const name = input.view.accountName(id);
    return short(name === null ? id : `${name} (${id})`);
  };
  return tableOf(head, shown, [
    [column.text("account", 3), ([id]) => accountText(id)],
    [column.number("workloads"), ([, { workloads }]) => String(workloads)],
    [column.number("critical"), ([, { critical }]) => String(critical)],
    [column.number("high"), ([, { high }]) => String(high)],
    [column.number("not read"), ([, { gaps }]) => String(gaps)],
  ]);
}

function coverageText(input: ReportInput): string {
  const { view } = input;
  const { activity } = input.findings.evaluation;
  const recorded =
    activity === null
      ? "No recorded calls are kept: nothing is said of what was used."
      : `Recorded calls from ${activity.from.slice(0, 10)} to ${activity.to.slice(0, 10)} were judged.`;
  const failed = failedText(input);
  return [
    view.gaps.length === 0
      ? "All accounts, regions and clusters in scope were read in full."
      : `${plural(view.gaps.length, "gap")} in what was read.`,
    recorded,
    ...(failed === null ? [] : [short(failed)]),
  ].join(" ");
}

function missing({ view }: ReportInput): readonly ReportBlock[] {
  const byPermission = new Map<string, { count: number; hides: string }>();
  for (const gap of view.gaps) {
    const key = gap.missingPermission ?? `${gap.service}:${gap.operation} (${gap.error})`;
    const known = byPermission.get(key);
    byPermission.set(key, { count: (known?.count ?? 0) + 1, hides: known?.hides ?? gap.consequence });
  }
  if (byPermission.size === 0) return [];
  const sorted = [...byPermission].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1));
  const shown = sorted.slice(0, 5);
  const caption = sorted.length > shown.length ? `Missing: ${shown.length} of ${sorted.length}` : "Missing";
  return [
    tableOf({ id: "missing", caption, empty: "" }, shown, [
      [column.text("permission or call", 3), ([key]) => short(key)],
      [column.number("places", 0.8), ([, { count }]) => String(count)],
      [column.text("what it hides", 5), ([, { hides }]) => short(hides)],
    ]),
  ];
}
