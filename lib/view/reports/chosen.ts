/** The findings and workloads that the filter of a report leaves. */
import type { FindingRow } from "@/lib/contracts/api";
import type { TriagedFinding } from "../findings/book";
import { filterFindings } from "../findings/list";
import { clusterNameOf } from "../gap-answer";
import type { WorkloadEntry } from "../snapshot-view";
import type { ReportInput } from "./input";

export interface ChosenFinding {
  readonly row: FindingRow;
  readonly triaged: TriagedFinding;
}

/** Worst first. */
export function chosenFindings({ view, findings, parsed }: ReportInput): readonly ChosenFinding[] {
  return filterFindings(view, findings, parsed).matched.flatMap((row) => {
    const triaged = findings.byId.get(row.id);
    return triaged ? [{ row, triaged }] : [];
  });
}

/** Of a filter, workloads know account, cluster, owner and environment. */
export function chosenWorkloads({ view, parsed }: ReportInput): readonly WorkloadEntry[] {
  const within = (chosen: readonly string[], ...values: (string | null | undefined)[]) =>
    chosen.length === 0 || values.some((value) => typeof value === "string" && chosen.includes(value));
  return view
    .workloads()
    .filter(
      ({ row }) =>
        within(parsed.account, row.accountId) &&
        within(parsed.cluster, row.clusterArn, row.clusterArn === null ? null : clusterNameOf(row.clusterArn)) &&
        within(parsed.owner, row.labels?.owner) &&
        within(parsed.environment, row.labels?.environment),
    );
}

export function workloadName({ row }: WorkloadEntry): string {
  if (row.kind === "node") return `nodes of ${row.clusterName ?? row.issuer ?? "a cluster"}`;
  return `${row.namespace}/${row.serviceAccount}`;
}
