/** The matrix of a place: which workloads it is about, and what the place is called. */
import { type MatrixAnswer, type MatrixQuery, matrixQuery } from "@/lib/contracts/api";
import { LevelMatrix } from "./level-matrix";
import type { SnapshotView } from "./snapshot-view";
import type { WorkloadEntry } from "./workload-rows";

/** What the first matrix would make; asked for beforehand, nobody waits for it. */
export function prepareMatrix(view: SnapshotView): void {
  askMatrix(view, matrixQuery.parse({}));
}

export function askMatrix(view: SnapshotView, query: Omit<MatrixQuery, "snapshot">): MatrixAnswer {
  const matrix = view.kept("level matrix", () => new LevelMatrix(view.access()));
  const entries = view.workloads().filter((entry) => passes(entry, query));
  return matrix.answer(entries, query, placeWords(view, query));
}

/** Nodes are no workloads of anybody: their role is on the page of their cluster. */
function passes(
  { row }: WorkloadEntry,
  query: Pick<MatrixQuery, "account" | "cluster" | "namespace" | "system">,
): boolean {
  return (
    row.kind !== "node" &&
    (query.system === "all" || row.system === (query.system === "yes")) &&
    isAmong(query.account, row.accountId) &&
    (isAmong(query.cluster, row.clusterArn) ||
      isAmong(query.cluster, row.clusterName) ||
      isAmong(query.cluster, row.issuer)) &&
    isAmong(query.namespace, row.namespace)
  );
}

/** Not a function within the one that is called for every row: making one takes longer than what it does. */
function isAmong(values: readonly string[], own: string | null): boolean {
  return values.length === 0 || (own !== null && values.includes(own));
}

function placeWords(view: SnapshotView, query: Pick<MatrixQuery, "account" | "cluster" | "namespace">): string {
  const names = [
    ...query.namespace.map((name) => `namespace ${name}`),
    ...query.cluster.map((arn) => view.model.estate.clusterByArn.get(arn)?.name ?? arn),
    ...query.account.map((id) => view.accountName(id) ?? id),
  ];
  if (names.length === 0) return "the estate";
  return names.length > 3 ? `${names.length} chosen places` : names.join(" in ");
}
