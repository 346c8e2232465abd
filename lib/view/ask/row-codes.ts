/** Columns of the list of workloads as numbers: counting a hundred thousand rows by value takes a millisecond. */
import type { Facet } from "@/lib/contracts/api";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";

interface Column {
  /** By place of the row; -1 = it has none. */
  readonly codes: Int32Array;
  readonly values: readonly { readonly value: string; readonly label: string }[];
  /** Codes in the order of their values. */
  readonly order: Int32Array;
}

export type CodedColumn = "account" | "cluster" | "namespace";

const MOST = 200;

export function facetOf(view: SnapshotView, column: CodedColumn, places: ArrayLike<number>): readonly Facet[] {
  const { codes, values, order } = columnsOf(view)[column];
  const counts = new Int32Array(values.length);
  for (let i = 0; i < places.length; i++) {
    const code = codes[places[i]!]!;
    if (code >= 0) counts[code]!++;
  }
  // Sorting keeps what is equal in its order: that of the values.
  const found = Array.from(order.filter((code) => counts[code]! > 0)).sort((a, b) => counts[b]! - counts[a]!);
  return found.slice(0, MOST).map((code) => ({ ...values[code]!, count: counts[code]! }));
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
  const order = Int32Array.from(values.keys()).sort((a, b) => (values[a]!.value < values[b]!.value ? -1 : 1));
  return { codes, values, order };
}
