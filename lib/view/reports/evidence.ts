/** Evidence for a framework: what each control rests on, which requirements that serves, and what it does not show. */
import type { Framework, ReportBlock, ReportTable } from "@/lib/contracts/report";
import type { FindingCategory } from "@/lib/domain/findings/finding";
import { reviewBlocks } from "./access-review";
import { type ChosenFinding, chosenFindings, chosenWorkloads, workloadName } from "./chosen";
import { type Control, controlTitles, frameworkTexts } from "./frameworks";
import type { ReportInput } from "./input";
import { plural } from "./source";
import { column, failedText, findingsTable, gapsTable } from "./tables";

const controls: readonly Control[] = ["least-privilege", "access-review", "separation"];

/** Findings that speak against a control. */
const categories: Readonly<Record<Control, readonly FindingCategory[]>> = {
  "least-privilege": ["permission", "trust", "binding", "use"],
  "access-review": ["use", "cluster", "logging"],
  separation: ["sharing"],
};

export function evidenceBlocks(input: ReportInput, framework: Framework): readonly ReportBlock[] {
  const { name, requirements } = frameworkTexts[framework];
  const found = chosenFindings(input);
  const failed = failedText(input);
  return [
    { kind: "heading", level: 1, text: "Requirements served" },
    {
      kind: "paragraph",
      text: `${name}. Titles are in our words. This package shows what AWS and Kubernetes say of pods and their roles at one point in time; whether a requirement is met is for the auditor to judge.${failed === null ? "" : ` ${failed}`}`,
    },
    {
      kind: "table",
      id: "requirements",
      caption: name,
      columns: [
        column.text("number", 0.9),
        column.text("requirement", 4),
        column.text("shown by", 2),
        column.text("not evidenced here", 3),
      ],
      count: requirements.length,
      *rows() {
        for (const { number, title, controls: served, missing } of requirements)
          yield [number, title, served.map((each) => controlTitles[each]).join(", "), missing];
      },
      empty: "",
    },
    ...controls.flatMap((control) => controlBlocks(input, framework, control, found)),
    { kind: "heading", level: 1, text: "What is not evidenced" },
    { kind: "paragraph", text: notEvidenced(input) },
    gapsTable(input),
  ];
}

function controlBlocks(
  input: ReportInput,
  framework: Framework,
  control: Control,
  found: readonly ChosenFinding[],
): readonly ReportBlock[] {
  const served = frameworkTexts[framework].requirements.filter((each) => each.controls.includes(control));
  const against = found.filter(({ row }) => categories[control].includes(row.category));
  const open = against.filter(({ row }) => row.status === "open").length;
  return [
    { kind: "heading", level: 1, text: controlTitles[control] },
    {
      kind: "paragraph",
      text: `${served.length === 0 ? "No requirement of this framework asks for it by itself." : `Serves ${served.map(({ number }) => number).join(", ")}.`} ${open === 0 ? "No open finding speaks against it." : `${plural(open, "open finding")} ${open === 1 ? "speaks" : "speak"} against it.`}`,
    },
    ...(control === "least-privilege"
      ? [accessTable(input)]
      : control === "access-review"
        ? [...reviewBlocks(input), acceptedTable(found)]
        : [environmentsTable(input), sharedTable(input)]),
    findingsTable(`${control}-findings`, "Findings against it", against, "None within the filter."),
  ];
}

function accessTable(input: ReportInput): ReportTable {
  const workloads = chosenWorkloads(input);
  return {
    kind: "table",
    id: "access",
    caption: "Workloads, their roles and the services that these may use",
    columns: [
      column.text("workload", 2.4),
      column.text("where", 2),
      column.text("role", 2.4),
      column.text("credentials", 1.2),
      column.text("services", 2.4),
      column.data("id"),
      column.data("mechanisms"),
      column.data("owner"),
      column.data("environment"),
      column.data("services incomplete", "boolean"),
    ],
    count: workloads.length,
    *rows() {
      for (const entry of workloads) {
        const { row } = entry;
        yield [
          workloadName(entry),
          `${row.clusterName ?? row.issuer ?? ""} (${row.accountName ?? row.accountId})`,
          row.roles.map(({ name }) => name).join(", "),
          row.verdict,
          row.servicesIncomplete ? `${row.services.join(", ")} and what could not be read` : row.services.join(", "),
          row.id,
          row.mechanisms.join(";"),
          row.labels?.owner ?? null,
          row.labels?.environment ?? null,
          String(row.servicesIncomplete),
        ];
      }
    },
    empty: "No workload is within the filter.",
  };
}

function acceptedTable(found: readonly ChosenFinding[]): ReportTable {
  const accepted = found.filter(({ row }) => row.acceptance !== null);
  return {
    kind: "table",
    id: "accepted",
    caption: "Risks that an owner has accepted",
    columns: [
      column.text("severity", 1),
      column.text("finding", 3.5),
      column.text("owner", 1.5),
      column.text("reason", 3),
      { name: "expires", type: "date", weight: 1.4 },
      column.data("id"),
    ],
    count: accepted.length,
    *rows() {
      for (const { row } of accepted)
        yield [
          row.severity,
          row.title,
          row.acceptance?.owner ?? null,
          row.acceptance?.reason ?? null,
          row.acceptance?.expires ?? null,
          row.id,
        ];
    },
    empty: "None is accepted.",
  };
}

function environmentsTable(input: ReportInput): ReportTable {
  const groups = new Map<string, { accounts: Set<string>; clusters: Set<string>; workloads: number }>();
  for (const { row } of chosenWorkloads(input)) {
    const name = row.labels?.environment ?? "(no label)";
    const group = groups.get(name) ?? { accounts: new Set(), clusters: new Set(), workloads: 0 };
    groups.set(name, group);
    group.accounts.add(row.accountId);
    group.clusters.add(row.clusterArn ?? row.issuer ?? "");
    group.workloads++;
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    kind: "table",
    id: "environments",
    caption: "Environments, as the labels of the configuration name them",
    columns: [
      column.text("environment", 2),
      { name: "accounts", type: "number", weight: 1 },
      { name: "clusters", type: "number", weight: 1 },
      { name: "workloads", type: "number", weight: 1 },
    ],
    count: sorted.length,
    *rows() {
      for (const [name, { accounts, clusters, workloads }] of sorted)
        yield [name, String(accounts.size), String(clusters.size), String(workloads)];
    },
    empty: "No workload is within the filter.",
  };
}

/** Roles whose workloads stand in more than one account, cluster or environment. */
function sharedTable(input: ReportInput): ReportTable {
  const users = new Map<string, { name: string; workloads: number; places: Set<string>; environments: Set<string> }>();
  for (const { row } of chosenWorkloads(input)) {
    for (const { arn, name } of row.roles) {
      const known = users.get(arn) ?? { name, workloads: 0, places: new Set(), environments: new Set() };
      users.set(arn, known);
      known.workloads++;
      known.places.add(row.clusterArn ?? row.issuer ?? "");
      if (row.labels?.environment) known.environments.add(row.labels.environment);
    }
  }
  const shared = [...users]
    .filter(([, { places, environments }]) => places.size > 1 || environments.size > 1)
    .sort(
      ([a, x], [b, y]) =>
        y.environments.size - x.environments.size || y.places.size - x.places.size || (a < b ? -1 : 1),
    );
  return {
    kind: "table",
    id: "shared-roles",
    caption: "Roles that workloads of several clusters or environments use",
    columns: [
      column.text("role", 3),
      { name: "workloads", type: "number", weight: 1 },
      { name: "clusters", type: "number", weight: 1 },
      column.text("environments", 2.5),
      column.data("arn"),
    ],
    count: shared.length,
    *rows() {
      for (const [arn, { name, workloads, places, environments }] of shared)
        yield [name, String(workloads), String(places.size), [...environments].sort().join(", "), arn];
    },
    empty: "None.",
  };
}

function notEvidenced(input: ReportInput): string {
  const { activity } = input.findings.evaluation;
  return [
    "People, their sign-in and their rights; requests and approvals of access; what applications do with the access that they have; Kubernetes rights beyond those that lead to a pod's AWS access.",
    activity === null
      ? "No recorded calls are kept: nothing here says what was used."
      : `What was used is known from ${activity.from} to ${activity.to}, as far as it was recorded.`,
    input.view.labels.environment.length === 0
      ? "No labels of environments are configured: separation is shown by account and cluster alone."
      : "",
    input.view.gaps.length === 0
      ? "Everything in scope could be read."
      : "What could not be read is listed here with what it hides; nothing is inferred from its absence.",
  ]
    .filter((each) => each !== "")
    .join(" ");
}
