/** Evidence for a framework: what each control rests on, which requirements that serves, and what it does not show. */
import type { Framework, ReportBlock, ReportTable } from "@/lib/contracts/report";
import type { FindingCategory } from "@/lib/domain/findings/finding";
import { reviewBlocks } from "./access-review";
import { type ChosenFinding, chosenFindings, chosenWorkloads, workloadName } from "./chosen";
import { type Control, controlTitles, frameworkTexts } from "./frameworks";
import type { ReportInput } from "./input";
import { plural } from "./source";
import { column, tableOf } from "./table-of";
import { failedText, findingsTable, gapsTable } from "./tables";

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
    tableOf({ id: "requirements", caption: name, empty: "" }, requirements, [
      [column.text("number", 0.9), (each) => each.number],
      [column.text("requirement", 4), (each) => each.title],
      [column.text("shown by", 2), ({ controls }) => controls.map((control) => controlTitles[control]).join(", ")],
      [column.text("not evidenced here", 3), (each) => each.missing],
    ]),
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
  const head = {
    id: "access",
    caption: "Workloads, their roles and the services that these may use",
    empty: "No workload is within the filter.",
  };
  return tableOf(head, chosenWorkloads(input), [
    [column.text("workload", 2.4), workloadName],
    [
      column.text("where", 2),
      ({ row }) => `${row.clusterName ?? row.issuer ?? ""} (${row.accountName ?? row.accountId})`,
    ],
    [column.text("role", 2.4), ({ row }) => row.roles.map(({ name }) => name).join(", ")],
    [column.text("credentials", 1.2), ({ row }) => row.verdict],
    [
      column.text("services", 2.4),
      ({ row: { services, servicesIncomplete } }) =>
        servicesIncomplete ? `${services.join(", ")} and what could not be read` : services.join(", "),
    ],
    [column.data("id"), ({ row }) => row.id],
    [column.data("mechanisms"), ({ row }) => row.mechanisms.join(";")],
    [column.data("owner"), ({ row }) => row.labels?.owner ?? null],
    [column.data("environment"), ({ row }) => row.labels?.environment ?? null],
    [column.data("services incomplete", "boolean"), ({ row }) => String(row.servicesIncomplete)],
  ]);
}

function acceptedTable(found: readonly ChosenFinding[]): ReportTable {
  const head = { id: "accepted", caption: "Risks that an owner has accepted", empty: "None is accepted." };
  return tableOf(
    head,
    found.filter(({ row }) => row.acceptance !== null),
    [
      [column.text("severity", 1), ({ row }) => row.severity],
      [column.text("finding", 3.5), ({ row }) => row.title],
      [column.text("owner", 1.5), ({ row }) => row.acceptance?.owner ?? null],
      [column.text("reason", 3), ({ row }) => row.acceptance?.reason ?? null],
      [column.date("expires", 1.4), ({ row }) => row.acceptance?.expires ?? null],
      [column.data("id"), ({ row }) => row.id],
    ],
  );
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
  const head = {
    id: "environments",
    caption: "Environments, as the labels of the configuration name them",
    empty: "No workload is within the filter.",
  };
  return tableOf(head, sorted, [
    [column.text("environment", 2), ([name]) => name],
    [column.number("accounts"), ([, { accounts }]) => String(accounts.size)],
    [column.number("clusters"), ([, { clusters }]) => String(clusters.size)],
    [column.number("workloads"), ([, { workloads }]) => String(workloads)],
  ]);
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
  const head = {
    id: "shared-roles",
    caption: "Roles that workloads of several clusters or environments use",
    empty: "None.",
  };
  return tableOf(head, shared, [
    [column.text("role", 3), ([, { name }]) => name],
    [column.number("workloads"), ([, { workloads }]) => String(workloads)],
    [column.number("clusters"), ([, { places }]) => String(places.size)],
    [column.text("environments", 2.5), ([, { environments }]) => [...environments].sort().join(", ")],
    [column.data("arn"), ([arn]) => arn],
  ]);
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
