/** Filters of the activity page. Fixed ones list all their values; the rest offer what the loaded rows hold. */
import type { AssumptionRow } from "@/lib/contracts/api";
import { activityMechanisms, assumptionOutcomes, confidences } from "@/lib/contracts/api";
import type { FilterName } from "./activity-address";
import { confidenceWords, mechanismWords, roleText } from "./words";

interface Facet {
  readonly name: FilterName;
  readonly title: string;
  readonly options: readonly { readonly value: string; readonly label: string; readonly count: number }[];
}

type Read = (row: AssumptionRow) => string | null;

/** Counts are of the rows loaded so far. */
export function activityFacets(rows: readonly AssumptionRow[]): readonly Facet[] {
  return [
    fixed(
      "outcome",
      "Outcome",
      assumptionOutcomes,
      (value) => (value === "denied" ? "Denied" : "Assumed"),
      rows,
      (row) => row.outcome,
    ),
    fixed(
      "mechanism",
      "Mechanism",
      activityMechanisms,
      (value) => mechanismWords[value],
      rows,
      (row) => row.mechanism,
    ),
    fixed(
      "confidence",
      "Known",
      confidences,
      (value) => confidenceWords[value].word,
      rows,
      (row) => row.confidence,
    ),
    found("account", "Account", rows, (row) => row.accountId),
    found("region", "Region", rows, (row) => row.region),
    found("cluster", "Cluster", rows, (row) => row.workload.clusterName),
    found("namespace", "Namespace", rows, (row) => row.workload.namespace),
    found("serviceAccount", "Service account", rows, (row) => row.workload.serviceAccount),
    found("role", "Role", rows, (row) => row.roleArn, roleText),
    found("pod", "Pod", rows, (row) => row.pod),
    found("node", "Node", rows, (row) => row.node),
    found(
      "workload",
      "Workload",
      rows,
      (row) => row.workload.id,
      (id) => id.split("|").slice(1).join(" / "),
    ),
  ];
}

function fixed<const T extends string>(
  name: FilterName,
  title: string,
  values: readonly T[],
  label: (value: T) => string,
  rows: readonly AssumptionRow[],
  read: Read,
): Facet {
  const counts = countBy(rows, read);
  return {
    name,
    title,
    options: values.map((value) => ({ value, label: label(value), count: counts.get(value) ?? 0 })),
  };
}

function found(
  name: FilterName,
  title: string,
  rows: readonly AssumptionRow[],
  read: Read,
  label: (value: string) => string = (value) => value,
): Facet {
  const counts = [...countBy(rows, read)].sort(([, a], [, b]) => b - a);
  return { name, title, options: counts.map(([value, count]) => ({ value, label: label(value), count })) };
}

function countBy(rows: readonly AssumptionRow[], read: Read): Map<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const value = read(row);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}
