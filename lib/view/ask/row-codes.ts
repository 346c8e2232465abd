/** Columns of the list of workloads as numbers: counting a hundred thousand rows by value takes a millisecond. */
import type { Facet } from "@/lib/contracts/api";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";

interface Column {
  /** By place of the row; -1 = it has none. */
  readonly codes: Int32Array;
  readonly values: readonly { readonly value: string; readonly label: string }[];
}

export type CodedColumn = "account" | "cluster" | "namespace";

const MOST = 200;

export function facetOf(view: SnapshotView, column: CodedColumn, places: ArrayLike<number>): readonly Facet[] {
  const { codes, values } = columnsOf(view)[column];
  const counts = new Int32Array(values.length);
  for (let i = 0; i < places.length; i++) {
    const code = codes[places[i]!]!;
    if (code >= 0) counts[code]!++;
  }
  const facets = values.flatMap((each, code) => (counts[code]! > 0 ? [{ ...each, count: counts[code]! }] : []));
  return facets.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, MOST);
}

function columnsOf(view: SnapshotView): Readonly<Record<CodedColumn, Column>> {
  return view.kept("who-can columns", () => ({
    account: column(view, ({ row }) => [row.accountId, view.accountName(row.accountId) ?? row.accountId]),
    cluster: column(view, ({ row }) =>
      row.clusterArn === null ? null : [row.clusterArn, row.clusterName ?? row.clusterArn],
    ),
    namespace: column(view, ({ row }) => (row.namespace === null ? null : [row.namespace, row.namespace])),
  }));
}

function column(view: SnapshotView, of: (entry: WorkloadEntry) => readonly [string, string] | null): Column {
  const known = new Map<string, number>();
  const values: { value: string; label: string }[] = [];
  const codes = Int32Array.from(view.workloads(), (entry) => {
    const found = of(entry);
    if (found === null) return -1;
    let code = known.get(found[0]);
    if (code === undefined) {
      code = values.length;
      values.push({ value: found[0], label: found[1] });
      known.set(found[0], code);
    }
    return code;
  });
  return { codes, values };
}
