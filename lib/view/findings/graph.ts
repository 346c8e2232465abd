/** The map with the worst open finding of each thing on it. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import type { SubjectKind } from "@/lib/domain/findings/finding";
import type { GraphSource } from "../graph";
import type { NodeTable } from "../graph/source";
import type { SnapshotView } from "../snapshot-view";
import { findingsOf, worstOpen } from "./book";

/** Which kind of subject the things of a column are, where their ids are the same. */
const kinds: Partial<Record<GraphColumnId, SubjectKind>> = {
  account: "account",
  cluster: "cluster",
  namespace: "namespace",
  "service-account": "workload",
  role: "role",
  "target-role": "role",
  policy: "policy",
};

/** The view's own source where nothing was evaluated. Another one for each state of findings, so that nothing old is remembered. */
export function graphWithFindings(view: SnapshotView): GraphSource {
  const source = view.graph();
  const book = findingsOf(view);
  if (book === null) return source;
  return book.kept("graph", () => {
    const worst = worstOpen(book);
    const nodes = Object.create(null, Object.getOwnPropertyDescriptors(source.nodes)) as Record<
      GraphColumnId,
      NodeTable
    >;
    for (const [column, kind] of Object.entries(kinds) as [GraphColumnId, SubjectKind][]) {
      const table = source.nodes[column];
      const severities = table.ids.map((id) => worst.get(`${kind} ${id}`) ?? null);
      Object.defineProperty(nodes, column, { value: { ...table, severities }, enumerable: true });
    }
    return { ...source, nodes };
  });
}
