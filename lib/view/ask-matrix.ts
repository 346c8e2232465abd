/** The matrix of a place: which workloads it is about, and what the place is called. */
import type { MatrixAnswer, MatrixQuery } from "@/lib/contracts/api";
import { LevelMatrix } from "./level-matrix";
import type { SnapshotView } from "./snapshot-view";
import type { WorkloadEntry } from "./workload-rows";

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
  const among = (values: readonly string[], ...own: readonly (string | null)[]) =>
    values.length === 0 || own.some((value) => value !== null && values.includes(value));
  return (
    row.kind !== "node" &&
    (query.system === "all" || row.system === (query.system === "yes")) &&
    among(query.account, row.accountId) &&
    among(query.cluster, row.clusterArn, row.clusterName, row.issuer) &&
    among(query.namespace, row.namespace)
  );
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
